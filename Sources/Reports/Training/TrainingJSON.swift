import Diagnostics
import Host
import JSON
import ModelVersions
package import Planning
package import Reconciler

/// The results of trainings that a run waited for, for programs; the format is specs/wait.schema.json.
package enum TrainingJSON {
    /// - Parameter refused: the projects whose versions the saved plan does not hold.
    package static func render(
        _ report: TrainingReport,
        refused: [RefusedProject] = [],
        price: Prices = .assumedForTraining,
        sandbox: Bool = false
    ) -> String {
        let charged = report.billableTime()
        let parts = report.parts
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                // `all-ended`, `timeout` or `interrupted`.
                "ended": report.ended,
                // An assumption.
                "trainingPriceUSDPerHour": price.dollarsPerHour(in: report.places),
                "billableSeconds": charged?.seconds,
                "costUSD": charged.map(price.dollars),
                "partial": report.omission?.json,
                "refusedProjects": refused.isEmpty ? nil : refused.map(\.json),
                "problems": report.problems.map { problem -> JSONValue in
                    switch problem.problem {
                    case .absent: ["project": problem.project.text, "kind": "absent"]
                    case .unreadable(let reason):
                        ["project": problem.project.text, "kind": "unreadable", "message": reason]
                    }
                },
                "places": placesJSON(parts) { part in
                    let charged = part.billableTime()
                    return [
                        "results": Dictionary(grouping: part.items, by: \.code).mapValues(\.count),
                        "problems": part.problems.count,
                        "trainingPriceUSDPerHour": price.dollarsPerHour(in: part.places),
                        "billableSeconds": charged?.seconds,
                        "costUSD": charged.map(price.dollars),
                    ]
                },
                "trainings": report.items.map { $0.json(price: price, hasPlace: parts.count > 1) },
                "trained": report.trained.map(\.json),
            ],
            sandbox: sandbox
        )
    }
}

extension TrainingReport.Item {
    /// - Parameters:
    ///   - price: nil to leave out the cost.
    ///   - hasPlace: whether the report is about several accounts or regions.
    func json(price: Prices?, hasPlace: Bool = false) -> JSONValue {
        let training = live?.training ?? LiveTraining()
        var gate: String?
        if case .completed(let verdict) = result { gate = verdict.code }
        var differences: [Difference] = []
        if case .conflict(let found) = result { differences = found }
        return [
            "project": project.text,
            "account": hasPlace ? project.account : nil,
            "region": hasPlace ? project.region : nil,
            "name": name.text,
            "location": location?.json,
            "result": code,
            "gate": gate,
            // Only of a training that ended before the run.
            "counted": isCounted || !result.hasEnded ? nil : false,
            "arn": live?.arn.text,
            "status": live?.status.rawValue,
            "statusMessage": live?.statusMessage,
            "message": explanation,
            "created": training.created.map { UnixTime(milliseconds: $0).iso8601 },
            "ended": training.ended.map { UnixTime(milliseconds: $0).iso8601 },
            "f1Score": training.f1Score,
            "f1Change": live?.f1Change(from: before),
            "comparedWith": before?.arn.name.text,
            "minF1Score": minimumF1Score,
            "billableSeconds": training.billableSeconds,
            "costUSD": training.billableSeconds.flatMap { price?[project].dollars(forBillableSeconds: $0) },
            "output": outputLocation,
            "manifestSummary": manifestSummaryLocation,
            "differences": differences.map(\.json),
        ]
    }
}

extension TrainingReport {
    /// Why the waiting ended, as a stable word.
    var ended: String {
        switch cut {
        case nil: "all-ended"
        case .timedOut: "timeout"
        case .stopped: "interrupted"
        }
    }
}
