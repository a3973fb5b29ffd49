/// The hidden first line of a comment, by which whoever posts the next one finds it, and sees which is newer.
///
/// The format is promised in specs/review-formats.md.
package struct ReviewMarker: Sendable, Equatable {
    package let command: String
    /// The same for every run that should update the same comment.
    package let key: String
    /// Numbers that grow from run to run, the more significant first; nil where runs cannot be ordered.
    package let order: Order?

    package struct Order: Sendable, Equatable, CustomStringConvertible {
        package let run: UInt64
        package let attempt: UInt64

        package init(run: UInt64, attempt: UInt64) {
            self.run = run
            self.attempt = attempt
        }

        /// - Parameter text: `RUN` or `RUN.ATTEMPT`, in digits.
        package init?(_ text: String) {
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part -> UInt64? in
                part.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
                    ? UInt64(String(Substring(part))) : nil
            }
            guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
            self.init(run: numbers[0], attempt: numbers.count > 1 ? numbers[1] : 0)
        }

        package var description: String { "\(run).\(attempt)" }
    }

    /// - Parameters:
    ///   - key: see `isKey`.
    package init(command: String, key: String, order: Order?) {
        self.command = command
        self.key = key
        self.order = order
    }

    /// - Parameter inputs: What makes runs belong together, such as the paths of the command line.
    package init(command: String, keyOf inputs: [String], order: Order?) {
        var hash = StableHash()
        hash.add(command)
        for input in inputs { hash.add(input) }
        self.init(command: command, key: hash.text, order: order)
    }

    /// Letters, digits and `_./:-`, up to 64, and no two hyphens in a row, which could end the comment of HTML.
    package static func isKey(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.contains("--") && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "_./:-".utf8.contains(byte)
                }
            }
    }

    package var text: String {
        "<!-- rekon:\(command) key=\(key)\(order.map { " order=\($0)" } ?? "") -->"
    }
}

/// FNV-1a in 64 bits: the same for the same texts in every run and every build. Not for secrets.
struct StableHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // No byte of UTF-8: `ab`, `c` is not `a`, `bc`.
        add(0xFF)
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
