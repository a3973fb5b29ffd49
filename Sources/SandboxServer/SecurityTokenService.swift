import Host
import Sandbox
import Text

/// The emulated AWS Security Token Service (API version 2011-06-15): AssumeRole and GetCallerIdentity.
struct SecurityTokenService: Sendable {
    /// Who calls: the account's user, or a session of a role.
    struct Caller {
        var account: String
        /// The partition of the region that the request was signed for.
        var partition: String
        var session: RoleSession?

        var arn: String { session?.arn ?? "arn:\(partition):iam::\(account):user/sandbox" }
    }

    /// An error of the query protocol.
    struct Refusal: Error, Equatable {
        var code: String
        var message: String
        var status = 400

        static func invalid(_ message: String) -> Refusal { Refusal(code: "ValidationError", message: message) }
    }

    let issuer: SessionIssuer
    let roles: SandboxServer.Roles

    static let version = "2011-06-15"

    /// - Parameters:
    ///   - body: a form.
    ///   - now: in seconds since 1970.
    func answer(_ body: [UInt8], from caller: Caller, at now: Int64) throws(Refusal) -> XMLElement {
        let form = try Self.parameters(of: body)
        guard let action = form["Action"] else {
            throw Refusal(code: "MissingAction", message: "The request has no parameter Action.")
        }
        guard form["Version"] == Self.version, ["AssumeRole", "GetCallerIdentity"].contains(action) else {
            let version = form["Version"] ?? "NO_VERSION"
            throw Refusal(
                code: "InvalidAction",
                message: "Could not find operation \(action.prefix(100)) for version \(version.prefix(100))"
            )
        }
        let result = action == "AssumeRole" ? try assumeRole(form, caller, now) : identity(of: caller)
        return XMLElement(
            "\(action)Response",
            [XMLElement("\(action)Result", result), XMLElement("ResponseMetadata", [.requestID])]
        )
    }

    /// API: GetCallerIdentity.
    private func identity(of caller: Caller) -> [XMLElement] {
        let id = caller.session.map { "\(issuer.roleID(of: $0.role)):\($0.name)" } ?? "AIDASANDBOX\(caller.account)"
        return [XMLElement("Arn", caller.arn), XMLElement("UserId", id), XMLElement("Account", caller.account)]
    }

    /// API: AssumeRole.
    private func assumeRole(
        _ form: [String: String],
        _ caller: Caller,
        _ now: Int64
    ) throws(Refusal) -> [XMLElement] {
        // A policy, tags or a token code would change what the session may do: the sandbox has no IAM that does it.
        let known: Set = ["Action", "Version", "RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId"]
        if let name = form.keys.sorted().first(where: { !known.contains($0) }) {
            throw .invalid("The sandbox does not know the parameter \(name.prefix(100)) of AssumeRole.")
        }
        let text = try Self.required("roleArn", form["RoleArn"])
        let name = try Self.checked(try Self.required("roleSessionName", form["RoleSessionName"]), .sessionName)
        let externalID: String? =
            if let id = form["ExternalId"] { try Self.checked(id, .externalID) } else { nil }
        let duration = try Self.duration(form["DurationSeconds"], isChained: caller.session != nil)
        guard (20...2048).contains(text.utf8.count), let role = RoleARN(text) else {
            throw .invalid("\(text.prefix(300)) is invalid")
        }
        guard role.partition == caller.partition, roles.allow(role, externalID: externalID) else {
            throw Refusal(
                code: "AccessDenied",
                message: "User: \(caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(role)",
                status: 403
            )
        }
        let session = RoleSession(
            accessKeyID: SessionIssuer.newAccessKeyID(),
            role: role,
            name: name,
            expiration: now + Int64(roles.sessionDuration ?? duration)
        )
        return [
            XMLElement(
                "AssumedRoleUser",
                [
                    XMLElement("AssumedRoleId", "\(issuer.roleID(of: role)):\(name)"), XMLElement("Arn", session.arn),
                ]
            ),
            XMLElement(
                "Credentials",
                [
                    XMLElement("AccessKeyId", session.accessKeyID),
                    XMLElement("SecretAccessKey", issuer.secret(of: session)),
                    XMLElement("SessionToken", issuer.token(of: session)),
                    XMLElement("Expiration", UnixTime(seconds: session.expiration).iso8601),
                ]
            ),
        ]
    }

