/// The key by which a run finds the comment of an earlier run. It is written into a comment of HTML.
package enum CommentKey {
    /// What a message says about the form.
    package static let form = "1 to 64 letters, digits and `_./:-`, without `--`"

    /// Letters, digits and `_./:-`, up to 64, and no two hyphens in a row, which could end the comment of HTML.
    package static func isValid(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.utf8.holds("--") && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "_./:-".utf8.contains(byte)
                }
            }
    }
}
