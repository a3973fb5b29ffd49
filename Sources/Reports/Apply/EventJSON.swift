import Host
import ModelVersions
package import Planning
package import Reconciler

/// What happens in a run, for programs: a line for each event. The format is specs/events.schema.json.
///
/// Times are milliseconds since 1970. A line ends with a line break and has none within; nil where nothing is to be
/// said.
package enum EventJSON {
    /// A new minor version only adds members and types.
    static let formatVersion = "1.0"

    /// The first line of every stream.
    ///
    /// - Parameter rekon: the program's version.
    package static func version(rekon: String, at now: Int64) -> [UInt8]? {
        line("version", at: now, EventBody.Version(formatVersion: formatVersion, rekon: rekon))
    }

    package static func plan(_ plan: Plan, at now: Int64) -> [UInt8]? {
        line(
            "plan",
            at: now,
            EventBody.Planned(
                complete: plan.isComplete,
                blocked: plan.isBlocked,
                hasChanges: plan.hasChanges,
                partial: plan.omission.map(PlanDocument.Partial.init),
                summary: PlanDocument.Summary(PlanCounts(plan))
            )
        )
    }

    package static func event(_ event: ApplyEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .started(let project, let name):
            line("create-started", at: now, EventBody.Entry(project, name))
        case .resolving(let project, let name):
            line("create-resolving", at: now, EventBody.Entry(project, name))
        case .queued(let project, let name, let reason):
            line("create-queued", at: now, EventBody.Entry(project, name, reason: reason))
        case .finished(let item):
            line("create-finished", at: now, EventBody.Created(item))
        case .training(let event):
            training(event, at: now)
        }
    }

    private static func training(_ event: TrainingEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .following(let project, let name, let created, let expected):
            let running = EventBody.Running(
                project: project.text,
                name: name.text,
                elapsedSeconds: max(0, (now - (created ?? now)) / 1000),
                expectedSeconds: expected?.components.seconds
            )
            return line("training-followed", at: now, running)
        case .changed(let project, let name, let status):
            return line("training-changed", at: now, EventBody.Entry(project, name, status: status))
        case .ended(let item):
            return line("training-ended", at: now, EventBody.Ended(training: TrainingRecord(item, price: nil)))
        case .pollFailed(let project, let names, let reason):
            return line("poll-failed", at: now, EventBody.Polled(project, names, reason: reason))
        case .pollRecovered(let project, let names):
            return line("poll-recovered", at: now, EventBody.Polled(project, names))
        }
    }

    /// Says what still goes on.
    package static func heartbeat(_ board: TrainingBoard, at now: Int64) -> [UInt8]? {
        var trainings: [EventBody.Running] = []
        var queued: [EventBody.Entry] = []
        for row in board.rows {
            switch row.stage {
            case .training(let since, let expected):
                trainings.append(
                    EventBody.Running(
                        project: row.project.text,
                        name: row.name.text,
                        elapsedSeconds: max(0, (now - since) / 1000),
                        expectedSeconds: expected?.components.seconds
                    )
                )
            case .queued: queued.append(EventBody.Entry(row.project, row.name))
            case .creating, .looking: break
            }
        }
        guard !trainings.isEmpty || !queued.isEmpty else { return nil }
        return line("heartbeat", at: now, EventBody.Heartbeat(trainings: trainings, queued: queued))
    }

    package static func summary(refused: ApplyJSON.Refusal, exitCode: Int32, at now: Int64) -> [UInt8]? {
        line("summary", at: now, EventBody.Summary(exitCode: exitCode, refused: refused.rawValue))
    }

    package static func summary(_ report: ApplyReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        var summary = EventBody.Summary(exitCode: exitCode, ended: report.trainings?.ended)
        summary.creates = counts(report.items.map(\.result.code))
        summary.trainings = report.trainings.map { counts($0.items.map(\.code)) }
        return line("summary", at: now, summary)
    }

    package static func summary(_ report: TrainingReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        var summary = EventBody.Summary(exitCode: exitCode, ended: report.ended)
        summary.trainings = counts(report.items.map(\.code))
        return line("summary", at: now, summary)
    }

    private static func counts(_ codes: [String]) -> [String: Int] {
        codes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private static func line(_ type: String, at now: Int64, _ body: some Encodable) -> [UInt8]? {
        let event = EventLine(type: type, time: UnixTime(milliseconds: now).text, body: body)
        return (try? JSONText.line(event)).map { Array($0.utf8) }
    }
}

/// An event: what all have, and what its type has.
private struct EventLine<Body: Encodable>: Encodable {
    let type, time: String
    let body: Body

    private enum CodingKeys: CodingKey {
        case type, time
    }

    func encode(to encoder: any Encoder) throws {
        // The members of both are in one object.
        try body.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(time, forKey: .time)
    }
}

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
