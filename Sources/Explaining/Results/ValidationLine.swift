internal import JSONBytes
internal import Manifests

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
