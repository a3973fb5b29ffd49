import Text

/// A text with references to variables: `${var:NAME}`, `${var:NAME:-default}`, and the same with `env`.
///
/// Before a `{`, `$$` means one `$`: `$${var:NAME}` is the text `${var:NAME}`. Elsewhere `$` has no special meaning.
struct Template {
    enum Piece: Equatable {
        case text(Substring)
        case reference(Variables.Form, name: Substring, fallback: Substring?, at: String.Index)
    }

    /// An error and its place in the text.
    struct Problem: Equatable {
        var message: String
        var help: String?
        var place: String.Index
    }

    private(set) var pieces: [Piece] = []
    private(set) var problems: [Problem] = []

    /// The time is proportional to the length of the text.
    init(_ text: String) {
        let bytes = text.utf8
        var index = text.startIndex
        var start = index
        while let dollar = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            let run = bytes[dollar...].prefix { $0 == UInt8(ascii: "$") }
            index = run.endIndex
            guard index < text.endIndex, bytes[index] == UInt8(ascii: "{") else { continue }
            let half = bytes.index(dollar, offsetBy: run.count / 2)
            if start < half { pieces.append(.text(text[start..<half])) }
            start = index
            if run.count.isMultiple(of: 2) { continue }
            let opening = bytes.index(before: index)
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                problems.append(Self.unterminated(at: opening))
                return
            }
            readReference(text[bytes.index(after: index)..<end], at: opening)
            index = bytes.index(after: end)
            start = index
        }
        if start < text.endIndex { pieces.append(.text(text[start...])) }
    }

    /// - Parameter body: The text between the braces.
    private mutating func readReference(_ body: Substring, at place: String.Index) {
        guard let form = Variables.Form.allCases.first(where: { body.utf8.starts(with: "\($0.rawValue):".utf8) }) else {
            if body.containsReferenceStart { return problems.append(Self.unterminated(at: place)) }
            problems.append(Self.unknown(body, at: place))
            return
        }
        let rest = body[body.utf8.index(body.startIndex, offsetBy: form.rawValue.utf8.count + 1)...]
        var name = rest
        var fallback: Substring?
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
            rest[colon...].utf8.starts(with: ":-".utf8)
        {
            name = rest[..<colon]
            fallback = rest[rest.utf8.index(colon, offsetBy: 2)...]
        }
        if name.containsReferenceStart {
            problems.append(Self.unterminated(at: place))
        } else if !Variables.isName(name) {
            problems.append(
                Problem(
                    message: "`\(name.excerpt)` is not a valid name for a variable",
                    help: "write `${var:NAME}` or `${var:NAME:-default}`; a name has letters, digits and `_`",
                    place: place
                )
            )
        } else if fallback?.containsReferenceStart == true {
            problems.append(
                Problem(
                    message: """
                        the default of `\(name.excerpt)` contains another `${`: a default is plain text up to the \
                        next `}`
                        """,
                    help: nil,
                    place: place
                )
            )
        } else {
            pieces.append(.reference(form, name: name, fallback: fallback, at: place))
        }
    }

    private static func unterminated(at place: String.Index) -> Problem {
        Problem(
            message: "this `${` has no `}`",
            help: "write `${var:NAME}` or `${var:NAME:-default}`; for the text `${` itself write `$${`",
            place: place
        )
    }

    private static func unknown(_ body: Substring, at place: String.Index) -> Problem {
        let name = Variables.isName(body) ? body.excerpt : "NAME"
        return Problem(
            message: "`${\(body.excerpt)}` is not supported: use `${var:NAME}` or `${var:NAME:-default}`",
            help: """
                write `${var:\(name)}`, or `$${` for the text `${` itself; rekon looks up nothing remotely, so that a \
                plan stays reproducible
                """,
            place: place
        )
    }

    /// The template whose value is the given text.
    static func escaping(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var result: [UInt8] = []
        var dollars = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{") { result.append(contentsOf: repeatElement(UInt8(ascii: "$"), count: dollars)) }
            dollars = byte == UInt8(ascii: "$") ? dollars + 1 : 0
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension StringProtocol {
    /// Whether it contains `${`.
    var containsReferenceStart: Bool {
        zip(utf8, utf8.dropFirst()).contains { $0 == (UInt8(ascii: "$"), UInt8(ascii: "{")) }
    }
}
