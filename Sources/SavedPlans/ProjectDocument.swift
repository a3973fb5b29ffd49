import DesiredState
import ModelVersions
import Planning
import Text

/// A project in the file of a saved plan.
struct ProjectDocument: Codable {
    struct Live: Codable {
        struct Dataset: Codable {
            var kind: String
            var status: String
            var arn: String?
            /// Absent if no version is to be trained with it, or if it could not be read.
            var content: Content?
        }

        struct Content: Codable {
            var entries, labeledEntries, labels, errorEntries: Int?
            /// Milliseconds since 1970.
            var lastUpdated: Int64?
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

    /// Whose credentials are to create.
    struct Creator: Codable {
        /// `profile` or `role`.
        var kind: String
        /// The name of the profile, or the ARN of the role.
        var name: String
    }

    var project: String
    /// Absent for the run's own credentials.
    var creator: Creator?
    var live: Live
    var lists: [List]
    var versions: [VersionDocument]

    init(_ project: SavedPlan.Project) throws {
        self.project = project.arn.text
        creator = Creator(project.creator)
        live = Live(
            status: project.live.status,
            feature: project.live.feature?.rawValue,
            datasets: project.live.datasets.map {
                Live.Dataset(
                    kind: $0.kind.rawValue,
                    status: $0.status,
                    arn: $0.arn,
                    content: $0.content.map(Live.Content.init)
                )
            }
        )
        lists = project.lists.map { list in
            List(versions: list.names.map(\.text), growth: list.growth.code, newest: list.newest?.text)
        }
        versions = try project.versions.map { try VersionDocument($0, in: project.arn) }
    }

    func checked() throws -> SavedPlan.Project {
        let arn = try ProjectARN(self.project)
        var datasets: [ProjectSnapshot.Dataset] = []
        for dataset in live.datasets {
            guard let kind = LiveProject.Dataset.Kind(rawValue: dataset.kind) else {
                throw InvalidValue("has a dataset of an unknown kind `\(dataset.kind.excerpt)`")
            }
            datasets.append(
                ProjectSnapshot.Dataset(
                    kind: kind,
                    status: dataset.status,
                    arn: dataset.arn,
                    content: dataset.content.map(\.content)
                )
            )
        }
        var lists: [PlannedList] = []
        for document in self.lists { lists.append(try document.list()) }
        let names = lists.flatMap(\.names)
        let known = Set(names)
        var versions: [SavedPlan.Version] = []
        for document in self.versions {
            let version = try document.version(in: arn)
            guard known.contains(version.desired.name) else {
                throw InvalidValue("has a version `\(version.desired.name)` that is not in a list")
            }
            versions.append(version)
        }
        guard known.count == names.count, Set(versions.map(\.desired.name)).count == versions.count else {
            throw InvalidValue("names a version of `\(arn)` twice")
        }
        return SavedPlan.Project(
            arn: arn,
            live: ProjectSnapshot(
                status: live.status,
                feature: live.feature.flatMap(ProjectFeature.init(rawValue:)),
                datasets: datasets
            ),
            lists: lists,
            versions: versions,
            creator: try creator?.identity() ?? .ofRun
        )
    }
}

extension ProjectDocument.Creator {
    /// Nil for the run's own credentials.
    fileprivate init?(_ identity: AccountIdentity) {
        switch identity {
        case .ofRun: return nil
        case .profile(let name): self.init(kind: "profile", name: name)
        case .role(let arn): self.init(kind: "role", name: arn)
        }
    }

    fileprivate func identity() throws(InvalidValue) -> AccountIdentity {
        switch kind {
        case "profile": .profile(name)
        case "role": .role(name)
        default: throw InvalidValue("names credentials of an unknown kind `\(kind.excerpt)`")
        }
    }
}

extension ProjectDocument.Live.Content {
    init(_ content: DatasetContent) {
        self.init(
            entries: content.entries,
            labeledEntries: content.labeledEntries,
            labels: content.labels,
            errorEntries: content.errorEntries,
            lastUpdated: content.updated
        )
    }

    fileprivate var content: DatasetContent {
        DatasetContent(
            entries: entries,
            labeledEntries: labeledEntries,
            labels: labels,
            errorEntries: errorEntries,
            updated: lastUpdated
        )
    }
}

extension ProjectDocument.List {
    fileprivate func list() throws(InvalidValue) -> PlannedList {
        guard let growth = ListGrowth(code: growth) else {
            throw InvalidValue("has a list with an unknown growth `\(self.growth.excerpt)`")
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
