import AWSSigning
import Testing

@testable import SandboxServer

/// The rules of AssumeRole and GetCallerIdentity (STS API reference).
struct SecurityTokenServiceTests {
    private static let now: Int64 = 1_700_000_000
    private static let role = "arn:aws:iam::444455556666:role/ops/rekon"
    private let issuer = SessionIssuer()
    private let user = SecurityTokenService.Caller(account: "111122223333", partition: "aws")

    private func answer(
        _ parameters: String,
        _ roles: SandboxServer.Roles = .init(),
        from caller: SecurityTokenService.Caller? = nil
    ) -> Result<String, SecurityTokenService.Refusal> {
        let service = SecurityTokenService(issuer: issuer, roles: roles)
        return Result { () throws(SecurityTokenService.Refusal) in
            try service.answer(Array(parameters.utf8), from: caller ?? user, at: Self.now).text
        }
    }

    private func assume(
        _ more: String = "",
        role: String = Self.role,
        name: String = "ci",
        roles: SandboxServer.Roles = .init(),
        from caller: SecurityTokenService.Caller? = nil
    ) -> Result<String, SecurityTokenService.Refusal> {
        answer(
            "Action=AssumeRole&Version=2011-06-15&RoleArn=\(role)&RoleSessionName=\(name)\(more)",
            roles,
            from: caller
        )
    }

    private func code(_ result: Result<String, SecurityTokenService.Refusal>) -> String? {
        if case .failure(let refusal) = result { refusal.code } else { nil }
    }

