import Diagnostics
import Settings
import Testing

struct RoleTests {
    private func access(_ credentials: Settings.Access.Credentials) -> Settings.Access {
        Settings.Access(credentials, at: SourceLocation(path: "rekon.yaml", line: 5, column: 11))
    }

    @Test("A role's name becomes its ARN in the account and partition of the project")
    func expanded() throws {
        let name = access(.role("ops/rekon-create"))
        #expect(
            try Settings.role(name, account: "111122223333", partition: "aws-cn")
                == "arn:aws-cn:iam::111122223333:role/ops/rekon-create"
        )
        let arn = "arn:aws:iam::111122223333:role/a/b/rekon"
        #expect(try Settings.role(access(.role(arn)), account: "111122223333", partition: "aws") == arn)
        #expect(try Settings.role(access(.profile("p")), account: "111122223333", partition: "aws") == nil)
    }

    @Test(
        "An ARN of another account or partition is refused at its place",
        arguments: [("222222222222", "aws"), ("111122223333", "aws-cn")]
    )
    func refused(account: String, partition: String) {
        let role = access(.role("arn:\(partition):iam::\(account):role/ops/rekon"))
        let expected = Diagnostic.error(
            """
            the role is of account \(account) in partition \(partition), and the project is of account 111122223333 in \
            partition aws
            """,
            at: role.location,
            help: "write only the role's name, `ops/rekon`, for the role of this name in each account"
        )
        do throws(Settings.RefusedRole) {
            _ = try Settings.role(role, account: "111122223333", partition: "aws")
            Issue.record("the role is accepted")
        } catch {
            #expect(error.diagnostic == expected)
        }
    }

    @Test("The limits of names and paths", arguments: [(64, 0), (1, 510), (64, 510)])
    func longest(name: Int, path: Int) throws {
        let text = (path > 0 ? String(repeating: "p", count: path) + "/" : "") + String(repeating: "n", count: name)
        #expect(try RoleReference(text).name == text)
        #expect(throws: (any Error).self) { try RoleReference(text + "n" + String(repeating: "n", count: 63)) }
        if path > 0 { #expect(throws: (any Error).self) { try RoleReference("p" + text) } }
    }

    @Test("The longest external id and session name are accepted, and a character more is not")
    func assumeRole() throws {
        func errors(_ key: String, _ count: Int) -> Int {
            let value = String(repeating: "a", count: count)
            return complaints("accounts: { \"1*\": { role: r, \(key): \"\(value)\" } }").count
        }
        #expect(errors("externalId", 1224) == 0 && errors("externalId", 1225) == 1)
        #expect(errors("sessionName", 64) == 0 && errors("sessionName", 65) == 1)
        #expect(errors("externalId", 2) == 0 && errors("sessionName", 1) == 1)
    }

    @Test(
        "A session's duration in seconds or with units",
        arguments: [
            ("900", 900), ("43200", 43_200), ("15m", 900), ("12h", 43_200), ("1h30m", 5400), ("\"3600\"", 3600),
        ]
    )
    func durations(text: String, seconds: Int) throws {
        let settings = try settings("accounts: { \"1*\": { role: r, duration: \(text) } }")
        #expect(settings.access(to: "111122223333", for: .read)?.duration == seconds)
    }
}
