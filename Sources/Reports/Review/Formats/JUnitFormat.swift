import Diagnostics
package import ModelVersions
import Text

extension ReviewFormat {
    /// A test report for Jenkins and GitLab: a case for each version.
    package static let junit = ReviewFormat(name: "junit") { JUnitReport.render($0) }
}

enum JUnitReport {
    static func render(_ review: Review) -> String {
        let suites = review.suites.filter { !$0.cases.isEmpty }
        let total = suites.reduce(into: Counts()) { $0.add($1) }
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<testsuites name=\(attribute("rekon \(review.command)"))\(total.withoutSkipped)>\n"
        for suite in suites {
            var counts = Counts()
            counts.add(suite)
            xml += "  <testsuite name=\(attribute(suite.name))\(counts.all)>\n"
            write(properties: suite.properties + [("sandbox", "\(review.sandbox != nil)")], to: &xml)
            for testCase in suite.cases { write(testCase, to: &xml) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private struct Counts {
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0

        mutating func add(_ suite: TestSuite) {
            tests += suite.cases.count
            for testCase in suite.cases {
                switch testCase.result {
                case .passed: break
                case .skipped: skipped += 1
                case .failed: failures += 1
                case .error: errors += 1
                }
            }
        }

        var withoutSkipped: String { " tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\"" }
        var all: String { "\(withoutSkipped) skipped=\"\(skipped)\"" }
    }

    private static func write(properties: [(name: String, value: String)], to xml: inout String) {
        xml += "    <properties>\n"
        for (name, value) in properties {
            xml += "      <property name=\(attribute(name)) value=\(attribute(value))/>\n"
        }
        xml += "    </properties>\n"
    }

    private static func write(_ testCase: TestSuite.Case, to xml: inout String) {
        xml += "    <testcase classname=\(attribute(testCase.className)) name=\(attribute(testCase.name))"
        var body = ""
        switch testCase.result {
        case .passed: break
        case .skipped(let reason): body += "      <skipped message=\(attribute(reason))/>\n"
        case .failed(let findings): for finding in findings { write(finding, as: "failure", to: &body) }
        case .error(let findings): for finding in findings { write(finding, as: "error", to: &body) }
        }
        if !testCase.remarks.isEmpty {
            let remarks = testCase.remarks.map { "\($0.level.rawValue): \(lines(of: $0).joined(separator: " "))" }
            body += "      <system-out>\(content(remarks))</system-out>\n"
        }
        xml += body.isEmpty ? "/>\n" : ">\n\(body)    </testcase>\n"
    }

    private static func write(_ finding: Finding, as element: String, to xml: inout String) {
        xml += "      <\(element) message=\(attribute(finding.message)) type=\(attribute(finding.rule.id))>"
        xml += "\(content(lines(of: finding)))</\(element)>\n"
    }

    private static func lines(of finding: Finding) -> [String] {
        let place = finding.location.map { "\($0): " } ?? ""
        return [place + finding.lines[0]] + finding.lines.dropFirst()
    }

    private static func content(_ lines: [String]) -> String {
        lines.map(escaped).joined(separator: "\n")
    }

    private static func attribute(_ text: String) -> String {
        "\"\(escaped(text))\""
    }

    /// XML 1.0 cannot contain control characters, which harmless text has not, nor U+FFFE and U+FFFF.
    private static func escaped(_ text: String) -> String {
        let text = HarmlessText.shown(text)
        let isPlain = text.utf8.allSatisfy { byte in
            byte < 0x80 && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
                && byte != UInt8(ascii: "\"")
        }
        if isPlain { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// The test cases of one project, or of one file.
package struct TestSuite: Sendable {
    package struct Case: Sendable {
        package enum Result: Sendable {
            case passed
            /// With the reason.
            case skipped(String)
            case failed([Finding])
            /// It could not be checked.
            case error([Finding])
        }

        /// Such as the project's name.
        package var className: String
        /// Such as the version's name.
        package var name: String
        package var result: Result
        /// Warnings and notes.
        package var remarks: [Finding]

        package init(className: String, name: String, result: Result, remarks: [Finding] = []) {
            self.className = className
            self.name = name
            self.result = result
            self.remarks = remarks
        }
    }

    /// The ARN of the project, or the file.
    package let name: String
    /// Nil for a file.
    private let project: ProjectARN?
    package var cases: [Case]
    /// Whose credentials are used in the project's account, where the settings name them.
    var credentials: String?

    init(of project: ProjectARN, cases: [Case] = []) {
        name = project.text
        self.project = project
        self.cases = cases
    }

    private init(file: String, cases: [Case]) {
        name = file
        project = nil
        self.cases = cases
    }

    fileprivate var properties: [(name: String, value: String)] {
        guard let project else { return [] }
        let place = [(name: "account", value: project.account), (name: "region", value: project.region)]
        return place + (credentials.map { [(name: "credentials", value: $0)] } ?? [])
    }

    /// A suite for each project with a passed case for each version, in the given order.
    package static func suites(of versions: [(project: ProjectARN, name: VersionName)]) -> [TestSuite] {
        let names = ProjectNames(versions.lazy.map(\.project))
        var suites: [TestSuite] = []
        for (project, name) in versions {
            if suites.last?.name != project.text { suites.append(TestSuite(of: project)) }
            let className = names[project].name
            suites[suites.count - 1].cases.append(Case(className: className, name: name.text, result: .passed))
        }
        return suites
    }

    /// A case for each finding.
    static func suites(ofFindings findings: [Finding]) -> [TestSuite] {
        var suites: [TestSuite] = []
        var places: [String: Int] = [:]
        for finding in findings {
            let name = finding.project?.arn.text ?? finding.location?.path ?? "desired state"
            let testCase = Case(
                className: finding.project?.name ?? name,
                name: finding.version?.text ?? finding.location?.description ?? finding.rule.id,
                [finding]
            )
            if let place = places[name] {
                suites[place].cases.append(testCase)
            } else {
                places[name] = suites.count
                let project = finding.project?.arn
                suites.append(
                    project.map { TestSuite(of: $0, cases: [testCase]) } ?? TestSuite(file: name, cases: [testCase])
                )
            }
        }
        return suites
    }
}

extension TestSuite.Case {
    package init(className: String, name: String, _ findings: [Finding]) {
        let errors = findings.filter { $0.level == .error }
        self.init(
            className: className,
            name: name,
            result: errors.isEmpty
                ? .passed : errors.contains(where: \.rule.isUnchecked) ? .error(errors) : .failed(errors),
            remarks: findings.filter { $0.level != .error }
        )
    }
}
