import JSON
import ModelVersions
import Planning
import Text

// The words for accounts and regions, of every report that has several.

extension AccountRegion {
    /// As in `account 111122223333, us-east-1`.
    var subject: String { "account \(account), \(region)" }

    /// As in `Account 111122223333, us-east-1`.
    var title: String { "Account \(account), \(region)" }
}

extension JSONWriter {
    /// An object for each of several places, with its part of the report; nothing for one place.
    mutating func places<Part>(
        _ parts: [(place: AccountRegion, part: Part)],
        _ members: (AccountRegion, Part, inout JSONWriter) -> Void
    ) {
        guard parts.count > 1 else { return }
        objects("places", parts) { members($0.place, $0.part, &$1) }
    }
}

extension Page {
    /// Before the projects of a place.
    ///
    /// - Parameter access: whose credentials are used there, as in `reads with role rekon-read`; nil to leave it out.
    mutating func heading(_ place: AccountRegion, _ access: String?) {
        let text = place.title + (access.map { " (\(HarmlessText.shown($0)))" } ?? "")
        line(0, style.paint(text, .bold))
        line(0, "")
    }

    /// After the projects of a place: its part of a sentence at the end.
    mutating func subtotal(_ sentence: String) {
        prose(0, sentence)
        line(0, "")
    }
}

extension AccountAccess {
    /// As in `reads with role rekon-read, creates with role ops/rekon-create`.
    var text: String { "\(readText), \(createText)" }

    /// Of a command that creates nothing.
    var readText: String { "reads with \(read)" }

    /// Of apply, which reads with these credentials too.
    var createText: String { "creates with \(create)" }
}

extension Plan {
    /// Those whose credentials the settings name, in the order of first appearance.
    var accounts: [(account: String, access: AccountAccess)] {
        guard !access.isEmpty else { return [] }
        var seen: Set<String> = []
        return (projects.map(\.project.account) + refusedBefore.map(\.project.account)).compactMap { account in
            guard seen.insert(account).inserted else { return nil }
            return access[account].map { (account, $0) }
        }
    }

    /// Nothing where the settings name no credentials.
    func writeAccounts(to json: inout JSONWriter) {
        let accounts = accounts
        guard !accounts.isEmpty else { return }
        json.objects("accounts", accounts) { account, json in
            json.member("account", account.account)
            json.object("create") { account.access.create.write(to: &$0) }
            json.object("read") { account.access.read.write(to: &$0) }
        }
    }
}

extension AccountIdentity {
    func write(to json: inout JSONWriter) {
        switch self {
        case .ofRun: json.member("kind", "run")
        case .profile(let name):
            json.member("kind", "profile")
            json.member("name", name)
        case .role(let arn):
            json.member("kind", "role")
            json.member("name", arn)
        }
    }
}

/// As in `1 project that could not be read`.
func unreadText(_ projects: Int) -> String { "\(counted(projects, "project")) that could not be read" }

/// Several projects of an account that could not be read for one reason, such as a role that cannot be assumed.
struct UnreadAccount {
    let account: String
    let reason: String
    private(set) var projects: [ProjectARN]
    /// Of the desired state.
    private(set) var versions: Int

    private struct Key: Hashable {
        var account, reason: String
    }

    /// In the order of first appearance.
    static func all(
        of projects: some Sequence<(project: ProjectARN, problem: ProjectPlan.Problem?, versions: Int)>
    ) -> [UnreadAccount] {
        var indices: [Key: Int] = [:]
        var all: [UnreadAccount] = []
        for (project, problem, versions) in projects {
            guard case .unreadable(let reason)? = problem else { continue }
            let key = Key(account: project.account, reason: reason)
            if let index = indices[key] {
                all[index].projects.append(project)
                all[index].versions += versions
            } else {
                indices[key] = all.count
                all.append(
                    UnreadAccount(account: project.account, reason: reason, projects: [project], versions: versions)
                )
            }
        }
        return all.filter { $0.projects.count > 1 }
    }

    /// As in `the live state could not be read: ...`.
    var explanation: String { ProjectPlan.Problem.unreadable(reason: reason).explanation(of: projects[0]) }

    var names: String { Self.names(of: projects) }

    /// The first names, and how many more there are.
    static func names(of projects: [ProjectARN]) -> String {
        let shown = projects.prefix(3).map { "`\($0.name)` in \($0.region)" }.joined(separator: ", ")
        return projects.count > 3 ? "\(shown) and \(projects.count - 3) more" : shown
    }
}

extension Page {
    /// - Parameter mark: what is unknown, as in `not planned`.
    mutating func write(_ accounts: [UnreadAccount], _ mark: String) {
        for account in accounts {
            line(0, style.paint("Account \(account.account)", .bold))
            let count = account.versions > 0 ? ": \(counted(account.versions, "version"))" : ""
            line(1, style.paint("! \(mark)\(count) in \(counted(account.projects.count, "project"))", .red))
            prose(2, account.explanation)
            prose(2, account.names)
            line(0, "")
        }
    }
}
