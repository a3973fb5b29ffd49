import DesiredState
package import Diagnostics
import ModelVersions
import Planning
import Text

/// The result of a command for reviewers. Every review format is made from this alone.
package struct Review: Sendable {
    /// As in `plan`.
    package var command: String
    /// The program's own version.
    package var toolVersion: String
    /// The last line of the command's text.
    package var summary: String
    /// Errors first, then warnings, then notes; each in the order in which they were given.
    package let findings: [Finding]
    /// The count of findings that are not in the list.
    package var omittedFindings = 0
    /// For test reports.
    package var suites: [TestSuite]
    /// Further paragraphs after the summary in Markdown. They are never left out, so they must be short.
    package var paragraphs: [String] = []
    /// How to see what a comment leaves out, as a sentence.
    var hint: String
    /// The body in Markdown; nil to make it from the findings.
    package var sections: [MarkdownSection]?
    /// Whose credentials are used in each account; empty where the settings name none.
    var accounts: [(id: String, credentials: String)] = []
    /// For a run that used the sandbox.
    package var sandbox: SandboxNotice?
    /// It identifies an earlier comment of the same review.
    package var marker: ReviewMarker?
    /// Of the command line: the place of a finding that has none.
    package var paths: [String]

    /// - Parameter suites: nil for one test case for each finding.
    package init(
        command: String,
        toolVersion: String,
        summary: String,
        findings: [Finding],
        suites: [TestSuite]? = nil,
        sections: [MarkdownSection]? = nil,
        paths: [String] = []
    ) {
        self.command = command
        self.toolVersion = toolVersion
        self.summary = summary
        self.findings = Self.inOrder(findings)
        self.suites = suites ?? TestSuite.suites(ofFindings: findings)
        self.sections = sections
        self.paths = paths
        hint = "`rekon \(command) --format json` shows everything."
    }

    private static func inOrder(_ findings: [Finding]) -> [Finding] {
        Finding.Level.inOrder.flatMap { level in findings.filter { $0.level == level } }
    }
}

extension Review {
    /// Whether an error ended the run before it had a result. For `validate`, an invalid desired state is a result.
    var isFailed: Bool {
        findings.contains { $0.rule == .runFailed || $0.rule == .invalid && command != "validate" }
    }

    /// The findings for people: several projects of an account that could not be read for one reason are one.
    var briefFindings: [Finding] {
        struct Key: Hashable {
            var account, message: String
        }
        func key(_ finding: Finding) -> Key? {
            guard finding.rule == .projectUnreadable, let project = finding.project?.arn else { return nil }
            return Key(account: project.account, message: finding.message)
        }
        let groups = Dictionary(grouping: findings.filter { key($0) != nil }, by: key)
        var told: Set<Key> = []
        return findings.compactMap { finding in
            guard let key = key(finding), let group = groups[key], group.count > 1 else { return finding }
            guard told.insert(key).inserted else { return nil }
            var finding = finding
            let names = UnreadAccount.names(of: group.compactMap { $0.project?.arn })
            let subject = "\(counted(group.count, "project")) of account `\(key.account)` (\(names))"
            finding.message = "\(subject): \(key.message)"
            finding.project = nil
            return finding
        }
    }
}

extension Finding.Level {
    /// The most severe first.
    static let inOrder: [Finding.Level] = [.error, .warning, .note]
}

extension Finding {
    /// As in `version v1 of signs`, for formats that show a message alone.
    var subject: String? {
        switch (version, project) {
        case (let version?, let project?): "version \(version) of \(project.name)"
        case (let version?, nil): "version \(version)"
        case (nil, let project?): "project \(project.name)"
        case (nil, nil): nil
        }
    }

    /// The message with its subject.
    var fullMessage: String {
        subject.map { "\($0): \(message)" } ?? message
    }

    /// The message, what is below it, and what to do.
    var lines: [String] { [fullMessage] + details + [help].compactMap(\.self) }
}

/// A format of a review. A new format is one new file and one line in `all`.
package struct ReviewFormat: Sendable, Equatable {
    /// As `--format` has it.
    package let name: String
    package let render: @Sendable (Review) -> String

    package static let all: [ReviewFormat] = [.markdown, .github, .sarif, .junit]

    package static func == (one: ReviewFormat, other: ReviewFormat) -> Bool {
        one.name == other.name
    }
}

extension Review {
    /// The review of a validated desired state.
    ///
    /// - Parameters:
    ///   - summary: Such as `Valid: 2 versions in 1 project.`; nil for the counts of errors and warnings.
    ///   - command: The command that read the desired state.
    package init(
        _ diagnostics: DiagnosticList,
        command: String,
        summary: String? = nil,
        toolVersion: String,
        suites: [TestSuite] = [],
        paths: [String]
    ) {
        let findings = diagnostics.map { Finding($0) }
        self.init(
            command: command,
            toolVersion: toolVersion,
            summary: summary ?? "The desired state is not valid: \(diagnostics.summary).",
            findings: findings,
            suites: suites + TestSuite.suites(ofFindings: findings),
            paths: paths
        )
        omittedFindings = diagnostics.omitted
    }
}

extension Finding {
    package init(_ diagnostic: Diagnostic) {
        let related = diagnostic.related.map { "; \($0.message): \($0.location)" }.joined()
        let (rule, level): (FindingRule, Level) =
            switch diagnostic.severity {
            case .error: (.invalid, .error)
            case .warning: (.doubtful, .warning)
            }
        self.init(rule, level, diagnostic.message + related, help: diagnostic.help, at: diagnostic.location)
    }
}

/// The described versions of projects that could not be read.
struct UnreadProjects {
    private var projects: [ProjectARN: [(name: VersionName, location: SourceLocation?)]] = [:]

    init(_ unread: Set<ProjectARN>, of desired: DesiredState, omission: Omission?) {
        guard !unread.isEmpty else { return }
        for project in desired.projects where unread.contains(project.arn) {
            projects[project.arn] = project.versions
                .filter { omission?.selection.includes($0.name) ?? true }
                .map { ($0.name, desired.sources[project.arn, $0.name]) }
        }
    }

    /// The finding about a project that could not be read, at its first version.
    func finding(_ problem: ProjectPlan.Problem, of project: NamedProject) -> Finding {
        Finding(
            problem.rule,
            .error,
            problem.explanation(of: project.arn),
            at: projects[project.arn]?.compactMap(\.location).min(),
            project: project
        )
    }

    /// A test case for each of its versions.
    ///
    /// - Parameter count: Of the versions, for a project that the desired state lacks.
    func cases(_ finding: Finding, of project: NamedProject, count: Int) -> [TestSuite.Case] {
        let names = projects[project.arn]?.map(\.name.text) ?? ["all \(counted(count, "version"))"]
        return names.map { TestSuite.Case(className: project.name, name: $0, result: .error([finding])) }
    }
}
