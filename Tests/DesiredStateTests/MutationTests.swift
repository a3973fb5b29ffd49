import DesiredState
import Diagnostics
import Foundation
import TestSupport
import Testing
import YAMLTree

/// Thousands of damaged desired states, made from the examples: each is read, or refused with every error at its place.
struct MutationTests {
    private static let seeds: [String] = {
        let examples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples/models")
            .standardized
        let paths = ["minimal/traffic-signs.yaml", "everything/packaging.yaml", "projects/team-a/signs.yaml"]
        return paths.map { try! String(contentsOf: examples.appending(path: $0), encoding: .utf8) }
    }()

    private static let variables = ["STAGE": "staging", "EMPTY": "", "LINES": "a\nb: [c]\u{1B}", "X": "${var:X}"]

    /// Traces of typing errors, merges and templates.
    private static let pieces = [
        "name: ", "versions:", "retired: true", "datasets: project", "testing: auto", "output: s3://", "tags: ", "{}",
        "[]",
        "null", "~", "<<: *x", "&x ", "*x", "- ", "  ", "\t", "\n", "---\n", "\"", "'", ": ", "?versionId=", "é",
        "\u{202E}",
        "\0", "1e999", "-1", "true", "arn:aws:", "<<<<<<< HEAD\n", "${NAME}", "{{ name }}",
        "${var:STAGE}", "${var:UNSET}", "${var:UNSET:-x}", "${var:", "$${", "$", "}", ":-", "${var:EMPTY}",
        "${var:LINES}",
    ]

    @Test(arguments: 0..<25)
    func damagedStatesAreReadOrRefused(round: UInt64) throws {
        var random = SplitMix64(seed: 0xDE51_0000 + round)
        for step in 0..<100 {
            var text = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
            for _ in 0...random.below(4) { damage(&text, &random) }
            let result = YAMLParser.parse(text, path: "f.yaml")
            let (state, diagnostics) = DesiredStateReader.read(
                result.documents,
                variables: Variables(given: Self.variables) { _ in nil }
            )
            let lines = SourceText(result.source)
            for diagnostic in result.diagnostics + diagnostics {
                let place = diagnostic.location
                #expect(
                    place.flatMap { lines.line($0.line) } != nil,
                    "round \(round), step \(step): \(diagnostic.message) has no place"
                )
            }
            if diagnostics.hasErrors { continue }
            for project in state.projects {
                #expect(Set(project.versions.map(\.name)).count == project.versions.count)
                for version in project.versions { #expect(state.sources[project.arn, version.name] != nil) }
            }
            // What was read can be written without variables.
            let written = try YAMLWriter.write(state.documents.map { YAMLOutputDocument($0.root) })
            let again = DesiredStateReader.read(YAMLParser.parse(Array(written.utf8), path: "f.yaml").documents)
            #expect(again.state.projects == state.projects, "round \(round), step \(step):\n\(written)")
        }
    }

    private func damage(_ text: inout [UInt8], _ random: inout SplitMix64) {
        guard !text.isEmpty else { return }
        let place = random.below(text.count)
        switch random.below(5) {
        case 0: text.insert(contentsOf: Self.pieces[random.below(Self.pieces.count)].utf8, at: place)
        case 1: text.removeSubrange(place..<min(text.count, place + 1 + random.below(30)))
        case 2:
            // A line twice, as after a bad merge.
            let end = text[place...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count - 1
            text.insert(contentsOf: Array(text[place...end]), at: place)
        case 3: text[place] ^= UInt8(1 << random.below(8))
        default:
            let piece = Array(Self.pieces[random.below(Self.pieces.count)].utf8)
            let end = min(text.count, place + piece.count)
            text.replaceSubrange(place..<end, with: piece)
        }
    }
}
