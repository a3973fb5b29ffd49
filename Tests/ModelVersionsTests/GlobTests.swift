import TestSupport
import Testing

@testable import ModelVersions

struct GlobTests {
    @Test(
        "What a pattern matches",
        arguments: [
            ("a", "a", true), ("a", "A", false), ("a", "ab", false), ("*", "", true), ("*", "anything", true),
            ("a*", "a", true), ("a*", "abc", true), ("*c", "abc", true), ("*b*", "abc", true), ("*d*", "abc", false),
            ("a?c", "abc", true), ("a?c", "ac", false), ("?", "", false), ("**", "x", true),
            ("*a*b*c*", "xaybzc", true),
            ("*a*b*c*", "xaycz", false), ("[a-c]1", "b1", true), ("[a-c]1", "d1", false), ("[!a-c]1", "d1", true),
            ("[^a-c]1", "a1", false), ("[]x]", "]", true), ("[a-]", "-", true), ("[a-]", "b", false),
            ("2026-*", "2026-11-night", true), ("1.*", "1x10", false), ("a/*", "a/b/c", true), ("[*]", "*", true),
            ("[*]", "a", false), ("é", "é", true), ("??", "é", true),
        ]
    )
    func matches(pattern: String, name: String, isMatch: Bool) throws {
        #expect(try Glob(pattern).matches(name) == isMatch)
    }

    @Test("An invalid pattern is refused", arguments: ["", "a[", "[", "[]", "[!]", "[z-a]", "x[a-"])
    func refused(pattern: String) {
        #expect(throws: InvalidValue.self) { try Glob(pattern) }
    }

    /// The definition of `*` and `?`.
    private func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == UInt8(ascii: "*") {
            return (name.startIndex...name.endIndex).contains { matches(pattern.dropFirst(), name[$0...]) }
        }
        guard let byte = name.first, first == UInt8(ascii: "?") || first == byte else { return false }
        return matches(pattern.dropFirst(), name.dropFirst())
    }

    @Test("The matcher agrees with the definition, over random patterns and names", arguments: 0..<50)
    func definition(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let pattern = String((0...random.below(7)).map { _ in "ab*?*".randomElement(using: &random)! })
            let name = String((0..<random.below(9)).map { _ in "ab".randomElement(using: &random)! })
            let expected = matches(Array(pattern.utf8)[...], Array(name.utf8)[...])
            #expect(try Glob(pattern).matches(name) == expected, "\(pattern) \(name)")
        }
    }

    @Test("Many stars take little time")
    func stars() throws {
        let glob = try Glob(String(repeating: "a*", count: 100) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 255)))
    }
}
