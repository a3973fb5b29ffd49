package import ModelVersions
package import Planning
import Reconciler

/// How the results of a run are reviewed.
package struct RunReviewOptions: Sendable {
    package var toolVersion: String
    package var price: Prices
    /// Milliseconds since 1970.
    package var now: Int64
    /// The command that waits again.
    package var resume: String?
    /// Of the command line.
    package var paths: [String]
    /// Why trainings failed.
    package var explanations: [VersionARN: FailureExplanation]
    /// Whose credentials the run uses, by account.
    package var access: [String: AccountAccess]

    package init(
        toolVersion: String,
        price: Prices = .assumedForTraining,
        now: Int64,
        resume: String? = nil,
        paths: [String] = [],
        explanations: [VersionARN: FailureExplanation] = [:],
        access: [String: AccountAccess] = [:]
    ) {
        self.toolVersion = toolVersion
        self.price = price
        self.now = now
        self.resume = resume
        self.paths = paths
        self.explanations = explanations
        self.access = access
    }
}

extension Review {
    /// The sections of problems: the errors, the warnings that no table has, and the notes.
    static func problemSections(of findings: [Finding]) -> [MarkdownSection] {
        // A table has these.
        let told: [FindingRule] = [.trained, .created, .inTraining]
        let rest = findings.filter { !told.contains($0.rule) }
        let errors = rest.filter { $0.level == .error }
        return [MarkdownSection("What failed", count: errors.count) { FindingMarkdown.item(errors[$0]) }]
            + [("Warnings", Finding.Level.warning), ("Notes", .note)].map { title, level in
                let groups = FindingGroup.groups(of: rest.filter { $0.level == level })
                return MarkdownSection(title, count: groups.count) { groups[$0].item }
            }
    }
}

extension [String] {
    /// Each account with its credentials, in the order of first appearance; none where the settings name none.
    func accessTexts(_ texts: [String: String]) -> [(id: String, credentials: String)] {
        var seen: Set<String> = []
        return compactMap { account in
            guard let text = texts[account], seen.insert(account).inserted else { return nil }
            return (account, text)
        }
    }
}

/// Test suites that grow project by project.
struct SuiteList {
    private(set) var all: [TestSuite] = []
    private var places: [ProjectARN: Int] = [:]
    private let credentials: [String: String]

    /// - Parameter credentials: of each account that the settings name.
    init(_ credentials: [String: String]) {
        self.credentials = credentials
    }

    mutating func add(_ testCase: TestSuite.Case, of project: ProjectARN) {
        if let place = places[project] {
            all[place].cases.append(testCase)
        } else {
            places[project] = all.count
            var suite = TestSuite(of: project, cases: [testCase])
            suite.credentials = credentials[project.account]
            all.append(suite)
        }
    }

    /// Adds a case for a finding.
    mutating func add(_ finding: Finding, name: String, in project: NamedProject) {
        add(TestSuite.Case(className: project.name, name: name, [finding]), of: project.arn)
    }

    /// Adds a case for each training.
    ///
    /// - Returns: the findings about those that are not folded.
    mutating func add(
        _ report: TrainingReport,
        _ names: ProjectNames,
        _ explanations: [VersionARN: FailureExplanation]
    ) -> [Finding] {
        report.items.compactMap { item in
            let name = names[item.project]
            guard !item.isFolded else {
                add(item.foldedTestCase(in: name), of: item.project)
                return nil
            }
            let finding = item.finding(in: name, explanations)
            add(item.testCase(finding, in: name), of: item.project)
            return finding
        }
    }
}