    // MARK: Parameters

    /// - Throws: `Refusal` for a parameter that comes twice.
    private static func parameters(of body: [UInt8]) throws(Refusal) -> [String: String] {
        var form: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { String(decoding: PercentEncoding.decode($0, plusIsSpace: true), as: UTF8.self) }
            guard form.updateValue(texts.count > 1 ? texts[1] : "", forKey: texts[0]) == nil else {
                throw Refusal(code: "MalformedInput", message: "The parameter \(texts[0].prefix(100)) comes twice.")
            }
        }
        return form
    }

    private static func required(_ member: String, _ value: String?) throws(Refusal) -> String {
        guard let value else { throw violation(member, "null", "Member must not be null") }
        return value
    }

    private static func checked(_ value: String, _ rule: STSRule) throws(Refusal) -> String {
        guard rule.allows(value) else { throw violation(rule.member, value, "Member must be \(rule.text)") }
        return value
    }

    /// API: 900 to 43200, by default 3600; at most an hour for a role that a session of a role assumes.
    private static func duration(_ text: String?, isChained: Bool) throws(Refusal) -> Int {
        guard let text else { return 3600 }
        guard let duration = Int(text), (900...43200).contains(duration) else {
            throw violation("durationSeconds", text, "Member must be a number from 900 to 43200")
        }
        guard !isChained || duration <= 3600 else {
            throw .invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
            )
        }
        return duration
    }

    private static func violation(_ member: String, _ value: String, _ rule: String) -> Refusal {
        .invalid(
            "1 validation error detected: Value '\(value.prefix(300))' at '\(member)' failed to satisfy constraint: "
                + rule
        )
    }
}

extension SandboxServer.Roles {
    /// A role that needs no external id may get one: its trust policy does not look at it.
    fileprivate func allow(_ role: RoleARN, externalID: String?) -> Bool {
        guard let assumable else { return true }
        return assumable.contains { $0.arn == role && ($0.externalID == nil || $0.externalID == externalID) }
    }
}

/// An element of an answer of the query protocol.
struct XMLElement: Sendable {
    let text: String

    init(_ name: String, _ content: String) {
        self.init(name, markup: content.xmlEscaped)
    }

    init(_ name: String, _ children: [XMLElement]) {
        self.init(name, markup: children.map(\.text).joined())
    }

    private init(_ name: String, markup: String) {
        let isRoot = name.hasSuffix("Response")
        let space = isRoot ? " xmlns=\"https://sts.amazonaws.com/doc/\(SecurityTokenService.version)/\"" : ""
        text = "<\(name)\(space)>\(markup)</\(name)>"
    }

    /// A new one.
    static var requestID: XMLElement {
        XMLElement("RequestId", uuid(ofRandomBytes: (0..<16).map { _ in .random(in: .min ... .max) }))
    }

    static func error(_ refusal: SecurityTokenService.Refusal) -> XMLElement {
        XMLElement(
            "ErrorResponse",
            [
                XMLElement(
                    "Error",
                    [
                        XMLElement("Type", refusal.status < 500 ? "Sender" : "Receiver"),
                        XMLElement("Code", refusal.code),
                        XMLElement("Message", refusal.message),
                    ]
                ),
                .requestID,
            ]
        )
    }
}

extension String {
    /// Without the characters that XML 1.0 does not allow.
    fileprivate var xmlEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case ..." ", "\u{FFFE}", "\u{FFFF}": result += scalar == " " ? " " : "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
