import Testing

@testable import AWSRuntime

/// Text of a service of any length and form. Where the time grew with the square of the length, these took minutes.
@Suite(.timeLimit(.minutes(30)))
struct TextGrowthTests {
    private static let sizes = [1000, 10_000, 100_000]

    @Test("A message is cut after its limit of code points, also one of combining marks", arguments: sizes)
    func combiningMarks(size: Int) {
        let text = ServiceText.harmless("a" + String(repeating: "\u{301}", count: size), limit: 500)
        #expect(text.unicodeScalars.elementsEqual(Array("a\u{301}".unicodeScalars.prefix(1)) + marks(499) + dots))
        let whole = "a" + String(repeating: "\u{301}", count: 499)
        #expect(ServiceText.harmless(whole, limit: 500).unicodeScalars.elementsEqual(whole.unicodeScalars))
    }

    private func marks(_ count: Int) -> [Unicode.Scalar] { Array(repeating: "\u{301}", count: count) }
    private var dots: [Unicode.Scalar] { [".", ".", "."] }

    @Test("A space between words counts; blanks at the end do not")
    func spaces() {
        #expect(ServiceText.harmless(" a \n b ", limit: 3) == "a b")
        #expect(ServiceText.harmless("a b c", limit: 3) == "a b...")
        #expect(ServiceText.harmless("a b c", limit: 4) == "a b...")
        #expect(ServiceText.harmless("a b c", limit: 5) == "a b c")
        #expect(ServiceText.harmless("abc", limit: 2) == "ab...")
    }

    @Test("Backslashes without end and before a secret", arguments: sizes)
    func backslashes(size: Int) {
        let run = String(repeating: "\\", count: size)
        #expect(Redaction.removing(["hush-hush"], from: run) == run)
        #expect(Redaction.removing(["hush-hush"], from: run + "hush-hush" + run + "x") == "[redacted]" + run + "x")
        #expect(Redaction.removing(["hush"], from: "h" + run + "u" + run + "s" + run + "h") == "[redacted]")
        #expect(Redaction.removing(["hu\\sh"], from: "hu" + run + "\\sh.") == "[redacted].")
    }

    @Test(
        "A foreign text is searched up to a limit, and of what is beyond only whole lines are shown",
        arguments: [
            "://", "x://", "@://", "-----BEGIN ", "-----END ", "key", "a\u{301}", "\u{301}", "token ", "\n", "x", "=",
            "-",
        ]
    )
    func foreignText(part: String) {
        for size in [1000, 10_000, 100_000] {
            let text = "first line\n" + String(repeating: part, count: size / part.utf8.count)
            let shown = Redaction.removingLikelySecrets(from: text + "https://me:hush@host")
            // A block without a start begins where the text does.
            #expect(shown.hasPrefix(part == "-----END " && size < 65_536 ? "[redacted]" : "first line\n"))
            #expect(shown.utf8.count < 3 * Redaction.likelySecretsLimit)
            #expect(!shown.contains("hush"))
        }
    }
}
