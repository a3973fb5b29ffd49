package import Checks
package import Diagnostics
import ModelVersions
package import Text

/// What the checks say, for people.
package struct PreflightText {
    private let style: TextStyle
    private let width: Int?
    private let showsPassed: Bool

    /// - Parameters:
    ///   - width: columns to fold prose to; nil: not folded.
    ///   - showsPassed: whether what is as it should be is listed, not only counted.
    package init(style: TextStyle, width: Int?, showsPassed: Bool) {
        self.style = style
        self.width = width
        self.showsPassed = showsPassed
    }

    package func render(_ report: PreflightReport) -> String {
        var page = Page(style: style, width: width)
        var project: ProjectARN?
        for result in report.results where showsPassed || result.verdict != .pass {
            if result.project != project {
                if project != nil { page.line(0, "") }
                page.line(0, style.paint(result.project.text, .bold))
                project = result.project
            }
            write(result, to: &page)
        }
        if project != nil { page.line(0, "") }
        page.line(0, Self.summary(of: report))
        return page.text
    }

    private func write(_ result: CheckResult, to page: inout Page) {
        let (symbol, paint) = result.verdict.mark
        var head = style.paint("\(symbol) \(result.rule.id)", paint)
        if let subject = result.subject { head += "  \(HarmlessText.shown(subject))" }
        page.line(1, head)
        page.prose(2, result.message)
        if result.verdict == .pass { return }
        if let help = result.help { page.prose(2, "help: \(help)") }
        if !result.trainings.isEmpty { page.prose(2, "for \(listed(result.trainings))") }
    }

    /// The versions that it is about, with their places.
    private func listed(_ trainings: [PlannedTraining]) -> String {
        let shown = trainings.prefix(3).map { training in
            training.name.text + (training.location.map { " (\($0.path):\($0.line))" } ?? "")
        }.joined(separator: ", ")
        return trainings.count > 3 ? "\(shown) and \(trainings.count - 3) more" : shown
    }

    static func summary(of report: PreflightReport) -> String {
        guard !report.results.isEmpty else { return "Checks: nothing is to be created, and nothing was checked." }
        var parts = ["\(report.count(.pass)) passed"]
        if report.count(.fail) > 0 { parts.append("\(report.count(.fail)) failed") }
        if report.count(.warning) > 0 { parts.append(counted(report.count(.warning), "warning")) }
        if report.count(.unknown) > 0 { parts.append("\(report.count(.unknown)) could not be made") }
        let subject = counted(report.trainingCount, "version")
        return "Checks of \(subject) to create: \(parts.joined(separator: ", "))."
            + (report.hasFailures ? " Apply must not start what would fail." : "")
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

/// What the checks say, for programs; the format is specs/verify.schema.json.
package enum PreflightJSON {
    package static func render(_ report: PreflightReport) throws -> String {
        try JSONText.render(PreflightDocument(report))
    }
}

struct PreflightDocument: Encodable {
    struct Summary: Encodable {
        let versions, pass, warning, fail, unknown: Int
    }

    struct Version: Encodable {
        let name: String
        let location: JSONLocation?
    }

    struct Item: Encodable {
        let check, verdict, project: String
        let subject: String?
        let message: String
        let help: String?
        let permission: String?
        let versions: [Version]
    }

    let formatVersion: String
    /// Whether no check failed.
    let passed: Bool
    /// Whether all checks could be made.
    let complete: Bool
    let summary: Summary
    let checks: [Item]

    init(_ report: PreflightReport) {
        formatVersion = JSONText.formatVersion
        passed = !report.hasFailures
        complete = report.count(.unknown) == 0
        summary = Summary(
            versions: report.trainingCount,
            pass: report.count(.pass),
            warning: report.count(.warning),
            fail: report.count(.fail),
            unknown: report.count(.unknown)
        )
        checks = report.results.map { result in
            Item(
                check: result.rule.id,
                verdict: result.verdict.rawValue,
                project: result.project.text,
                subject: result.subject,
                message: result.message,
                help: result.help,
                permission: result.permission,
                versions: result.trainings.map { training in
                    Version(name: training.name.text, location: training.location.map(JSONLocation.init))
                }
            )
        }
    }
}

extension PreflightReport {
    /// What a reviewer should see of it: one finding for each version that a check is about.
    package var findings: [Finding] { results.flatMap(\.findings) }

    /// A suite for each project, and a case for each check of each thing.
    var suites: [TestSuite] {
        var suites: [TestSuite] = []
        for result in results {
            if suites.last?.name != result.project.text {
                suites.append(TestSuite(name: result.project.text, cases: []))
            }
            suites[suites.count - 1].cases.append(result.testCase)
        }
        return suites
    }
}

extension CheckResult {
    fileprivate var findings: [Finding] {
        guard let level = verdict.level else { return [] }
        let subject = subject.map { "\($0): " } ?? ""
        func finding(_ training: PlannedTraining?) -> Finding {
            Finding(
                FindingRule(id: "verify-\(rule.id)", summary: "Whether \(rule.summary)."),
                level,
                subject + message,
                help: help,
                at: training?.location,
                project: project,
                version: training?.name
            )
        }
        return trainings.isEmpty ? [finding(nil)] : trainings.map(finding)
    }

    fileprivate var testCase: TestSuite.Case {
        let name = subject.map { "\(rule.id) \($0)" } ?? rule.id
        let result: TestSuite.Case.Result =
            switch verdict {
            case .pass, .warning: .passed
            case .fail: .failed(findings)
            case .unknown: .error(findings)
            }
        return TestSuite.Case(
            className: project.name,
            name: name,
            result: result,
            remarks: verdict == .warning ? findings : []
        )
    }
}

extension Review {
    /// The review of what the checks say.
    ///
    /// - Parameter warnings: What the desired state was warned of.
    package init(
        _ report: PreflightReport,
        warnings: DiagnosticList = DiagnosticList(),
        toolVersion: String,
        paths: [String]
    ) {
        self.init(
            command: "verify",
            toolVersion: toolVersion,
            summary: PreflightText.summary(of: report),
            findings: warnings.map { Finding($0) } + report.findings,
            suites: report.suites + TestSuite.suites(ofFindings: warnings.map { Finding($0) }),
            paths: paths
        )
    }
}

extension Verdict {
    fileprivate var level: Finding.Level? {
        switch self {
        case .pass: nil
        case .warning, .unknown: .warning
        case .fail: .error
        }
    }
}
