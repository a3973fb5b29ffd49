package import Checks
import Diagnostics
import JSON
import Manifests
import ModelVersions
package import Planning
package import Text

/// The results of the checks, for people.
package struct PreflightText {
    private let style: TextStyle
    private let width: Int?
    private let showsPassed: Bool
    private let access: [String: AccountAccess]

    /// - Parameters:
    ///   - width: columns to fold prose to; nil: not folded.
    ///   - showsPassed: whether passed checks are listed, not only counted.
    ///   - access: whose credentials the run uses, by account.
    package init(style: TextStyle, width: Int?, showsPassed: Bool, access: [String: AccountAccess] = [:]) {
        self.style = style
        self.width = width
        self.showsPassed = showsPassed
        self.access = access
    }

    package func render(_ report: PreflightReport) -> String {
        var page = Page(style: style, width: width)
        let parts = report.results.byPlace(\.project)
        let accounts = parts.count > 1 ? UncheckedAccount.all(of: report.results) : []
        for account in accounts { write(account, to: &page) }
        let told = Set(accounts.flatMap(\.projects))
        for (place, results) in parts {
            // The account has one message above.
            if results.allSatisfy({ told.contains($0.project) }) { continue }
            if parts.count > 1 { page.heading(place, access[place.account]?.readText) }
            writeProjects(of: results.filter { !told.contains($0.project) }, to: &page)
            if parts.count > 1 { page.subtotal("Checks of \(place.subject): \(VerdictCounts(results).text).") }
        }
        page.line(0, Self.summary(of: report))
        return page.text
    }

    private func writeProjects(of results: [CheckResult], to page: inout Page) {
        var project: ProjectARN?
        for result in results where showsPassed || result.verdict != .pass {
            if result.project != project {
                if project != nil { page.line(0, "") }
                page.line(0, style.paint(result.project.text, .bold))
                project = result.project
            }
            write(result, to: &page)
        }
        if project != nil { page.line(0, "") }
    }

    private func write(_ account: UncheckedAccount, to page: inout Page) {
        page.line(0, style.paint("Account \(account.account)", .bold))
        let (symbol, paint) = Verdict.unknown.mark
        page.line(1, style.paint("\(symbol) \(counted(account.projects.count, "project"))", paint))
        for message in account.messages { page.prose(2, message) }
        page.prose(2, UnreadAccount.names(of: account.projects))
        page.line(0, "")
    }

    private func write(_ result: CheckResult, to page: inout Page) {
        let (symbol, paint) = result.verdict.mark
        var head = style.paint("\(symbol) \(result.rule.id)", paint)
        if let subject = result.subject { head += "  \(HarmlessText.shown(subject))" }
        page.line(1, head)
        page.prose(2, result.message)
        for findings in result.findingsByCode {
            for finding in findings { page.prose(3, finding.text) }
            let first = findings[0]
            let more = first.count - findings.count
            if more > 0 { page.prose(3, "\(grouped(more)) more of \(first.finding.error.code)") }
            page.prose(4, "help: \(first.finding.help)")
        }
        if result.verdict == .pass { return }
        if let help = result.help { page.prose(2, "help: \(help)") }
        if !result.trainings.isEmpty { page.prose(2, "for \(listed(result.trainings))") }
    }

    /// The first versions with their places, and how many more there are.
    private func listed(_ trainings: [PlannedTraining]) -> String {
        let shown = trainings.prefix(3).map { training in
            training.name.text + (training.location.map { " (\($0.path):\($0.line))" } ?? "")
        }.joined(separator: ", ")
        return trainings.count > 3 ? "\(shown) and \(trainings.count - 3) more" : shown
    }

    static func summary(of report: PreflightReport) -> String {
        guard !report.results.isEmpty else {
            return "Checks: no version to create, so nothing was checked. `rekon plan` says why."
        }
        let subject = counted(report.trainingCount, "version")
        return "Checks of \(subject) to create: \(VerdictCounts(report.results).text)."
            + (report.hasFailures ? " A training would fail." : "")
    }
}

