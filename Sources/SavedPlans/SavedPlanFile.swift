import JSON
import ModelVersions
import Text

/// Why a file cannot be applied as a saved plan, and what to do.
package struct SavedPlanError: Error, Sendable, Equatable {
    /// A clause that follows the file's name: `is damaged or was edited: ...`.
    package var message: String
    package var help: String

    package init(message: String, help: String) {
        self.message = message
        self.help = help
    }
}

/// A saved plan as the content of a file.
package enum SavedPlanFile {
    /// Those that this version of rekon reads.
    package static let formatVersions = [
        SavedPlanDocument.formatVersion, SavedPlanDocument.formatVersionWithCreators,
    ]

    /// Of the content, in bytes. A plan of 10,000 versions has about 8 MB.
    package static let limit = 16 * 1_048_576

    /// A member that only saved plans have, as the file has it.
    package static let kind = "\n  \"kind\" : \"\(SavedPlanDocument.kind)\""

    /// The same plan gives the same bytes.
    ///
    /// - Returns: the content and its digest.
    /// - Throws: `SavedPlanError` for a plan that exceeds `limit`.
    package static func content(of plan: SavedPlan) throws -> (bytes: [UInt8], digest: String) {
        guard case .object(var members) = try JSONValue(encoding: SavedPlanDocument(plan)) else { return ([], "") }
        let digest = ContentDigest.of(.object(members))
        members["digest"] = .string(digest)
        let content = JSONValue.object(members).bytes(indented: true) + [UInt8(ascii: "\n")]
        guard content.count <= limit else { throw tooLarge }
        return (content, digest)
    }

    /// Whether a file is a saved plan, damaged or not.
    ///
    /// JSON that has a member of the format counts: a desired state has none, although YAML may start with a brace too.
    /// Other text counts if it has the format and the kind, such as a plan with the markers of a merge, or without its
    /// first line.
    package static func isRecognized(_ content: [UInt8]) -> Bool {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let (format, kind) = (#""formatVersion""#, #""\#(SavedPlanDocument.kind)""#)
        guard content.first(where: { !isSpace($0) }) == UInt8(ascii: "{") else {
            // Both are at the top of every plan that this program writes.
            let top = Array(content.prefix(4096))
            return top.holds(format) && top.holds(kind)
        }
        return content.holds(format) || content.holds(kind)
    }

    /// Reads a saved plan. Its values pass the same checks as a desired state.
    ///
    /// - Returns: the plan, and the digest that its content has.
    package static func read(_ content: [UInt8]) throws(SavedPlanError) -> (plan: SavedPlan, digest: String) {
        guard content.count <= limit else { throw tooLarge }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: content)
        } catch {
            throw SavedPlanError(
                message: "is not valid JSON (\(error)): the saved plan is damaged, incomplete or edited",
                help: planAgain
            )
        }
        guard case .object(var members) = value, members["kind"]?.text == SavedPlanDocument.kind else {
            throw SavedPlanError(
                message: "is JSON of another kind, not a saved plan",
                help: "use `rekon plan --out FILE PATH...` to save a plan; the output of `--format json` is a report"
            )
        }
        let version = members["formatVersion"]?.text ?? ""
        guard ["1", "2"].contains(version.split(separator: ".", omittingEmptySubsequences: false).first) else {
            throw SavedPlanError(
                message: """
                    has \(version.isEmpty ? "no format version" : "the format version \(version)"), and this version \
                    of rekon reads \(SavedPlanDocument.formatVersion) and \
                    \(SavedPlanDocument.formatVersionWithCreators)
                    """,
                help: "apply it with the version of rekon that made it, or run `plan` again with this version"
            )
        }
        let written = members["digest"]?.text
        members["digest"] = nil
        let digest = ContentDigest.of(.object(members))
        guard written == digest else {
            throw SavedPlanError(
                message: "is damaged or was edited: its content does not match its digest",
                help: planAgain
            )
        }
        do {
            let plan = try value.decoded(as: SavedPlanDocument.self).plan()
            // A part of a desired state does not have its digest.
            if plan.omission == nil, try DesiredStateDigest.of(plan.wholeState) != plan.desiredStateDigest {
                throw InvalidValue("holds other versions than the desired state that it was made from")
            }
            return (plan, digest)
        } catch let error as InvalidValue {
            throw SavedPlanError(message: error.description, help: planAgain)
        } catch let error as DecodingError {
            throw SavedPlanError(message: "has no usable member `\(error.member)`", help: planAgain)
        } catch {
            throw SavedPlanError(message: "cannot be read: \(error)", help: planAgain)
        }
    }

    private static let tooLarge = SavedPlanError(
        message: "is larger than \(limit / 1_048_576) MiB, the limit of a saved plan",
        help: "plan fewer projects at once: `rekon plan --project GLOB --out FILE PATH...`"
    )

    private static let planAgain = "make a new plan: `rekon plan --out FILE PATH...`"
}
