import FoundationEssentials
import JSON
import ModelVersions

/// Why a file cannot be applied as a saved plan: what is wrong with it, and what to do.
package struct SavedPlanError: Error, Sendable, Equatable {
    /// A clause behind the file's name: `is damaged or was edited: ...`.
    package var message: String
    package var help: String
}

/// A saved plan as the content of a file.
package enum SavedPlanFile {
    /// The longest that is read, in bytes.
    package static let limit = 256 * 1_048_576

    /// The same plan gives the same bytes.
    package static func content(of plan: SavedPlan) throws -> [UInt8] {
        guard case .object(var document) = try JSONValue(encoding: PlanDocument(plan)) else { return [] }
        document["digest"] = .string(Digest.of(.object(document)))
        return Array(try JSONValue.object(document).prettyText().utf8)
    }

    /// Whether a file is meant to be a saved plan, damaged or not: JSON that speaks of its format, which no desired
    /// state does, although YAML may begin with a brace too; or whatever says both that and its kind, as a plan does
    /// that a merge has put its markers in, or that has lost its beginning.
    package static func isRecognized(_ content: [UInt8]) -> Bool {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let (format, kind) = (#""formatVersion""#, #""\#(PlanDocument.kind)""#)
        guard content.first(where: { !isSpace($0) }) == UInt8(ascii: "{") else {
            // Both stand at the top of every plan that this program has written.
            let top = Array(content.prefix(4096))
            return top.holds(format) && top.holds(kind)
        }
        return content.holds(format) || content.holds(kind)
    }

    /// Reads a saved plan. Everything in it passes the checks that a desired state passes.
    package static func read(_ content: [UInt8]) throws(SavedPlanError) -> SavedPlan {
        guard let value = try? JSONValue(parsing: content), case .object(var members) = value else {
            throw SavedPlanError(message: "is no JSON: the saved plan is damaged or not complete", help: makeAnew)
        }
        guard value["kind"]?.text == PlanDocument.kind else {
            throw SavedPlanError(
                message: "is JSON of another kind, and not a saved plan",
                help: "`rekon plan --out FILE PATH...` writes a saved plan; what `--format json` prints is a report"
            )
        }
        let version = value["formatVersion"]?.text ?? ""
        guard version.split(separator: ".", omittingEmptySubsequences: false).first == "1" else {
            throw SavedPlanError(
                message: """
                    has the format \(version.isEmpty ? "of no version" : version), and this version of rekon reads \
                    \(PlanDocument.formatVersion)
                    """,
                help: "apply it with the version of rekon that made it, or plan anew with this one"
            )
        }
        let digest = members.removeValue(forKey: "digest")?.text
        guard digest == Digest.of(.object(members)) else {
            throw SavedPlanError(
                message: "is damaged or was edited: its content does not have the digest that it was saved with",
                help: makeAnew
            )
        }
        do {
            let plan = try value.decoded(as: PlanDocument.self).plan()
            try requireExactRequests(plan, value)
            // Of a part, the rest cannot be known.
            if plan.omission == nil, try DesiredStateDigest.of(plan.desiredState) != plan.desiredStateDigest {
                throw InvalidValue("holds other versions than the desired state that it says it was made from")
            }
            return plan
        } catch let error as InvalidValue {
            throw SavedPlanError(message: error.description, help: makeAnew)
        } catch {
            throw SavedPlanError(message: "lacks something that every saved plan holds", help: makeAnew)
        }
    }

    /// No request may hold a member that this version does not know and would not send.
    private static func requireExactRequests(_ plan: SavedPlan, _ value: JSONValue) throws {
        let written = try JSONValue(encoding: PlanDocument(plan))
        guard requests(in: written) == requests(in: value) else {
            throw InvalidValue("holds a request that this version of rekon would not send")
        }
    }

    private static func requests(in document: JSONValue) -> [JSONValue] {
        guard case .array(let projects)? = document["projects"] else { return [] }
        return projects.flatMap { project -> [JSONValue] in
            guard case .array(let versions)? = project["versions"] else { return [] }
            return versions.map { $0["desired"]?["request"] ?? .null }
        }
    }

    private static let makeAnew = "plan anew: `rekon plan --out FILE PATH...`"
}

extension [UInt8] {
    fileprivate func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, count >= wanted.count else { return false }
        return (0...count - wanted.count).contains { self[$0] == first && self[$0...].starts(with: wanted) }
    }
}

/// The one way to write a JSON value that digests are taken of: no space, keys in byte order, only `"`, `\` and control
/// characters escaped. It is what Python writes with `json.dumps(value, sort_keys=True, separators=(",", ":"),
/// ensure_ascii=False)`.
enum CanonicalJSON {
    static func bytes(of value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, to: &bytes)
        return bytes
    }

    private static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let integer): bytes += integer.description.utf8
        case .number(let number): bytes += number.description.utf8
        case .string(let text): write(text, to: &bytes)
        case .array(let array):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in array.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            let members = object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                write(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case 0x08: bytes += #"\b"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0C: bytes += #"\f"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0..<0x10: bytes += (#"\u000"# + String(byte, radix: 16)).utf8
            case 0x10..<0x20: bytes += (#"\u00"# + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

// What is digested is what is acted on: a document is read as any JSON first.
extension JSONValue {
    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    }

    /// - Throws: `DecodingError`.
    init(parsing bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    /// - Throws: `DecodingError`.
    func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
    }

    /// For people and for diffs: keys sorted, two spaces, a line break at the end.
    func prettyText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
