import Host
import JSON
import ModelVersions
package import Planning
package import Reconciler

/// The events of a run, for programs: a line for each event. The format is specs/events.schema.json.
///
/// Times are milliseconds since 1970. A line has one line break, at its end. Nil writes no line.
package enum EventJSON {
    /// A new minor version only adds members and types.
    package static let formatVersion = "1.0"

    /// The first line of every stream.
    ///
    /// - Parameters:
    ///   - rekon: the program's version.
    ///   - sandbox: whether the run uses the sandbox, instead of AWS.
    package static func version(rekon: String, sandbox: Bool, at now: Int64) -> [UInt8]? {
        line("version", at: now, ["formatVersion": formatVersion, "rekon": rekon, "sandbox": sandbox])
    }

    package static func plan(_ plan: Plan, at now: Int64) -> [UInt8]? {
        line(
            "plan",
            at: now,
            [
                "complete": plan.isComplete,
                "blocked": plan.isBlocked,
                "hasChanges": plan.hasChanges,
                "partial": plan.omission?.json,
                "summary": PlanCounts(plan).json,
                "refusedProjects": plan.refusals.isEmpty ? nil : plan.refusals.map(\.json),
            ]
        )
    }

    package static func event(_ event: ApplyEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .started(let project, let name):
            line("create-started", at: now, entry(project, name))
        case .resolving(let project, let name, _):
            line("create-resolving", at: now, entry(project, name))
        case .queued(let project, let name, let reason):
            line("create-queued", at: now, entry(project, name, reason: reason))
        case .finished(let item):
            line(
                "create-finished",
                at: now,
                [
                    "project": item.project.text,
                    "name": item.name.text,
                    "result": item.result.code,
                    "arn": item.result.arn?.text,
                    "message": item.explanation,
                ]
            )
        case .training(let event):
            training(event, at: now)
        }
    }

    private static func training(_ event: TrainingEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .following(let project, let name, let created, let expected):
            line("training-followed", at: now, running(project, name, since: created ?? now, expected, at: now))
        case .changed(let project, let name, let status):
            line("training-changed", at: now, entry(project, name, status: status))
        case .ended(let item):
            line("training-ended", at: now, ["training": item.json(price: nil)])
        case .pollFailed(let project, let names, let reason):
            line(
                "poll-failed",
                at: now,
                ["project": project.text, "names": names.map(\.text), "reason": reason]
            )
        case .pollRecovered(let project, let names):
            line("poll-recovered", at: now, ["project": project.text, "names": names.map(\.text)])
        }
    }

    /// The trainings and creates that are not finished.
    package static func heartbeat(_ board: TrainingBoard, at now: Int64) -> [UInt8]? {
        var trainings: [JSONObject] = []
        var queued: [JSONObject] = []
        for row in board.rows {
            switch row.stage {
            case .training(let since, let expected):
                trainings.append(running(row.project, row.name, since: since, expected, at: now))
            case .queued: queued.append(entry(row.project, row.name))
            case .creating, .looking: break
            }
        }
        guard !trainings.isEmpty || !queued.isEmpty else { return nil }
        return line("heartbeat", at: now, ["trainings": trainings, "queued": queued])
    }

    package static func summary(refused: ApplyJSON.Refusal, exitCode: Int32, at now: Int64) -> [UInt8]? {
        line("summary", at: now, ["exitCode": Int(exitCode), "refused": refused.rawValue])
    }

    package static func summary(_ report: ApplyReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        line(
            "summary",
            at: now,
            [
                "exitCode": Int(exitCode),
                "ended": report.trainings?.ended,
                "creates": counts(report.items.map(\.result.code)),
                "refusedProjects": report.refused.isEmpty ? nil : report.refused.map(\.project.text),
                "trainings": report.trainings.map { counts($0.items.map(\.code)) },
            ]
        )
    }

    package static func summary(_ report: TrainingReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        line(
            "summary",
            at: now,
            ["exitCode": Int(exitCode), "ended": report.ended, "trainings": counts(report.items.map(\.code))]
        )
    }

    private static func counts(_ codes: [String]) -> [String: Int] {
        codes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    // MARK: Members

    private static func entry(
        _ project: ProjectARN,
        _ name: VersionName,
        reason: String? = nil,
        status: VersionStatus? = nil
    ) -> JSONObject {
        ["project": project.text, "name": name.text, "reason": reason, "status": status?.rawValue]
    }

    private static func running(
        _ project: ProjectARN,
        _ name: VersionName,
        since start: Int64,
        _ expected: Duration?,
        at now: Int64
    ) -> JSONObject {
        [
            "project": project.text,
            "name": name.text,
            "elapsedSeconds": max(0, (now - start) / 1000),
            "expectedSeconds": expected?.components.seconds,
        ]
    }

    private static func line(_ type: String, at now: Int64, _ members: JSONObject) -> [UInt8]? {
        var members = members
        members["type"] = .string(type)
        members["time"] = .string(UnixTime(milliseconds: now).text)
        return Array(JSONText.line(members).utf8)
    }
}
