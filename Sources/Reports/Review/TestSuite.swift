internal import Diagnostics
package import ModelVersions

/// The test cases of one project, or of one file.
package struct TestSuite: Sendable {
    package struct Case: Sendable {
        package enum Result: Sendable {
            case passed
            /// Why there was nothing to check.
            case skipped(String)
            /// It is not as it should be.
            case failed([Finding])
            /// It could not be checked.
            case error([Finding])
        }

        /// Such as the project's name.
        package var className: String
        /// Such as the version's name.
        package var name: String
        package var result: Result
        /// What else there is to say.
        package var remarks: [Finding]

        package init(className: String, name: String, result: Result, remarks: [Finding] = []) {
            self.className = className
            self.name = name
            self.result = result
            self.remarks = remarks
        }
    }

    package var name: String
    package var cases: [Case]

    package init(name: String, cases: [Case]) {
        self.name = name
        self.cases = cases
    }

    /// A suite for each project and a case for each version, failed where a finding about it is an error.
    ///
    /// - Parameter versions: In the order of the suites and cases to make.
    /// - Parameter findings: Those about a project as a whole become a case of their own in its suite.
    package static func suites(
        of versions: [(project: ProjectARN, name: VersionName)],
        findings: [Finding]
    ) -> [TestSuite] {
        var byVersion: [Subject: [Finding]] = [:]
        var rest: [Finding] = []
        for finding in findings {
            if let project = finding.project, let version = finding.version {
                byVersion[Subject(project: project, version: version), default: []].append(finding)
            } else {
                rest.append(finding)
            }
        }
        var suites: [TestSuite] = []
        for (project, name) in versions {
            let findings = byVersion.removeValue(forKey: Subject(project: project, version: name)) ?? []
            let testCase = Case(className: project.name, name: name.text, findings)
            if suites.last?.name == project.text {
                suites[suites.count - 1].cases.append(testCase)
            } else {
                suites.append(TestSuite(name: project.text, cases: [testCase]))
            }
        }
        // What is about no version of the list.
        let others = findings.filter { finding in
            guard let project = finding.project, let version = finding.version else { return false }
            return byVersion[Subject(project: project, version: version)] != nil
        }
        return suites + Self.suites(ofFindings: rest + others)
    }

    /// A case for each finding.
    static func suites(ofFindings findings: [Finding]) -> [TestSuite] {
        var suites: [TestSuite] = []
        var places: [String: Int] = [:]
        for finding in findings {
            let name = finding.project?.text ?? finding.location?.path ?? "desired state"
            let testCase = Case(
                className: finding.project?.name ?? name,
                name: finding.version?.text ?? finding.location?.description ?? finding.rule.id,
                [finding]
            )
            if let place = places[name] {
                suites[place].cases.append(testCase)
            } else {
                places[name] = suites.count
                suites.append(TestSuite(name: name, cases: [testCase]))
            }
        }
        return suites
    }

    private struct Subject: Hashable {
        var project: ProjectARN
        var version: VersionName
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
