import Diagnostics
import Host
import JSON
import ModelVersions
import Planning

/// A status for programs; the format is specs/status.schema.json.
package enum StatusJSON {
    package static func render(_ report: StatusReport, sandbox: Bool = false) -> String {
        let parts = report.parts
        return JSONText.render(versions: report.projects.reduce(0) { $0 + $1.versions.count }) { json in
            // Whether everything could be read.
            json.member("complete", report.isComplete)
            json.member("formatVersion", JSONText.formatVersion)
            // An assumption.
            json.member("inferencePriceUSDPerHour", report.inferencePrice.dollarsPerHour(in: report.places))
            json.object("partial", report.omission) { $0.write(to: &$1) }
            json.places(parts) { place, projects, json in
                json.member("account", place.account)
                json.member("inferencePriceUSDPerHour", report.inferencePrice.dollarsPerHour(in: [place]))
                json.member("region", place.region)
                json.object("summary") { report.counts(of: projects).write(report.costs[place], of: report, to: &$0) }
                json.member("trainingPriceUSDPerHour", report.price.dollarsPerHour(in: [place]))
            }
            json.objects("projects", report.projects) { $0.write(of: report, hasPlace: parts.count > 1, to: &$1) }
            json.member("sandbox", sandbox)
            json.object("summary") { report.counts.write(report.costs.total, of: report, to: &$0) }
            // The patterns of --target.
            if !report.targets.isEmpty { json.strings("targets", report.targets) { $0.text } }
            json.member("trainingPriceUSDPerHour", report.price.dollarsPerHour(in: report.places))
        }
    }
}

extension ProjectStatus {
    /// - Parameter hasPlace: whether the report is about several accounts or regions.
    fileprivate func write(of report: StatusReport, hasPlace: Bool, to json: inout JSONWriter) {
        json.member("account", hasPlace ? project.account : nil)
        let datasets = datasets
        if !datasets.isEmpty { json.objects("datasets", datasets) { $0.write(to: &$1) } }
        json.object("newData", live?.newData) { $0.write(to: &$1) }
        json.object("problem", problem) { $0.write(to: &$1) }
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        json.member("status", live?.status)
        json.object("summary") { counts.write(report.costs[project], of: report, to: &$0) }
        json.objects("versions", versions) { StatusRecord($0, of: project, in: report).write(to: &$1) }
    }
}

extension StatusCounts {
    fileprivate func write(_ cost: Cost, of report: StatusReport, to json: inout JSONWriter) {
        json.member("beingCopied", self[.beingCopied])
        json.member("belowGate", belowGate)
        json.member("bestF1Score", best?.score)
        json.member("billableSeconds", billableTime?.seconds)
        json.member("costUSD", billableTime == nil ? nil : cost.dollars)
        json.member("deleting", self[.deleting])
        json.member("deprecated", self[.deprecated])
        json.member("expired", self[.expired])
        json.member("failed", self[.failed])
        json.member("inProgress", self[.inProgress])
        json.member("notTrained", self[.notTrained])
        json.member("probablyDeleted", self[.missing])
        json.object("running") { running.write(at: report.inferencePrice, to: &$0) }
        json.member("trained", self[.trained])
        json.member("unmanaged", report.hasFiles ? unmanaged : nil)
        json.member("unrecognized", self[.unrecognized])
        json.member("versions", versions)
    }
}

extension RunningModels {
    /// Of `status` and `drift`.
    func write(at prices: Prices, to json: inout JSONWriter) {
        let (least, most) = costOfHour(at: prices)
        json.member("maxInferenceUnits", units.maximum)
        json.member("maxUSDPerHour", most.dollars)
        json.member("minInferenceUnits", units.minimum)
        json.member("minUSDPerHour", least.dollars)
        json.member("models", count)
        json.member("withoutUnits", withoutUnits)
    }
}

extension LiveProject.Dataset {
    fileprivate func write(to json: inout JSONWriter) {
        var content: DatasetContent?
        if case .read(let read) = reading { content = read }
        json.member("arn", arn)
        json.member("entries", content?.entries)
        json.member("errorEntries", content?.errorEntries)
        json.member("kind", kind.rawValue)
        json.member("labeledEntries", content?.labeledEntries)
        json.member("labels", content?.labels)
        if case .unreadable(let reason, _) = reading { json.member("problem", reason) }
        json.member("status", status)
        json.member("updatedAt", content?.updated.map { UnixTime(milliseconds: $0).iso8601 })
    }
}

/// A version as the formats for programs and spreadsheets have it.
struct StatusRecord {
    let name, state: String
    let management: String?
    let location: SourceLocation?
    let arn, status, statusMessage: String?
    let created, ended: String?
    let f1Score, f1Change: Double?
    let comparedWith: String?
    let minF1Score: Double?
    let gate: String?
    let billableSeconds: Int64?
    let costUSD: Double?
    let description, output, manifestSummary: String?
    let tags: Tags?
    let tagsProblem: String?
    /// Of a running version.
    let units: InferenceUnits?
    let minUSDPerHour, maxUSDPerHour: Double?
    let copiedFrom: String?

    init(_ row: StatusRow, of project: ProjectARN, in report: StatusReport) {
        let inferencePrice = report.inferencePrice[project]
        name = row.name.text
        state = row.state.rawValue
        management = report.hasFiles ? row.management.rawValue : nil
        location = row.entry?.location
        arn = row.live?.arn.text
        status = row.live?.status.rawValue
        statusMessage = row.live?.statusMessage
        created = row.created.map { UnixTime(milliseconds: $0).iso8601 }
        ended = row.live?.training.ended.map { UnixTime(milliseconds: $0).iso8601 }
        f1Score = row.f1Score
        f1Change = row.f1Change
        comparedWith = row.before?.arn.name.text
        minF1Score = row.minimumF1Score
        gate = row.gate?.code
        billableSeconds = row.billableSeconds
        costUSD = report.costs[project, row.name]?.dollars
        description = row.live?.settings.description
        output = row.live?.settings.output?.description
        manifestSummary = row.live?.training.manifestSummary?.description
        tags = row.tags
        tagsProblem = row.tagsProblem
        units = row.live?.chargedUnits
        minUSDPerHour = units.map { inferencePrice.dollars(forUnits: $0.minimum) }
        maxUSDPerHour = units.map { inferencePrice.dollars(forUnits: $0.maximum) }
        copiedFrom = row.live?.source
    }

    func write(to json: inout JSONWriter) {
        json.member("arn", arn)
        json.member("billableSeconds", billableSeconds)
        json.member("comparedWith", comparedWith)
        json.member("copiedFrom", copiedFrom)
        json.member("costUSD", costUSD)
        json.member("created", created)
        json.member("description", description)
        json.member("ended", ended)
        json.member("f1Change", f1Change)
        json.member("f1Score", f1Score)
        json.member("gate", gate)
        json.object("location", location) { $0.write(to: &$1) }
        json.member("management", management)
        json.member("manifestSummary", manifestSummary)
        json.member("maxInferenceUnits", units?.maximum)
        json.member("maxUSDPerHour", maxUSDPerHour)
        json.member("minF1Score", minF1Score)
        json.member("minInferenceUnits", units?.minimum)
        json.member("minUSDPerHour", minUSDPerHour)
        json.member("name", name)
        json.member("output", output)
        json.member("state", state)
        json.member("status", status)
        json.member("statusMessage", statusMessage)
        json.object("tags", tags) { $0.all.write(to: &$1) }
        json.member("tagsProblem", tagsProblem)
    }
}
