internal import ModelVersions

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