    /// The text of an element of an answer.
    private func text(_ name: String, _ answer: String) throws -> String {
        let start = try #require(answer.firstRange(of: "<\(name)>")).upperBound
        return String(answer[start..<(try #require(answer.firstRange(of: "</\(name)>"))).lowerBound])
    }

    @Test("The credentials of a role name its account, role and session")
    func assumeRole() throws {
        let text = try assume("&DurationSeconds=900").get()
        let start = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
        #expect(text.hasPrefix(start))
        let session = try #require(issuer.session(ofToken: self.text("SessionToken", text)))
        #expect(session.role.description == Self.role && session.name == "ci")
        #expect(session.expiration == Self.now + 900)
        #expect(try self.text("Expiration", text) == "2023-11-14T22:28:20Z")
        #expect(try self.text("AccessKeyId", text) == session.accessKeyID)
        #expect(try self.text("SecretAccessKey", text) == issuer.secret(of: session))
        #expect(try self.text("Arn", text) == "arn:aws:sts::444455556666:assumed-role/rekon/ci")
        #expect(try self.text("AssumedRoleId", text) == "\(issuer.roleID(of: session.role)):ci")
    }

    @Test("Durations", arguments: [("", 3600), ("&DurationSeconds=900", 900), ("&DurationSeconds=43200", 43200)])
    func durations(parameter: String, seconds: Int64) throws {
        let session = issuer.session(ofToken: try text("SessionToken", assume(parameter).get()))
        #expect(session?.expiration == Self.now + seconds)
        let short = issuer.session(
            ofToken: try text("SessionToken", assume(parameter, roles: .init(sessionDuration: 2)).get())
        )
        #expect(short?.expiration == Self.now + 2)
    }

    @Test("A session of a role assumes another role for an hour at most")
    func chaining() throws {
        let session = try #require(issuer.session(ofToken: text("SessionToken", assume().get())))
        let caller = SecurityTokenService.Caller(account: "444455556666", partition: "aws", session: session)
        #expect(code(assume("&DurationSeconds=3601", from: caller)) == "ValidationError")
        #expect(code(assume("&DurationSeconds=3600", from: caller)) == nil)
        let identity = try answer("Action=GetCallerIdentity&Version=2011-06-15", from: caller).get()
        #expect(try text("Account", identity) == "444455556666")
        #expect(try text("Arn", identity) == session.arn)
        #expect(try text("UserId", identity) == "\(issuer.roleID(of: session.role)):ci")
        let own = try answer("Action=GetCallerIdentity&Version=2011-06-15").get()
        #expect(try text("Arn", own) == "arn:aws:iam::111122223333:user/sandbox")
    }

    @Test(
        "Parameters that the API model does not allow",
        arguments: [
            ("&DurationSeconds=899", "durationSeconds"), ("&DurationSeconds=43201", "durationSeconds"),
            ("&DurationSeconds=", "durationSeconds"), ("&DurationSeconds=1h", "durationSeconds"),
            ("&ExternalId=a", "externalId"), ("&ExternalId=a%20b", "externalId"),
            ("&ExternalId=%C3%A9%C3%A9", "externalId"),
            ("&Policy={}", "Policy"), ("&SerialNumber=123456789", "SerialNumber"),
            ("&Tags.member.1.Key=a&Tags.member.1.Value=b", "Tags.member.1.Key"),
        ]
    )
    func parameters(parameter: String, word: String) throws {
        guard case .failure(let refusal) = assume(parameter) else {
            Issue.record("accepted")
            return
        }
        #expect(refusal.code == "ValidationError" && refusal.status == 400 && refusal.message.contains(word))
    }

    @Test("Names of sessions, and ARNs", arguments: ["", "a", "a b", "a/b", "a:b", String(repeating: "a", count: 65)])
    func names(name: String) {
        #expect(code(assume(name: name)) == "ValidationError")
        #expect(code(assume(role: "arn:aws:iam::444455556666:user/\(name)")) == "ValidationError")
        #expect(code(assume(name: String(repeating: "a", count: 64))) == nil)
        #expect(code(assume(name: "a%2B%3D%2C.%40-_")) == nil)
        #expect(code(assume("&ExternalId=" + String(repeating: "a", count: 1224))) == nil)
        #expect(code(assume("&ExternalId=" + String(repeating: "a", count: 1225))) == "ValidationError")
    }

    @Test(
        "Requests that are not of this API",
        arguments: [
            ("", "MissingAction"), ("Version=2011-06-15", "MissingAction"),
            ("Action=AssumeRole&Version=2012-10-17", "InvalidAction"), ("Action=AssumeRole", "InvalidAction"),
            ("Action=GetSessionToken&Version=2011-06-15", "InvalidAction"),
            ("Action=AssumeRole&Version=2011-06-15", "ValidationError"),
            ("Action=AssumeRole&Version=2011-06-15&RoleArn=\(role)", "ValidationError"),
            ("Action=AssumeRole&Version=2011-06-15&Action=AssumeRole", "MalformedInput"),
        ]
    )
    func actions(form: String, code: String) {
        #expect(self.code(answer(form)) == code)
    }

    @Test("Only the listed roles, and with the external id that one needs")
    func refusedRoles() throws {
        let roles = SandboxServer.Roles(assumable: [
            try AssumableRole(Self.role), try AssumableRole("arn:aws:iam::777788889999:role/guarded,externalId=acme"),
        ])
        let guarded = "arn:aws:iam::777788889999:role/guarded"
        #expect(code(assume(roles: roles)) == nil)
        // A trust policy without a condition does not look at the external id.
        #expect(code(assume("&ExternalId=other", roles: roles)) == nil)
        #expect(code(assume("&ExternalId=acme", role: guarded, roles: roles)) == nil)
        for (more, role) in [
            ("", guarded), ("&ExternalId=acme2", guarded), ("", "arn:aws:iam::444455556666:role/rekon"),
            ("", "arn:aws:iam::777788889999:role/ops/rekon"),
        ] {
            guard case .failure(let refusal) = assume(more, role: role, roles: roles) else {
                Issue.record("accepted: \(role)")
                continue
            }
            #expect(refusal.code == "AccessDenied" && refusal.status == 403)
            #expect(
                refusal.message == "User: arn:aws:iam::111122223333:user/sandbox is not authorized to perform: "
                    + "sts:AssumeRole on resource: \(role)"
            )
        }
    }

    @Test("A role of another partition is refused")
    func partitions() {
        #expect(code(assume(role: "arn:aws-cn:iam::444455556666:role/rekon")) == "AccessDenied")
    }

    @Test(
        "Problems of credentials in both protocols",
        arguments: [
            (.signature(.missing), "MissingAuthenticationToken", 403, "MissingAuthenticationTokenException"),
            (.signature(.incomplete("x")), "IncompleteSignature", 400, "IncompleteSignatureException"),
            (.signature(.unknownKey), "InvalidClientTokenId", 403, "UnrecognizedClientException"),
            (.signature(.wrongSignature), "SignatureDoesNotMatch", 403, "InvalidSignatureException"),
            (.expired, "ExpiredToken", 403, "ExpiredTokenException"),
        ] as [(CredentialProblem, String, Int, String)]
    )
    func problems(problem: CredentialProblem, code: String, status: Int, jsonCode: String) {
        let refusal = SecurityTokenService.Refusal(problem)
        #expect(refusal.code == code && refusal.status == status && problem.code == jsonCode)
        #expect(XMLElement.error(refusal).text.contains("<Error><Type>Sender</Type><Code>\(code)</Code><Message>"))
    }

    @Test("Texts of a request are escaped")
    func escapes() {
        let refusal = SecurityTokenService.Refusal(code: "A", message: "<&>\u{1}\n\u{FFFE}")
        #expect(XMLElement.error(refusal).text.contains("<Message>&lt;&amp;&gt;\u{FFFD}&#10;\u{FFFD}</Message>"))
    }
}
