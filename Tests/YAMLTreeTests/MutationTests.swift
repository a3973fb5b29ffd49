import Diagnostics
import TestSupport
import Testing
import YAMLTree

/// Broken files of many kinds: the reader must not crash or hang, and every error has a place in the file.
struct MutationTests {
    private static let seeds = [
        """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
        defaults: &d
          output: s3://acme/x/   # a comment
          tags: { team: perception, "k": 'v' }
        versions:
          - name: 2026-11-baseline
            <<: *d
            description: >-
              folded
              text
          - name: 1.10
            datasets:
              training:
                - s3://acme-data/signs/day.manifest?versionId=3HL4
                - { bucket: b, key: "\\u00e9\\x41", version: null }
              testing: auto
        """,
        "%YAML 1.1\n%TAG !e! tag:x,1:\n---\n!!map {? [a, b] : !e!x c, &a d: *a, <<: [*a, {}]}\n--- |+\n  text\n\n...\n",
        "é: ü\r\n日本: \"x\u{2028}y\u{85}z\"\r\n- - - a\n-\t- b\n",
    ]

    private static let tokens = [
        "[", "]", "{", "}", ": ", "- ", "? ", "*a", "&a ", "<<: ", "!!str ", "!x ", "|\n", ">-\n", "\n", "\t", "'",
        "\"",
        "---\n", "...\n", "%YAML 1.2\n", "#", ",", "\\", "\\u12", "\u{FEFF}", "\u{2028}", "\0", "\r", "  ", "~", "*d",
        "&d [*d]", "\u{1F600}", "@", "`",
    ]

    @Test(arguments: 0..<40)
    func mutatedFilesAreReadOrRefused(round: UInt64) {
        var random = SplitMix64(seed: 0x5EED_0000 + round)
        for step in 0..<150 {
            var bytes = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
            for _ in 0...random.below(6) { mutate(&bytes, &random) }
            let fault = fault(in: YAMLParser.parse(bytes, path: "a.yaml"))
            #expect(fault == nil, "round \(round), step \(step), of the bytes \(bytes)")
        }
    }

    /// The error in a result; nil without one.
    private func fault(in result: YAMLParseResult) -> String? {
        let lines = SourceText(result.source)
        for diagnostic in result.diagnostics {
            guard let location = diagnostic.location else { return "no place: \(diagnostic.message)" }
            for place in [location] + diagnostic.related.map(\.location) {
                guard let line = lines.line(place.line), (1...line.count + 1).contains(place.column) else {
                    return "\(place) is not in the file: \(diagnostic.message)"
                }
            }
        }
        if !result.diagnostics.hasErrors, !result.documents.allSatisfy({ stands($0.root, in: lines) }) {
            return "a node stands outside of the file"
        }
        var sources = SourceTexts()
        sources["a.yaml"] = result.source
        let page = DiagnosticRenderer(sources: sources).render(DiagnosticList(result.diagnostics))
        let isHarmless = page.utf8.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
        return isHarmless ? nil : "a control character is shown"
    }

    private func stands(_ node: YAMLNode, in lines: SourceText) -> Bool {
        guard lines.line(node.position.line) != nil else { return false }
        return switch node.content {
        case .scalar: true
        case .sequence(let items): items.allSatisfy { stands($0, in: lines) }
        case .mapping(let entries):
            entries.allSatisfy { lines.line($0.keyPosition.line) != nil && stands($0.value, in: lines) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let place = random.below(bytes.count)
        switch random.below(6) {
        case 0: bytes[place] ^= UInt8(1 << random.below(8))
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(20)))
        case 3: bytes.insert(contentsOf: Self.tokens[random.below(Self.tokens.count)].utf8, at: place)
        case 4:
            let end = min(bytes.count, place + random.below(40))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: random.below(bytes.count))
        default:
            let token = Array(Self.tokens[random.below(Self.tokens.count)].utf8)
            bytes.insert(contentsOf: repeatElement(token, count: random.below(200)).joined(), at: place)
        }
    }
}
