import DesiredState
import Host
import ModelVersions
package import Planning

/// A drift report for programs; the format is specs/drift.schema.json.
package enum DriftJSON {
    package static func render(_ report: DriftReport) throws -> String {
        try JSONText.render(DriftDocument(report))
    }
}

private struct DriftDocument: Encodable {
    struct Compared: Encodable {
        let tags, manifests: Bool
    }

    struct Project: Encodable {
        struct Problem: Encodable {
            let kind: String
            let message: String
        }

        struct Unmanaged: Encodable {
            let name, arn, status: String
        }

        struct Pattern: Encodable {
            let pattern: String
            let location: JSONLocation?
        }

        let project: String
        let problem: Problem?
        let described: Int
        let live: Int?
        let versions: [DriftingVersion]
        let unmanaged: [Unmanaged]
        let ignored: Int
        let idlePatterns: [Pattern]

        init(_ drift: ProjectDrift) {
            project = drift.project.text
            problem = drift.problem.map { problem in
                Problem(
                    kind: problem == .absent ? "absent" : "unreadable",
                    message: problem.explanation(of: drift.project)
                )
            }
            described = drift.desiredCount
            live = drift.problem == nil ? drift.liveCount : nil
            versions = drift.items.filter { !$0.isQuiet || !$0.entry.unknown.isEmpty }.map(DriftingVersion.init)
            unmanaged = drift.unmanaged.map {
                Unmanaged(name: $0.arn.name.text, arn: $0.arn.text, status: $0.status.rawValue)
            }
            ignored = drift.ignoredCount
            idlePatterns = drift.idlePatterns.map {
                Pattern(pattern: $0.glob.text, location: $0.location.map(JSONLocation.init))
            }
        }
    }

    let formatVersion: String
    let complete: Bool
    let inSync: Bool
    let drifted: Bool
    let partial: PlanDocument.Partial?
    let compared: Compared
    let unmanagedPolicy: String
    let kinds: [String: Int]
    let summary: [String: Int]
    let projects: [Project]

    init(_ report: DriftReport) {
        formatVersion = JSONText.formatVersion
        complete = report.isComplete
        inSync = report.isInSync
        drifted = report.hasDrift
        partial = report.omission.map(PlanDocument.Partial.init)
        compared = Compared(tags: report.comparesTags, manifests: report.comparesManifests)
        unmanagedPolicy = report.unmanaged.rawValue
        let counts = DriftCounts(report)
        kinds = Dictionary(uniqueKeysWithValues: Drift.Kind.allCases.map { ($0.rawValue, counts[$0]) })
        var summary = Dictionary(
            uniqueKeysWithValues: DriftItem.Standing.allCases.map { ($0.rawValue, counts[$0]) }
        )
        summary["described"] = counts.desired
        summary["unread"] = counts.unread
        summary["ignored"] = counts.ignored
        self.summary = summary
        projects = report.projects.map(Project.init)
    }
}

private struct DriftingVersion: Encodable {
    struct Manifest: Encodable {
        let manifest: String
        let change: String
        let writtenAt: String?
    }

    struct Item: Encodable {
        let kind: String
        let counts: Bool
        let message, help: String
        var differences: [JSONDifference]?
        var tags: PlannedVersion.Drift?
        var recreate: PlannedVersion.Recreate?
        var f1Score, minF1Score: Double?
        var manifests: [Manifest]?

        init(_ drift: Drift, of item: DriftItem) {
            kind = drift.kind.rawValue
            counts = drift.countsAsDrift
            message = drift.message(of: item)
            help = drift.help(for: item)
            switch drift {
            case .missing(let recreation): recreate = recreation.map(PlannedVersion.Recreate.init)
            case .settingsDiffer(let all): differences = all.map(JSONDifference.init)
            case .tagsDiffer(let drift): tags = PlannedVersion.Drift(drift)
            case .gateMissed(let gate): (f1Score, minF1Score) = (gate.score, gate.minimum)
            case .manifestsOverwritten(let all): manifests = all.map(Manifest.init)
            case .failed, .deleting, .expired: break
            }
        }
    }

    struct Problem: Encodable {
        let kind: String
        let manifest: String?
        let message: String

        init(_ problem: DriftItem.Problem) {
            message = problem.message
            switch problem {
            case .tags: (kind, manifest) = ("tags", nil)
            case .manifest(let object, _): (kind, manifest) = ("manifest", object.description)
            }
        }
    }

    let name: String
    let standing: String
    let location: JSONLocation?
    let live: PlannedVersion.Live?
    let drift: [Item]
    let problems: [Problem]
    let unknown: [String]
    let notes: [PlannedVersion.Remark]

    init(_ item: DriftItem) {
        name = item.name.text
        standing = item.standing.rawValue
        location = item.entry.location.map(JSONLocation.init)
        live = item.entry.live.map(PlannedVersion.Live.init)
        drift = item.drifts.map { Item($0, of: item) }
        problems = item.problems.map(Problem.init)
        unknown = item.entry.unknown.map(\.rawValue)
        notes = item.notes.map(PlannedVersion.Remark.init)
    }
}

extension DriftingVersion.Manifest {
    init(_ manifest: OverwrittenManifest) {
        self.manifest = manifest.object.description
        switch manifest.change {
        case .written(let time): (change, writtenAt) = ("written", UnixTime(milliseconds: time).iso8601)
        case .deleted: (change, writtenAt) = ("deleted", nil)
        }
    }
}
