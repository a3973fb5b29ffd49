import JSON
package import Manifests
import Text

/// The errors and warnings in one line of a validation manifest, in the line, in label attributes, in their metadata
/// and in bounding boxes.
///
/// The arrays of the guide are `errors` (tm-debugging-scope-json-line.html), `cl-errors` and `warnings`
/// (tm-debugging-json-line-errors.html). Every value in them counts, also one that has no code. An array of another
/// name counts if its objects have a code, so that an array of a later version of the service is not dropped. Each is
/// read at any depth that the reader of JSON takes.
struct ValidationLine {
    private static let pointerLimit = 300
    private static let arrays: Set = ["errors", "cl-errors", "warnings"]

    private enum Step {
        case member(JSONName)
        case index(Int)
    }

    private(set) var findings: [ReportedFinding] = []
    private let bytes: [UInt8]
    private let dataset: Dataset
    private let line: Int
    private var path: [Step] = []
    /// A place and its column, from where the next column is counted. Objects begin one after the other; to count from
    /// the start of the line for each error would take quadratic time.
    private var counted = (offset: 0, column: 1)

    init(_ bytes: [UInt8], dataset: Dataset, line: Int) {
        self.bytes = bytes
        self.dataset = dataset
        self.line = line
        do throws(JSONError) {
            var json = JSONReader(bytes)
            guard json.kind() == .object else { throw json.error("an object is missing") }
            try walk(&json)
            try json.end()
        } catch {
            // The service cannot add errors to a line that it cannot read, and copies it.
            findings.append(
                ReportedFinding(
                    ReportedError(
                        code: FindingCode.invalidJSONLine.rawValue,
                        message: "the line cannot be read: \(error.problem)"
                    ),
                    dataset: dataset,
                    line: line,
                    column: column(of: error.offset)
                )
            )
        }
    }

    private mutating func walk(_ json: inout JSONReader) throws(JSONError) {
        switch json.kind() {
        case .object:
            let column = column(of: json.offset)
            try json.object { json, name throws(JSONError) in try member(name, &json, at: column) }
        case .array:
            var index = 0
            try json.array { json throws(JSONError) in
                path.append(.index(index))
                try walk(&json)
                path.removeLast()
                index += 1
            }
        case .string, .other:
            try json.skipValue()
        }
    }

    /// - Parameter column: of the object that has the member.
    private mutating func member(_ name: JSONName, _ json: inout JSONReader, at column: Int) throws(JSONError) {
        switch json.kind() {
        case .array: return try take(&json, of: name, at: column)
        // One error in place of the array. A label attribute may also be named `errors`: its value is a number, or an
        // object with annotations.
        case .object where Self.arrays.contains(name.text), .string where Self.arrays.contains(name.text):
            return try take(&json, of: name, at: column)
        case .object, .string, .other: break
        }
        path.append(.member(name))
        try walk(&json)
        path.removeLast()
    }

    /// What the errors of one array share.
    private struct List {
        let isKnown: Bool
        /// Whether it is an array, not one error in its place.
        let isArray: Bool
        let isWarning: Bool
        let owner: [Step]
        let column: Int
        /// One text for all errors of the array; nil before the first one.
        var pointer: String??
    }

    /// Reads an array that may have errors, or one error in its place.
    ///
    /// - Parameter column: of the object that has the array.
    private mutating func take(_ json: inout JSONReader, of name: JSONName, at column: Int) throws(JSONError) {
        let text = name.text
        let isKnown = Self.arrays.contains(text)
        var list = List(
            isKnown: isKnown,
            isArray: json.kind() == .array,
            isWarning: text.hasSuffix("warnings"),
            owner: isKnown ? path : path + [.member(name)],
            column: column
        )
        path.append(.member(name))
        if list.isArray {
            try elements(&json, of: &list)
        } else {
            try element(&json, of: &list)
        }
        path.removeLast()
    }

    private mutating func elements(_ json: inout JSONReader, of list: inout List) throws(JSONError) {
        var index = 0
        try json.array { json throws(JSONError) in
            path.append(.index(index))
            switch json.kind() {
            case .array where list.isKnown: try elements(&json, of: &list)
            case .object: try element(&json, of: &list)
            case .string where list.isKnown, .other where list.isKnown: try element(&json, of: &list)
            case .array, .string, .other: try walk(&json)
            }
            path.removeLast()
            index += 1
        }
    }

