import DesiredState
import Diagnostics
import ModelVersions
import TestSupport
import Testing
import YAMLTree

/// Random edits of random files: they describe what was meant, and change no other line.
struct EditPropertyTests {
    private static let variables = ["B": "bucket"]

    @Test(arguments: 0..<16)
    func editsChangeOnlyWhatTheyMean(round: UInt64) throws {
        for step in 0..<10 {
            let seed = 0xED17_0000 + round * 100 + UInt64(step)
            let file = GeneratedFile(seed: seed)
            let (before, problems) = read(file.text, variables: Self.variables)
            try #require(!problems.hasErrors, "seed \(seed): \(problems)\n\(file.text)")
            var random = SplitMix64(seed: seed)
            for list in file.lists {
                try checkInsert(file, list, before, seed, &random)
                for index in list.entries.indices {
                    try checkRetire(file, list, index, before, seed)
                    try checkPins(file, list, index, before, seed)
                }
            }
        }
    }

    private func checkInsert(
        _ file: GeneratedFile,
        _ list: GeneratedFile.List,
        _ before: DesiredState,
        _ seed: UInt64,
        _ random: inout SplitMix64
    ) throws {
        let version = DesiredVersion(
            name: try VersionName("new"),
            intent: .trained(
                TrainingSettings(
                    output: try OutputLocation(uri: "s3://out/n/"),
                    datasets: .manifests(
                        training: [try ManifestLocation(bucket: S3Bucket("b-1"), key: "a é?", version: "1.10")],
                        testing: .autoCreate
                    )
                )
            ),
            tags: Tags([("team", "日本"), ("no", "yes")])
        )
        let isFirst = random.chance
        let after = try changed(file, list, seed) { edited, _ throws(EditRefusal) in
            try edited.insert(version.written, inListOf: list.document, at: isFirst ? .first : .last)
        }
        guard let after else {
            Issue.record("seed \(seed): refused\n\(file.text)")
            return
        }
        var intended = before.projects
        let old = intended[list.document]
        let versions = isFirst ? [version] + old.versions : old.versions + [version]
        intended[list.document] = DesiredProject(arn: old.arn, versions: versions)
        for pattern in old.ignoredUnmanaged { intended[list.document].ignoreUnmanaged(pattern) }
        check(after, intended, seed)
        // A list in brackets changes a line, for a comma or for the whole entry.
        checkLines(file.text, after, changed: 1, seed)
    }

    private func checkRetire(
        _ file: GeneratedFile,
        _ list: GeneratedFile.List,
        _ index: Int,
        _ before: DesiredState,
        _ seed: UInt64
    ) throws {
        let after = try changed(file, list, seed) { edited, entries throws(EditRefusal) in
            try edited.retire(entryAt: entries[index])
        }
        guard let after else {
            #expect(list.entries[index].isShared, "seed \(seed): refused\n\(file.text)")
            return
        }
        check(after, try before.projects.replacing(list, index) { $0.intent = .retired }, seed)
        checkLines(file.text, after, changed: 1, seed)
        #expect(!list.entries[index].isRetired || after == file.text)
    }

    private func checkPins(
        _ file: GeneratedFile,
        _ list: GeneratedFile.List,
        _ index: Int,
        _ before: DesiredState,
        _ seed: UInt64
    ) throws {
        let entry = list.entries[index]
        let pins = (0..<entry.unpinned).map { EditableFile.Pin(role: .training, index: $0, versionID: "id.\($0)=") }
        let after = try changed(file, list, seed) { edited, entries throws(EditRefusal) in
            try edited.pin(pins, inEntryAt: entries[index])
        }
        guard let after else {
            #expect(entry.isShared, "seed \(seed): refused\n\(file.text)")
            return
        }
        let intended = try before.projects.replacing(list, index) { version in
            guard case .trained(var settings) = version.intent,
                case .manifests(var training, let testing) = settings.datasets
            else { return }
            for pin in pins {
                let old = training[pin.index]
                training[pin.index] = try ManifestLocation(bucket: old.bucket, key: old.key, version: pin.versionID)
            }
            settings.datasets = .manifests(training: training, testing: testing)
            version.intent = .trained(settings)
        }
        check(after, intended, seed)
        if pins.count == 1 { checkLines(file.text, after, changed: 1, seed) }
    }

    /// The file after an edit; nil if it is refused.
    private func changed(
        _ file: GeneratedFile,
        _ list: GeneratedFile.List,
        _ seed: UInt64,
        _ edit: (inout EditableFile, [SourcePosition]) throws(EditRefusal) -> Void
    ) throws -> String? {
        do throws(EditRefusal) {
            var edited = try EditableFile(Array(file.text.utf8), path: "f.yaml")
            try edit(&edited, edited.lists[list.document].entries)
            let bytes = try edited.edited()
            // Only the ranges of the edits differ.
            let edits = try edited.textEdits()
            #expect(edits.applied(to: edited.original) == bytes)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            let unexpected = error.diagnostics.filter { !$0.message.hasPrefix("the value is shared") }
            #expect(unexpected.isEmpty, "seed \(seed)\n\(file.text)")
            return nil
        }
    }

    private func check(_ text: String, _ intended: [DesiredProject], _ seed: UInt64) {
        let (state, problems) = read(text, variables: Self.variables)
        #expect(!problems.hasErrors, "seed \(seed): \(problems)\n\(text)")
        #expect(state.projects == intended, "seed \(seed)\n\(text)")
    }

    /// Between equal lines at the start and at the end there are at most so many old lines, and every line keeps its
    /// line break.
    private func checkLines(_ before: String, _ after: String, changed: Int, _ seed: UInt64) {
        let isWindows = before.utf8.contains(13)
        let (old, new) = (lines(before), lines(after))
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
        #expect(old.count - start - min(end, old.count - start) <= changed, "seed \(seed)\n\(after)")
        let breaks = after.utf8.count { $0 == 10 }
        #expect(isWindows ? after.utf8.count { $0 == 13 } == breaks : !after.utf8.contains(13), "seed \(seed)")
        #expect(before.hasSuffix("\n") == after.hasSuffix("\n"), "seed \(seed)")
    }

    private func lines(_ text: String) -> [[UInt8]] {
        text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { $0.filter { $0 != 13 } }
    }
}

extension [DesiredProject] {
    fileprivate func replacing(
        _ list: GeneratedFile.List,
        _ index: Int,
        _ change: (inout DesiredVersion) throws -> Void
    ) throws -> [DesiredProject] {
        var result = self
        let old = self[list.document]
        var versions = old.versions
        try change(&versions[index])
        result[list.document] = DesiredProject(arn: old.arn, versions: versions)
        for pattern in old.ignoredUnmanaged { result[list.document].ignoreUnmanaged(pattern) }
        return result
    }
}
