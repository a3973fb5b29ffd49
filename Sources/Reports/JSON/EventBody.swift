internal import ModelVersions
internal import Planning
internal import Reconciler

/// What the events of each type have beside their type and time.
enum EventBody {
    struct Version: Encodable {
        let formatVersion, rekon: String
    }

    struct Planned: Encodable {
        let complete, blocked, hasChanges: Bool
        let partial: PlanDocument.Partial?
        let summary: PlanDocument.Summary
    }

    /// A version that something happens to.
    struct Entry: Encodable {
        let project, name: String
        let reason, status: String?

        init(_ project: ProjectARN, _ name: VersionName, reason: String? = nil, status: VersionStatus? = nil) {
            self.project = project.text
            self.name = name.text
            self.reason = reason
            self.status = status?.rawValue
        }
    }

    struct Created: Encodable {
        let project, name, result: String
        let arn, message: String?

        init(_ item: ApplyReport.Item) {
            project = item.project.text
            name = item.name.text
            result = item.result.code
            arn = item.result.arn?.text
            message = item.explanation
        }
    }

    struct Running: Encodable {
        let project, name: String
        let elapsedSeconds: Int64
        let expectedSeconds: Int64?
    }

    struct Ended: Encodable {
        let training: TrainingRecord
    }

    struct Polled: Encodable {
        let project: String
        let names: [String]
        let reason: String?

        init(_ project: ProjectARN, _ names: [VersionName], reason: String? = nil) {
            self.project = project.text
            self.names = names.map(\.text)
            self.reason = reason
        }
    }

    struct Heartbeat: Encodable {
        let trainings: [Running]
        let queued: [Entry]
    }

    struct Summary: Encodable {
        let exitCode: Int32
        var refused: String?
        var ended: String?
        var creates, trainings: [String: Int]?

        init(exitCode: Int32, refused: String? = nil, ended: String? = nil) {
            self.exitCode = exitCode
            self.refused = refused
            self.ended = ended
        }
    }
}
