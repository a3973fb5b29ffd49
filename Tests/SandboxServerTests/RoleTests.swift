import Testing

@testable import SandboxServer

struct RoleTests {
    private static let start = "arn:aws:iam::444455556666:role"

    @Test(
        "The ARN of a role, with and without a path",
        arguments: [
            ("\(start)/rekon", "rekon"), ("\(start)/ops/vision/rekon-create", "rekon-create"),
            ("\(start)/a+=,.@-_Z9", "a+=,.@-_Z9"), ("arn:aws-us-gov:iam::444455556666:role/r", "r"),
        ]
    )
    func allowed(text: String, name: String) throws {
        let role = try #require(RoleARN(text))
        #expect(role.description == text && role.name == name && role.account == "444455556666")
    }

    @Test(arguments: [
        "", "rekon", "\(start)", "\(start)/", "\(start)/ops/", "\(start)/a b", "\(start)/é", "\(start)/a*",
        "\(start)/\(String(repeating: "a", count: 65))", "arn:aws:iam::44445555666:role/r",
        "arn:aws:iam::44445555666a:role/r", "arn:aws:iam:us-east-1:444455556666:role/r",
        "arn:aws:sts::444455556666:role/r", "arn:aws:iam::444455556666:user/r", "arn:AWS:iam::444455556666:role/r",
        "arn::iam::444455556666:role/r", "\(start)/a\nb/r", "x\(start)/r",
    ])
    func refused(text: String) {
        #expect(RoleARN(text) == nil)
    }

    @Test("A role of the command line, with and without an external id")
    func assumable() throws {
        let plain = try AssumableRole("\(Self.start)/a,b")
        #expect(plain.arn.name == "a,b" && plain.externalID == nil)
        let guarded = try AssumableRole("\(Self.start)/a,externalId=x,y:1/2")
        #expect(guarded.arn.name == "a" && guarded.externalID == "x,y:1/2")
        for text in [
            "a", "\(Self.start)/a,externalId=", "\(Self.start)/a,externalId=x", "\(Self.start)/a,externalId=x y",
        ] {
            #expect(throws: InvalidRole.self) { try AssumableRole(text) }
        }
    }

    private func session(_ name: String = "ci") throws -> RoleSession {
        let role = try #require(RoleARN("\(Self.start)/ops/rekon"))
        return RoleSession(accessKeyID: "ASIAAAAAAAAAAAAAAAAA", role: role, name: name, expiration: 1_700_003_600)
    }

    @Test("A token is recognised by the server that made it, as long as it is unchanged")
    func tokens() throws {
        let (issuer, session) = (SessionIssuer(), try session())
        let token = issuer.token(of: session)
        #expect(issuer.session(ofToken: token) == session)
        #expect(session.arn == "arn:aws:sts::444455556666:assumed-role/rekon/ci")
        #expect(SessionIssuer().session(ofToken: token) == nil)
        for changed in [
            "", "token", String(token.dropLast()), String(token.dropLast(2)), token + "00", String(token.dropFirst(64)),
        ] {
            #expect(issuer.session(ofToken: changed) == nil)
        }
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "0" ? "1" : "0")
            #expect(issuer.session(ofToken: changed) == nil)
        }
    }

    @Test("A secret belongs to one session, and the token does not contain it")
    func secrets() throws {
        let (issuer, session) = (SessionIssuer(), try session())
        let secret = issuer.secret(of: session)
        #expect(secret.utf8.count == 40 && secret == issuer.secret(of: session))
        #expect(try issuer.secret(of: self.session("cj")) != secret)
        #expect(SessionIssuer().secret(of: session) != secret)
        #expect(!issuer.token(of: session).contains(secret))
        let key = SessionIssuer.newAccessKeyID()
        #expect(key.hasPrefix("ASIA") && key.utf8.count == 20 && key != SessionIssuer.newAccessKeyID())
        #expect(issuer.roleID(of: session.role).utf8.count == 21)
    }
}
