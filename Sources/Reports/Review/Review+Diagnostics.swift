package import Diagnostics

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
