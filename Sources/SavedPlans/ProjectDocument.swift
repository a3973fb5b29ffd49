import DesiredState
import ModelVersions
import Planning

/// A project of a saved plan as it stands in its file.
struct ProjectDocument: Codable {
    struct Live: Codable {
        struct Dataset: Codable {
            var kind: String
            var status: String
            var arn: String?
        }

        var status: String
        var feature: String?
        var datasets: [Dataset]
    }

    struct List: Codable {
        var versions: [String]
        /// `fresh`, `front`, `end`, `one-live` or `mixed-order`.
        var growth: String
        var newest: String?
    }

    var project: String
    var live: Live
    var lists: [List]
    var versions: [VersionDocument]

    init(_ project: SavedPlan.Project) {
        self.project = project.arn.text
        live = Live(
            status: project.live.status,
            feature: project.live.feature?.rawValue,
            datasets: project.live.datasets.map {
                Live.Dataset(kind: $0.kind.rawValue, status: $0.status, arn: $0.arn)
            }
        )
        lists = project.lists.map { list in
            List(versions: list.names.map(\.text), growth: list.growth.code, newest: list.newest?.text)
        }
        versions = project.versions.map { VersionDocument($0, in: project.arn) }
    }

    func checked() throws(InvalidValue) -> SavedPlan.Project {
        let arn = try ProjectARN(self.project)
        var datasets: [ProjectPrint.Dataset] = []
        for dataset in live.datasets {
            guard let kind = LiveProject.Dataset.Kind(rawValue: dataset.kind) else {
                throw InvalidValue("has a dataset of an unknown kind `\(dataset.kind)`")
            }
            datasets.append(ProjectPrint.Dataset(kind: kind, status: dataset.status, arn: dataset.arn))
        }
        var lists: [PlannedList] = []
        for document in self.lists { lists.append(try document.list()) }
        let names = lists.flatMap(\.names)
        let known = Set(names)
        var versions: [SavedPlan.Version] = []
        for document in self.versions {
            let version = try document.version(in: arn)
            guard known.contains(version.desired.name) else {
                throw InvalidValue("has a version `\(version.desired.name)` that is in no list")
            }
            versions.append(version)
        }
        guard known.count == names.count, Set(versions.map(\.desired.name)).count == versions.count else {
            throw InvalidValue("names a version of `\(arn)` twice")
        }
        return SavedPlan.Project(
            arn: arn,
            live: ProjectPrint(
                status: live.status,
                feature: live.feature.flatMap(LiveProject.Feature.init(rawValue:)),
                datasets: datasets
            ),
            lists: lists,
            versions: versions
        )
    }
}

extension ProjectDocument.List {
    fileprivate func list() throws(InvalidValue) -> PlannedList {
        guard let growth = ListGrowth(code: growth) else {
            throw InvalidValue("has a list that grows in an unknown way, `\(self.growth)`")
        }
        var names: [VersionName] = []
        for text in versions { names.append(try VersionName(text)) }
        var newest: VersionARN?
        if let text = self.newest { newest = try VersionARN(text) }
        return PlannedList(names: names, growth: growth, newest: newest)
    }
}

extension ListGrowth {
    fileprivate var code: String {
        switch self {
        case .fresh: "fresh"
        case .at(let end): end.rawValue
        case .unknown(let reason): reason.rawValue
        }
    }

    fileprivate init?(code: String) {
        if code == "fresh" {
            self = .fresh
        } else if let end = ListEnd(rawValue: code) {
            self = .at(end)
        } else if let reason = UnknownReason(rawValue: code) {
            self = .unknown(reason)
        } else {
            return nil
        }
    }
}

/// A saved plan as it stands in its file.
struct PlanDocument: Codable {
    struct Target: Codable {
        /// `aws` or `sandbox`.
        var kind: String
        var endpoint: String?
    }

    struct Options: Codable {
        var allowedRecreations: [String]
        var targets: [String]
        var projects: [String]
    }

    struct Partial: Codable {
        var versionsLeftOut: Int
        var projectsLeftOut: Int
    }

    var kind: String
    var formatVersion: String
    var toolVersion: String
    var target: Target
    var desiredStateDigest: String
    var options: Options
    var partial: Partial?
    var projects: [ProjectDocument]
    /// Absent where nobody looked at the manifests.
    var manifests: [ManifestDocument]?

    static let kind = "rekon.plan"
    /// A new minor version only adds members that an older reader may ignore.
    static let formatVersion = "1.0"

    init(_ plan: SavedPlan) {
        kind = Self.kind
        formatVersion = Self.formatVersion
        toolVersion = plan.toolVersion
        target =
            switch plan.target {
            case .sandbox: Target(kind: "sandbox", endpoint: nil)
            case .aws(let endpoint): Target(kind: "aws", endpoint: endpoint)
            }
        desiredStateDigest = plan.desiredStateDigest
        options = Options(
            allowedRecreations: plan.allowedRecreations.map(\.text),
            targets: plan.selection.targets.map(\.text),
            projects: plan.selection.projects.map(\.text)
        )
        partial = plan.omission.map { Partial(versionsLeftOut: $0.versions, projectsLeftOut: $0.projects) }
        projects = plan.projects.map(ProjectDocument.init)
        manifests = plan.manifests.isEmpty ? nil : plan.manifests.map(ManifestDocument.init)
    }

    /// - Throws: `InvalidValue` for what no plan of this program holds.
    func plan() throws(InvalidValue) -> SavedPlan {
        let target: PlanTarget =
            switch (self.target.kind, self.target.endpoint) {
            case ("sandbox", nil): .sandbox
            case ("aws", let endpoint): .aws(endpoint: endpoint)
            default: throw InvalidValue("is for an unknown target `\(self.target.kind)`")
            }
        var selection = Selection()
        for text in options.targets { selection.targets.append(try Glob(text)) }
        for text in options.projects { selection.projects.append(try Glob(text)) }
        var allowed: [VersionName] = []
        for text in options.allowedRecreations { allowed.append(try VersionName(text)) }
        var projects: [SavedPlan.Project] = []
        for document in self.projects { projects.append(try document.checked()) }
        guard Set(projects.map(\.arn)).count == projects.count else {
            throw InvalidValue("names a project twice")
        }
        var manifests: [ManifestPrint] = []
        for document in self.manifests ?? [] { manifests.append(try document.print()) }
        return SavedPlan(
            toolVersion: toolVersion,
            target: target,
            desiredStateDigest: desiredStateDigest,
            allowedRecreations: allowed,
            selection: selection,
            omission: partial.map {
                Omission(selection: selection, versions: $0.versionsLeftOut, projects: $0.projectsLeftOut)
            },
            projects: projects,
            manifests: manifests
        )
    }
}
