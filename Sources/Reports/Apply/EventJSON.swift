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
        JSONText.line { json in
            json.member("formatVersion", formatVersion)
            json.member("rekon", rekon)
            json.member("sandbox", sandbox)
            end("version", at: now, &json)
        }
    }

    package static func plan(_ plan: Plan, at now: Int64) -> [UInt8]? {
        JSONText.line { json in
            json.member("blocked", plan.isBlocked)
            json.member("complete", plan.isComplete)
            json.member("hasChanges", plan.hasChanges)
            json.object("partial", plan.omission) { $0.write(to: &$1) }
            plan.refusals.write(to: &json)
            json.object("summary") { PlanCounts(plan).write(to: &$0) }
            end("plan", at: now, &json)
        }
    }

    package static func event(_ event: ApplyEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .started(let project, let name): entry("create-started", project, name, at: now)
        case .resolving(let project, let name, _): entry("create-resolving", project, name, at: now)
        case .queued(let project, let name, let reason): entry("create-queued", project, name, reason: reason, at: now)
        case .finished(let item):
            JSONText.line { json in
                json.member("arn", item.result.arn?.text)
                json.member("message", item.explanation)
                json.member("name", item.name.text)
                json.member("project", item.project.text)
                json.member("result", item.result.code)
                end("create-finished", at: now, &json)
            }
        case .training(let event): training(event, at: now)
        }
    }

    private static func training(_ event: TrainingEvent, at now: Int64) -> [UInt8]? {
        switch event {
        case .following(let project, let name, let created, let expected, let isCopy):
            JSONText.line { json in
                write(project, name, since: created ?? now, expected, isCopy: isCopy, at: now, &json)
                end("training-followed", at: now, &json)
            }
        case .changed(let project, let name, let status):
            entry("training-changed", project, name, status: status, at: now)
        case .ended(let item):
            JSONText.line { json in
                json.member("time", UnixTime(milliseconds: now).text)
                json.object("training") { item.write(price: nil, to: &$0) }
                json.member("type", "training-ended")
            }
        case .pollFailed(let project, let names, let reason):
            JSONText.line { json in
                json.strings("names", names) { $0.text }
                json.member("project", project.text)
                json.member("reason", reason)
                end("poll-failed", at: now, &json)
            }
        case .pollRecovered(let project, let names):
            JSONText.line { json in
                json.strings("names", names) { $0.text }
                json.member("project", project.text)
                end("poll-recovered", at: now, &json)
            }
        }
    }

    /// The trainings, copies and creates that are not finished.
    package static func heartbeat(_ board: TrainingBoard, at now: Int64) -> [UInt8]? {
        var trainings: [(row: TrainingBoard.Row, since: Int64, expected: Duration?, isCopy: Bool)] = []
        var queued: [TrainingBoard.Row] = []
        for row in board.rows {
            switch row.stage {
            case .training(let since, let expected): trainings.append((row, since, expected, false))
            case .copying(let since): trainings.append((row, since, nil, true))
            case .queued: queued.append(row)
            case .creating, .looking: break
            }
        }
        guard !trainings.isEmpty || !queued.isEmpty else { return nil }
        return JSONText.line { json in
            json.objects("queued", queued) { row, json in
                json.member("name", row.name.text)
                json.member("project", row.project.text)
            }
            json.member("time", UnixTime(milliseconds: now).text)
            json.objects("trainings", trainings) { training, json in
                let (row, since, expected, isCopy) = training
                write(row.project, row.name, since: since, expected, isCopy: isCopy, at: now, &json)
            }
            json.member("type", "heartbeat")
        }
    }

    package static func summary(refused: ApplyJSON.Refusal, exitCode: Int32, at now: Int64) -> [UInt8]? {
        JSONText.line { json in
            json.member("exitCode", Int(exitCode))
            json.member("refused", refused.rawValue)
            end("summary", at: now, &json)
        }
    }

    package static func summary(_ report: ApplyReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        JSONText.line { json in
            json.numbers("creates", counts(report.items.map(\.result.code)))
            json.member("ended", report.trainings?.ended)
            json.member("exitCode", Int(exitCode))
            if !report.refused.isEmpty { json.strings("refusedProjects", report.refused) { $0.project.text } }
            json.member("time", UnixTime(milliseconds: now).text)
            if let trainings = report.trainings { json.numbers("trainings", counts(trainings.items.map(\.code))) }
            json.member("type", "summary")
        }
    }

    package static func summary(_ report: TrainingReport, exitCode: Int32, at now: Int64) -> [UInt8]? {
        JSONText.line { json in
            json.member("ended", report.ended)
            json.member("exitCode", Int(exitCode))
            json.member("time", UnixTime(milliseconds: now).text)
            json.numbers("trainings", counts(report.items.map(\.code)))
            json.member("type", "summary")
        }
    }

    private static func counts(_ codes: [String]) -> [String: Int] {
        codes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    // MARK: Members

    /// A line about one version.
    private static func entry(
        _ type: String,
        _ project: ProjectARN,
        _ name: VersionName,
        reason: String? = nil,
        status: VersionStatus? = nil,
        at now: Int64
    ) -> [UInt8] {
        JSONText.line { json in
            json.member("name", name.text)
            json.member("project", project.text)
            json.member("reason", reason)
            json.member("status", status?.rawValue)
            end(type, at: now, &json)
        }
    }

    /// A training or a copy that is in progress.
    private static func write(
        _ project: ProjectARN,
        _ name: VersionName,
        since start: Int64,
        _ expected: Duration?,
        isCopy: Bool,
        at now: Int64,
        _ json: inout JSONWriter
    ) {
        json.member("copy", isCopy ? true : nil)
        json.member("elapsedSeconds", max(0, (now - start) / 1000))
        json.member("expectedSeconds", expected?.components.seconds)
        json.member("name", name.text)
        json.member("project", project.text)
    }

    /// The last members of most lines.
    private static func end(_ type: String, at now: Int64, _ json: inout JSONWriter) {
        json.member("time", UnixTime(milliseconds: now).text)
        json.member("type", type)
    }
}
