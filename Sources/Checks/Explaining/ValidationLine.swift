import JSON
package import Manifests

/// The errors in one line of a validation manifest (Custom Labels guide, "Understanding training and testing validation
/// result manifests"): lists named `errors`, in the line itself, in label attributes, in their metadata and in
/// bounding boxes. They are taken wherever they stand.
struct ValidationLine {
    /// How deep a list is looked for: the guide's deepest one is at 3.
    private static let depthLimit = 8
    private static let pointerLimit = 300

    private enum Step {
        case member(JSONName)
        case index(Int)
    }

    private(set) var findings: [ReportedFinding] = []
    private let bytes: [UInt8]
    private let dataset: Dataset
    private let line: Int
    private var path: [Step] = []

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
            // The service cannot add errors to what it could not read: it is there as it was.
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
        guard path.count < Self.depthLimit else { return try json.skipValue() }
        switch json.kind() {
        case .object:
            let place = json.offset
            try json.object { json, name throws(JSONError) in
                if case "errors" = name, json.kind() == .array { return try take(&json, at: place) }
                path.append(.member(name))
                try walk(&json)
                path.removeLast()
            }
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

    /// - Parameter place: where the value begins that the errors are about.
    private mutating func take(_ json: inout JSONReader, at place: Int) throws(JSONError) {
        try json.array { json throws(JSONError) in
            // A label attribute may have the name, too.
            guard json.kind() == .object, let error = try ReportedError(&json) else { return }
            findings.append(
                ReportedFinding(
                    error,
                    dataset: dataset,
                    line: line,
                    column: column(of: place),
                    pointer: path.isEmpty ? nil : pointer
                )
            )
        }
    }

    private var pointer: String {
        path.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += "/" + name.text.replacing("~", with: "~0").replacing("/", with: "~1")
            case .index(let index): text += "/\(index)"
            }
        }.cut(to: Self.pointerLimit)
    }

    private func column(of offset: Int) -> Int {
        bytes[..<min(offset, bytes.count)].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}

/// Reads a validation manifest piece by piece, and keeps the first errors of each code: its memory does not grow with
/// the manifest.
package struct ValidationTally: Sendable {
    /// Of a line, in bytes: the service takes 100,000 characters, and adds its errors.
    static let lineLimit = 1_048_576
    /// How many codes are told apart, and how many errors are kept in all.
    static let codeLimit = 64
    static let totalLimit = 20_000

    package let dataset: Dataset
    /// How many errors of each code are kept.
    let limit: Int
    package private(set) var lines = 0
    package private(set) var findings: [ReportedFinding] = []
    /// How many errors there are of each code.
    package private(set) var counts: [String: Int] = [:]
    /// Errors of further codes.
    package private(set) var otherCodes = 0
    /// Lines that are too long to be read.
    package private(set) var unreadLines = 0
    package private(set) var errors = 0
    package private(set) var warnings = 0
    private var shown: [String: Int] = [:]
    /// The beginning of a line that a piece did not end.
    private var rest: [UInt8] = []
    private var isPassingOver = false

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

    /// To be called after the last piece.
    package mutating func finish() {
        if !rest.isEmpty || isPassingOver { endLine() }
    }

    /// How many errors of a code were only counted.
    package func omitted(_ code: String) -> Int { (counts[code] ?? 0) - (shown[code] ?? 0) }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isPassingOver else { return }
        if rest.count + bytes.count > Self.lineLimit {
            isPassingOver = true
            rest = []
        } else {
            rest += bytes
        }
    }

    private mutating func endLine() {
        lines += 1
        if isPassingOver {
            unreadLines += 1
        } else if !rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) {
            for finding in ValidationLine(rest, dataset: dataset, line: lines).findings { add(finding) }
        }
        isPassingOver = false
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
        guard shown[code, default: 0] < limit, findings.count < Self.totalLimit else { return }
        shown[code, default: 0] += 1
        findings.append(finding)
    }
}
