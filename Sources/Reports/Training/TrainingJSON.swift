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
        return JSONText.render { json in
            json.member("billableSeconds", charged?.seconds)
            json.member("costUSD", charged.map(price.dollars))
            // `all-ended`, `timeout` or `interrupted`.
            json.member("ended", report.ended)
            json.member("formatVersion", JSONText.formatVersion)
            json.object("partial", report.omission) { $0.write(to: &$1) }
            json.places(parts) { place, part, json in
                let charged = part.billableTime()
                json.member("account", place.account)
                json.member("billableSeconds", charged?.seconds)
                json.member("costUSD", charged.map(price.dollars))
                json.member("problems", part.problems.count)
                json.member("region", place.region)
                json.numbers("results", Dictionary(grouping: part.items) { $0.code }.mapValues(\.count))
                json.member("trainingPriceUSDPerHour", price.dollarsPerHour(in: part.places))
            }
            json.objects("problems", report.problems) { problem, json in
                problem.problem.write(to: &json)
                json.member("project", problem.project.text)
            }
            refused.write(to: &json)
            json.member("sandbox", sandbox)
            json.objects("trained", report.trained) { $0.write(to: &$1) }
            // An assumption.
            json.member("trainingPriceUSDPerHour", price.dollarsPerHour(in: report.places))
            json.objects("trainings", report.items) { $0.write(price: price, hasPlace: parts.count > 1, to: &$1) }
        }
    }
}

extension TrainingReport.Item {
    /// - Parameters:
    ///   - price: nil to leave out the cost.
    ///   - hasPlace: whether the report is about several accounts or regions.
    func write(price: Prices?, hasPlace: Bool = false, to json: inout JSONWriter) {
        let training = live?.training ?? LiveTraining()
        var gate: String?
        if case .completed(let verdict) = result { gate = verdict.code }
        var differences: [Difference] = []
        if case .conflict(let found) = result { differences = found }
        json.member("account", hasPlace ? project.account : nil)
        json.member("arn", live?.arn.text)
        json.member("billableSeconds", training.billableSeconds)
        json.member("comparedWith", before?.arn.name.text)
        json.member("costUSD", training.billableSeconds.flatMap { price?[project].dollars(forBillableSeconds: $0) })
        // Only of a training that ended before the run.
        json.member("counted", isCounted || !result.hasEnded ? nil : false)
        json.member("created", training.created.map { UnixTime(milliseconds: $0).iso8601 })
        json.objects("differences", differences) { $0.write(to: &$1) }
        json.member("ended", training.ended.map { UnixTime(milliseconds: $0).iso8601 })
        json.member("f1Change", live?.f1Change(from: before))
        json.member("f1Score", training.f1Score)
        json.member("gate", gate)
        json.object("location", location) { $0.write(to: &$1) }
        json.member("manifestSummary", manifestSummaryLocation)
        json.member("message", explanation)
        json.member("minF1Score", minimumF1Score)
        json.member("name", name.text)
        json.member("output", outputLocation)
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        json.member("result", code)
        json.member("status", live?.status.rawValue)
        json.member("statusMessage", live?.statusMessage)
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
