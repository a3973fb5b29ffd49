import DesiredState
package import Diagnostics
import ModelVersions
import Planning

/// What a command found, for those who review it: every review format is made from this alone.
package struct Review: Sendable {
    /// As in `plan`.
    package var command: String
    /// The program's own version.
    package var toolVersion: String
    /// The line that says it all.
    package var summary: String
    /// Errors first, then warnings, then notes; each in the order in which they were given.
    package let findings: [Finding]
    /// Findings of which only the count is known.
    package var omittedFindings = 0
    /// For test reports.
    package var suites: [TestSuite]
    /// Further paragraphs behind the summary in Markdown. They are never left out, so they must be short.
    package var paragraphs: [String] = []
    /// The body in Markdown; nil for one that is made from the findings.
    package var sections: [MarkdownSection]?
    /// What a poster finds an earlier comment by.
    package var marker: ReviewMarker?
    /// What the command was given to read: the place of a finding that has none.
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
    }

    private static func inOrder(_ findings: [Finding]) -> [Finding] {
        Finding.Level.inOrder.flatMap { level in findings.filter { $0.level == level } }
    }
}

extension Finding.Level {
    /// The gravest first.
    static let inOrder: [Finding.Level] = [.error, .warning, .note]
}

extension Finding {
    /// What the finding is about, for formats that show its message by itself: `version v1 of signs`.
    var subject: String? {
        switch (version, project) {
        case (let version?, let project?): "version \(version) of \(project.name)"
        case (let version?, nil): "version \(version)"
        case (nil, let project?): "project \(project.name)"
        case (nil, nil): nil
        }
    }

    /// The message with what it is about.
    var fullMessage: String {
        subject.map { "\($0): \(message)" } ?? message
    }
}

/// A format in which what a command found is reviewed. A new one is one new file and one line in `all`.
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
    /// The review of a desired state that was checked.
    ///
    /// - Parameters:
    ///   - summary: Such as `Valid: 2 versions in 1 project.`; nil for how many errors and warnings there are.
    ///   - command: The one that read the desired state, whatever it was about to do with it.
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

/// What the desired state says of projects that could not be read.
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

    func location(of project: ProjectARN) -> SourceLocation? {
        projects[project]?.compactMap(\.location).min()
    }

    /// - Parameter count: Of versions, which is all that is known of a project that the desired state lacks.
    func names(of project: ProjectARN, count: Int) -> [String] {
        projects[project]?.map(\.name.text) ?? ["all \(counted(count, "version"))"]
    }
}
