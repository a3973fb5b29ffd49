import Diagnostics
import Host
import ModelVersions
package import Planning
package import Reconciler

/// What became of the trainings that were waited for, for programs; the format is specs/wait.schema.json.
package enum TrainingJSON {
    package static func render(_ report: TrainingReport, price: TrainingPrice = .assumed) throws -> String {
        try JSONText.render(TrainingDocument(report, price: price))
    }
}

struct TrainingDocument: Encodable {
    struct Problem: Encodable {
        let project, kind: String
        let message: String?
    }

    let formatVersion: String
    /// Why the waiting ended: `all-ended`, `timeout` or `interrupted`.
    let ended: String
    /// An assumption.
    let trainingPriceUSDPerHour: Double
    let billableSeconds: Int64?
    let costUSD: Double?
    let partial: PlanDocument.Partial?
    let problems: [Problem]
    let trainings: [TrainingRecord]

    init(_ report: TrainingReport, price: TrainingPrice) {
        formatVersion = JSONText.formatVersion
        ended = report.ended
        trainingPriceUSDPerHour = price.dollarsPerHour
        billableSeconds = report.billableSeconds
        costUSD = report.billableSeconds.map(price.dollars(forBillableSeconds:))
        partial = report.omission.map(PlanDocument.Partial.init)
        problems = report.problems.map { problem in
            switch problem.problem {
            case .absent: Problem(project: problem.project.text, kind: "absent", message: nil)
            case .unreadable(let reason):
                Problem(project: problem.project.text, kind: "unreadable", message: reason)
            }
        }
        trainings = report.items.map { TrainingRecord($0, price: price) }
    }
}

struct TrainingRecord: Encodable {
    let project, name: String
    let location: JSONLocation?
    let result: String
    let gate: String?
    let arn, status, statusMessage, message: String?
    let created, ended: String?
    let f1Score, minF1Score: Double?
    let billableSeconds: Int64?
    let costUSD: Double?
    let output, manifestSummary: String?
    let differences: [JSONDifference]

    /// - Parameter price: nil where no cost is to be given.
    init(_ item: TrainingReport.Item, price: TrainingPrice?) {
        let training = item.live?.training ?? LiveTraining()
        project = item.project.text
        name = item.name.text
        location = item.location.map(JSONLocation.init)
        result = item.code
        if case .completed(let verdict) = item.result { gate = verdict.code } else { gate = nil }
        arn = item.live?.arn.text
        status = item.live?.status.rawValue
        statusMessage = item.live?.statusMessage
        message = item.explanation
        created = training.created.map { UnixTime(milliseconds: $0).iso8601 }
        ended = training.ended.map { UnixTime(milliseconds: $0).iso8601 }
        f1Score = training.f1Score.flatMap { $0.isFinite ? $0 : nil }
        minF1Score = item.minimumF1Score
        billableSeconds = training.billableSeconds
        costUSD = training.billableSeconds.flatMap { price?.dollars(forBillableSeconds: $0) }
        output = item.outputLocation
        manifestSummary = item.manifestSummaryLocation
        if case .conflict(let found) = item.result {
            differences = found.map(JSONDifference.init)
        } else {
            differences = []
        }
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
