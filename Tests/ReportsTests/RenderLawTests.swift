import DesiredState
import Diagnostics
import ModelVersions
import TestSupport
import Testing
import YAMLTree

@testable import Reports

/// What is rendered is read as the very state that it was made of.
struct RenderLawTests {
    @Test(arguments: 0..<20)
    func renderedStatesAreReadAsThemselves(round: UInt64) throws {
        var random = SplitMix64(seed: 0x4E4D_0000 + round)
        for _ in 0..<20 {
            let state = random.state()
            let text = try RenderedYAML.render(state)
            let (again, origins) = try read(text)
            #expect(again.projects == state.projects, "\(text)")
            // No variable is left, and what the comments say is not read.
            let explained = try RenderedYAML.render(again, origins: origins)
            #expect(try read(explained).state.projects == state.projects, "\(explained)")
            #expect(try RenderedYAML.render(again) == text)
            // JSON is YAML in flow style.
            #expect(RenderedJSON.render(again) == RenderedJSON.render(state))
        }
    }

    private func read(_ text: String) throws -> (state: DesiredState, origins: Origins?) {
        var reader = DesiredStateReader(keepsOrigins: true)
        let parsed = YAMLParser.parse(Array(text.utf8), path: "\n# \u{2028}models: [")
        try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics) \(text)")
        reader.add(parsed.documents)
        try #require(!reader.diagnostics.hasErrors, "\(reader.diagnostics.map(\.message)) \(text)")
        return (reader.state, reader.origins)
    }
}

extension SplitMix64 {
    fileprivate mutating func state() -> DesiredState {
        var state = DesiredState()
        for index in 0..<below(4) {
            var project = DesiredProject(arn: projectARN("p\(index)"), versions: [], lists: [])
            for list in 0...below(3) {
                project.append(list: (0..<below(4)).map { version("\(["a", "1.1", "no", "0x1"][$0])-\(list)") })
            }
            for pattern in ["console-*", "[a-c]?", "*", "no"] where below(4) == 0 {
                project.ignoreUnmanaged(try! Glob(pattern))
            }
            state.projects.append(project)
        }
        return state
    }

    private mutating func version(_ name: String) -> DesiredVersion {
        let keys = ["team", "on", "1", "é", "a/b", " "].filter { _ in below(3) == 0 }
        let values = ["yes", "", "1.10", "null", "ß x", " ", "a=b"]
        return DesiredVersion(
            name: try! VersionName(name),
            intent: below(5) == 0 ? .retired : .trained(settings()),
            tags: Tags(keys.map { ($0, values[below(values.count)]) }),
            expectation: Expectation(minimumF1Score: below(2) == 0 ? Double(below(1 << 40)) / Double(1 << 40) : nil)
        )
    }

    private mutating func settings() -> TrainingSettings {
        let descriptions = ["12", "a: b", "- x", "true", "'quoted'", "?", " blank "]
        let keys = ["alias/x", "1234", "arn:aws:kms:us-east-1:111122223333:key/1"]
        var settings = TrainingSettings(
            output: try! OutputLocation(bucket: bucket(), prefix: below(3) == 0 ? "" : text()),
            datasets: datasets()
        )
        if below(2) == 0 { settings.description = try! VersionDescription(descriptions[below(descriptions.count)]) }
        if below(2) == 0 { settings.kmsKey = try! KMSKey(keys[below(keys.count)]) }
        if below(3) == 0 {
            settings.confidenceThreshold = try! ConfidenceThreshold(percent: Double(below(1 << 30)) / Double(1 << 24))
        }
        return settings
    }

    private mutating func datasets() -> Datasets {
        if below(3) == 0 { return .project }
        return .manifests(
            training: manifests(),
            testing: [.autoCreate, .omitted, .manifests(manifests()), .manifests(manifests())][below(4)]
        )
    }

    private mutating func manifests() -> [ManifestLocation] {
        (0...below(3)).map { _ in
            try! ManifestLocation(bucket: bucket(), key: text(), version: below(2) == 0 ? nil : text())
        }
    }

    private mutating func bucket() -> S3Bucket { try! S3Bucket(["abc", "123", "0x1f", "null.", "1e3"][below(5)]) }

    /// What S3 allows in a key, which is everything.
    private mutating func text() -> String {
        let parts = [
            "a", "/", "$", "{", "}", "${var:A}", "$${", ":-", "?", "?versionId=", "&", "#", " #", ": ", "- ", "\"", "'",
            "\\", "\n", "\r", "\t", " ", "é", "e\u{301}", "\u{202E}", "\u{2028}", "\u{85}", "\u{A0}", "\u{FEFF}",
            "\u{1B}", "\u{7F}", "\u{1F600}", "null", "~", "1.10", "---", "...", "%", "\u{FFFD}", "\0",
        ]
        return (0...below(6)).map { _ in parts[below(parts.count)] }.joined()
    }
}
