import JSON
import ModelVersions

/// The statements of a project policy, which lets other accounts copy the versions of a project (guide:
/// md-create-project-policy-document).
struct ProjectPolicy {
    static let action = "rekognition:CopyProjectVersion"

    fileprivate struct Statement {
        var allows: Bool
        var principals: [String]
        var resources: [Glob]
        /// Conditions are not evaluated: a statement with one allows nothing, and denies.
        var isConditional: Bool
    }

    private let statements: [Statement]

    /// - Throws: `ServiceRefusal` for a document that the guide does not allow.
    init(_ document: String) throws {
        guard let value = try? JSONValue(parsing: Array(document.utf8)), case .object(let policy) = value else {
            throw Self.malformed("The policy is not a JSON object.")
        }
        guard let list = policy["Statement"]?.list, !list.isEmpty else {
            throw Self.malformed("The policy has no Statement.")
        }
        statements = try list.map(Self.statement)
    }

    private static func statement(_ value: JSONValue) throws -> Statement {
        for name in ["NotAction", "NotResource", "NotPrincipal"] where value[name] != nil {
            throw malformed("\(name) is not allowed in a project policy.")
        }
        guard let effect = value["Effect"]?.text, ["Allow", "Deny"].contains(effect) else {
            throw malformed("Each statement needs the Effect Allow or Deny.")
        }
        guard let actions = value["Action"]?.texts, !actions.isEmpty, actions.allSatisfy({ $0 == action }) else {
            throw malformed("The only action of a project policy is \(action).")
        }
        let principals = value["Principal"]?["AWS"]?.texts ?? (value["Principal"]?.text == "*" ? ["*"] : [])
        guard !principals.isEmpty else { throw malformed("Each statement needs a Principal of AWS.") }
        guard let resources = value["Resource"]?.texts, !resources.isEmpty,
            let globs = try? resources.map({ try Glob($0) })
        else { throw malformed("Each statement needs a Resource.") }
        return Statement(
            allows: effect == "Allow",
            principals: principals,
            resources: globs,
            isConditional: value["Condition"] != nil
        )
    }

    private static func malformed(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "MalformedPolicyDocumentException", message: message)
    }

    /// Whether a statement lets an account copy a version.
    func allows(_ account: String, toCopy version: String) -> Bool {
        statements.contains { $0.allows && !$0.isConditional && $0.applies(to: account, version) }
    }

    func denies(_ account: String, toCopy version: String) -> Bool {
        statements.contains { !$0.allows && $0.applies(to: account, version) }
    }
}

extension ProjectPolicy.Statement {
    /// Callers of one account are not told apart: a statement about one of its users or roles is about all.
    fileprivate func applies(to account: String, _ version: String) -> Bool {
        let isAbout = principals.contains { principal in
            if principal == "*" || principal == account { return true }
            // arn:aws:iam::ACCOUNT:root
            let parts = principal.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count > 5 && parts[0] == "arn" && parts[4] == account
        }
        return isAbout && resources.contains { $0.matches(version) }
    }
}

extension JSONValue {
    /// One value counts as a list of one, as in IAM.
    fileprivate var list: [JSONValue] {
        if case .array(let list) = self { list } else { [self] }
    }

    /// Nil where a value is not a text.
    fileprivate var texts: [String]? {
        let texts = list.compactMap(\.text)
        return texts.count == list.count ? texts : nil
    }
}