/// The projects of an account in which no check could be made for the same reasons, such as a role that cannot be
/// assumed.
private struct UncheckedAccount {
    let account: String
    private(set) var projects: [ProjectARN]
    /// Those that name another reason than the ones before.
    let messages: [String]
    /// Whether the lines of the projects would repeat a reason.
    private var isRepeated: Bool

    private struct Key: Hashable {
        var account: String
        var messages: [String]
    }

    /// In the order of first appearance.
    static func all(of results: [CheckResult]) -> [UncheckedAccount] {
        let checksOf = Dictionary(grouping: results, by: \.project)
        var indices: [Key: Int] = [:]
        var all: [UncheckedAccount] = []
        var seen: Set<ProjectARN> = []
        for project in results.map(\.project) where seen.insert(project).inserted {
            let checks = checksOf[project] ?? []
            guard checks.allSatisfy({ $0.verdict == .unknown && $0.subject == nil && $0.trainings.isEmpty }) else {
                continue
            }
            let key = Key(account: project.account, messages: checks.map(\.message))
            if let index = indices[key] {
                all[index].projects.append(project)
                all[index].isRepeated = true
            } else {
                indices[key] = all.count
                var reasons: Set<Substring> = []
                let messages = key.messages.filter { reasons.insert(reason(of: $0)).inserted }
                all.append(
                    UncheckedAccount(
                        account: project.account,
                        projects: [project],
                        messages: messages,
                        isRepeated: messages.count < checks.count
                    )
                )
            }
        }
        return all.filter(\.isRepeated)
    }

    /// Of a message such as `the project could not be read: REASON`.
    private static func reason(of message: String) -> Substring {
        message.utf8.place(of: ": ").map { message[$0.upperBound...] } ?? message[...]
    }
}

/// How many checks have each result.
struct VerdictCounts {
    private let counts: [Verdict: Int]

    init(_ results: [CheckResult]) {
        counts = Dictionary(grouping: results, by: \.verdict).mapValues(\.count)
    }

    subscript(verdict: Verdict) -> Int { counts[verdict] ?? 0 }

    /// As in `3 passed, 1 failed`.
    var text: String {
        var parts = ["\(self[.pass]) passed"]
        if self[.fail] > 0 { parts.append("\(self[.fail]) failed") }
        if self[.warning] > 0 { parts.append(counted(self[.warning], "warning")) }
        if self[.unknown] > 0 { parts.append("\(self[.unknown]) not possible") }
        return parts.joined(separator: ", ")
    }

    func write(to json: inout JSONWriter) {
        json.member("fail", self[.fail])
        json.member("pass", self[.pass])
        json.member("unknown", self[.unknown])
        json.member("warning", self[.warning])
    }
}

extension CheckResult {
    /// In the order of first appearance; none is empty.
    fileprivate var findingsByCode: [[EntryFinding]] {
        var groups: [[EntryFinding]] = []
        var indices: [String: Int] = [:]
        for finding in findings {
            if let index = indices[finding.finding.error.code] {
                groups[index].append(finding)
            } else {
                indices[finding.finding.error.code] = groups.count
                groups.append([finding])
            }
        }
        return groups
    }
}

extension EntryFinding {
    /// As `manifest check` shows a finding, with the image in place of a line.
    var text: String {
        let place = [image, finding.pointer].compactMap(\.self).joined(separator: " ")
        return "\(place.isEmpty ? "an entry" : place): \(finding.level.rawValue): \(finding.error.code): "
            + finding.error.message
    }
}

extension Verdict {
    fileprivate var mark: (symbol: String, paint: TextStyle.Paint) {
        switch self {
        case .pass: ("=", .faint)
        case .warning: ("~ warning:", .yellow)
        case .fail: ("! failed:", .red)
        case .unknown: ("? not checked:", .yellow)
        }
    }
}