    /// Reads an error. In a known array every value is one, so that none is dropped.
    private mutating func element(_ json: inout JSONReader, of list: inout List) throws(JSONError) {
        let start = json.offset
        let count = findings.count
        var (code, message) = (String?.none, String?.none)
        /// A code that is no text.
        var oddCode: String?
        var isEmpty = true
        var isAttribute = false
        switch json.kind() {
        case .object:
            let column = column(of: start)
            try json.object { json, name throws(JSONError) in
                isEmpty = false
                switch name {
                case "code" where json.kind() == .string: code = try json.string()
                case "code":
                    let place = json.offset
                    try walk(&json)
                    oddCode = text(from: place, to: json.offset)
                case "message" where json.kind() == .string: message = try json.string()
                default:
                    if case "annotations" = name { isAttribute = true }
                    try member(name, &json, at: column)
                }
            }
        case .string: message = try json.string()
        case .array, .other:
            if try json.null() { return }
            try json.skipValue()
        }
        let error: ReportedError
        if let code = code ?? (message == nil && !list.isKnown ? nil : oddCode) {
            error = ReportedError(code: code, message: message ?? "")
        } else if list.isKnown, let message {
            error = ReportedError(code: ReportedError.noCode, message: message)
        } else if list.isKnown, findings.count == count, list.isArray || !(isAttribute || isEmpty) {
            error = ReportedError(code: ReportedError.noCode, message: text(from: start, to: json.offset))
        } else {
            return
        }
        let pointer = list.pointer ?? self.pointer(list.owner)
        list.pointer = .some(pointer)
        findings.append(
            ReportedFinding(
                error,
                dataset: dataset,
                line: line,
                column: list.column,
                pointer: pointer,
                isWarning: list.isWarning
            )
        )
    }

    /// The JSON text of a value. A value can be as long as the line.
    private func text(from start: Int, to end: Int) -> String {
        let limit = 4 * (ReportedError.messageLimit + 1)
        return String(decoding: bytes[start..<min(end, start + limit)], as: UTF8.self)
    }

    /// The JSON pointer of a path; nil for the line.
    private func pointer(_ path: [Step]) -> String? {
        guard !path.isEmpty else { return nil }
        return path.reduce(into: "") { text, step in
            switch step {
            case .member(let name):
                // A name can be as long as the line.
                let shown = name.beginning(scalars: Self.pointerLimit + 1)
                text += "/" + shown.replacing("~", by: "~0").replacing("/", by: "~1")
            case .index(let index): text += "/\(index)"
            }
        }.cut(to: Self.pointerLimit)
    }

    /// In characters, from 1.
    ///
    /// - Parameter offset: not before that of an earlier call.
    private mutating func column(of offset: Int) -> Int {
        let end = max(min(offset, bytes.count), counted.offset)
        let column = bytes[counted.offset..<end].reduce(counted.column) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        counted = (end, column)
        return column
    }
}

/// Reads a validation manifest piece by piece and keeps the first errors of each code. Its memory does not grow with
/// the manifest.
package struct ValidationTally: Sendable {
    /// Bytes of a line. The service accepts 100,000 characters and adds its errors.
    static let lineLimit = 1_048_576
    /// How many codes are counted separately, and how many errors are kept in total.
    static let codeLimit = 64
    static let totalLimit = 20_000

    package let dataset: Dataset
    /// How many errors of each code are kept.
    let limit: Int
    package private(set) var lines = 0
    package private(set) var findings: [ReportedFinding] = []
    /// Errors of each code, kept or not.
    package private(set) var counts: [String: Int] = [:]
    /// Errors of codes beyond `codeLimit`.
    package private(set) var otherCodes = 0
    /// Lines longer than `lineLimit`.
    package private(set) var unreadLines = 0
    package private(set) var errors = 0
    package private(set) var warnings = 0
    private var kept: [String: Int] = [:]
    /// The start of a line whose end is in the next piece.
    private var rest: [UInt8] = []
    private var isSkipping = false

    package init(_ dataset: Dataset, limit: Int) {
        self.dataset = dataset
        self.limit = limit
    }

    package mutating func feed(_ piece: [UInt8]) {
        var start = 0
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            keep(piece[start..<end])
            endLine()
            start = end + 1
        }
        keep(piece[start...])
    }

    /// Call it after the last piece.
    package mutating func finish() {
        if !rest.isEmpty || isSkipping { endLine() }
    }

    /// How many errors of a code are counted but not kept.
    package func omitted(_ code: String) -> Int { (counts[code] ?? 0) - (kept[code] ?? 0) }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        if rest.count + bytes.count > Self.lineLimit {
            isSkipping = true
            rest = []
        } else {
            rest += bytes
        }
    }

    private mutating func endLine() {
        lines += 1
        if isSkipping {
            unreadLines += 1
        } else if !rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) {
            for finding in ValidationLine(rest, dataset: dataset, line: lines).findings { add(finding) }
        }
        isSkipping = false
        rest.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ finding: ReportedFinding) {
        switch finding.level {
        case .error: errors += 1
        case .warning: warnings += 1
        }
        let code = finding.error.code
        guard counts[code] != nil || counts.count < Self.codeLimit else {
            otherCodes += 1
            return
        }
        counts[code, default: 0] += 1
        guard kept[code, default: 0] < limit, findings.count < Self.totalLimit else { return }
        kept[code, default: 0] += 1
        findings.append(finding)
    }
}
