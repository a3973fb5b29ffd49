internal import Diagnostics
import Testing
internal import YAMLTree

/// Broken files of many kinds: none may crash the reader or keep it busy, and every error has a place in the file.
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
        var random = SplitMix64(state: 0x5EED_0000 + round)
        for step in 0..<150 {
            var bytes = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
            for _ in 0...random.below(6) { mutate(&bytes, &random) }
            let result = YAMLParser.parse(bytes, path: "a.yaml")
            let note: Comment = "round \(round), step \(step): \(bytes)"
            let lines = SourceText(result.source)
            for diagnostic in result.diagnostics {
                let places = [diagnostic.location].compactMap { $0 } + diagnostic.related.map(\.location)
                #expect(!places.isEmpty, note)
                for place in places {
                    let line = lines.line(place.line)
                    #expect(line != nil && place.column >= 1 && place.column <= (line?.count ?? 0) + 1, note)
                }
            }
            if !result.diagnostics.hasErrors { result.documents.forEach { check($0.root, lines, note) } }
            var sources = SourceTexts()
            sources["a.yaml"] = result.source
            let page = DiagnosticRenderer(sources: sources).render(result.diagnostics.sorted())
            #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }, note)
        }
    }

    /// Every node stands in the file, and a plain scalar where its text does.
    private func check(_ node: YAMLNode, _ lines: SourceText, _ note: Comment) {
        #expect(lines.line(node.position.line) != nil, note)
        switch node.content {
        case .scalar: break
        case .sequence(let items): items.forEach { check($0, lines, note) }
        case .mapping(let entries):
            for entry in entries {
                #expect(lines.line(entry.keyPosition.line) != nil, note)
                check(entry.value, lines, note)
            }
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

private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
