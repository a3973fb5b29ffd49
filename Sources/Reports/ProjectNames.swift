import DesiredState
package import ModelVersions
package import Planning
package import SavedPlans

/// How a report names its projects.
///
/// A project's name is unique in a region of an account. So it is enough where all projects are of one region and
/// account; in any other report, each project has its region and account with it.
package struct ProjectNames: Sendable {
    /// In the order of the projects.
    let places: [AccountRegion]

    /// - Parameter projects: all that the report is about.
    package init(_ projects: some Sequence<ProjectARN>) {
        var seen: Set<AccountRegion> = []
        places = projects.lazy.map { AccountRegion($0) }.filter { seen.insert($0).inserted }
    }

    package subscript(project: ProjectARN) -> NamedProject {
        NamedProject(arn: project, hasPlace: places.count > 1)
    }

    /// A version in a line without a heading: `v1`, or `v1 of signs in us-east-1 of account 111122223333`.
    func line(_ version: VersionName, in project: ProjectARN) -> String {
        places.count > 1 ? "\(version) of \(self[project].name)" : version.text
    }

    /// The places in a line; nil for one.
    var summary: String? {
        guard places.count > 1 else { return nil }
        let shown = places.prefix(Self.mostShown).map(\.description).joined(separator: ", ")
        let more = places.count > Self.mostShown ? " and \(places.count - Self.mostShown) more" : ""
        return "Regions and accounts: \(shown)\(more)."
    }

    private static let mostShown = 10
}

extension Plan {
    package var names: ProjectNames { ProjectNames(projects.map(\.project) + refusedBefore.map(\.project)) }
}

extension SavedPlan {
    package var names: ProjectNames { ProjectNames(projects.map(\.arn) + refused.map(\.desired.arn)) }

    /// The projects that it does not hold, because they were refused.
    package var refusedNames: String {
        let names = names
        return refused.map { "`\(names[$0.desired.arn].name)`" }.joined(separator: ", ")
    }
}

extension DriftReport {
    var names: ProjectNames { ProjectNames(projects.lazy.map(\.project)) }
}

extension StatusReport {
    var names: ProjectNames { ProjectNames(projects.lazy.map(\.project)) }
}

/// A project as a report names it.
package struct NamedProject: Sendable, Hashable {
    package let arn: ProjectARN
    /// Whether the region and account belong to the name.
    fileprivate let hasPlace: Bool

    /// `signs`, or `signs in us-east-1 of account 111122223333`.
    package var name: String { hasPlace ? "\(arn.name) in \(AccountRegion(arn))" : arn.name }

    /// The name in Markdown, in which the number of an account could become a link to a commit.
    var markdown: String {
        guard hasPlace else { return Markdown.code(arn.name) }
        return "\(Markdown.code(arn.name)) in \(Markdown.code(arn.region)) of account \(Markdown.code(arn.account))"
    }
}
