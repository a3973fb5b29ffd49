import Host
import ModelVersions
import Planning

/// A status for programs; the format is specs/status.schema.json.
package enum StatusJSON {
    package static func render(_ report: StatusReport) throws -> String {
        try JSONText.render(StatusDocument(report))
    }
}

struct StatusDocument: Encodable {
    struct Summary: Encodable {
        let versions: Int
        let trained, inProgress, failed, deleting, expired, unrecognized, notTrained, probablyDeleted: Int
        let unmanaged: Int?
        let belowGate: Int
        let bestF1Score: Double?
        let billableSeconds: Int64?
        let costUSD: Double?

        init(_ counts: StatusCounts, hasFiles: Bool, price: TrainingPrice) {
            versions = counts.versions
            trained = counts[.trained]
            inProgress = counts[.inProgress]
            failed = counts[.failed]
            deleting = counts[.deleting]
            expired = counts[.expired]
            unrecognized = counts[.unrecognized]
            notTrained = counts[.notTrained]
            probablyDeleted = counts[.missing]
            unmanaged = hasFiles ? counts.unmanaged : nil
            belowGate = counts.belowGate
            bestF1Score = counts.best?.score
            billableSeconds = counts.billableSeconds
            costUSD = counts.billableSeconds.map(price.dollars(forBillableSeconds:))
        }
    }

    struct Project: Encodable {
        struct Problem: Encodable {
            let kind: String
            let message: String?
        }

        let project: String
        let status: String?
        let problem: Problem?
        let summary: Summary
        let versions: [StatusRecord]
    }

    let formatVersion: String
    /// Whether everything that was asked for could be read.
    let complete: Bool
    /// An assumption.
    let trainingPriceUSDPerHour: Double
    let partial: PlanDocument.Partial?
    /// The patterns of --target.
    let targets: [String]?
    let summary: Summary
    let projects: [Project]

    init(_ report: StatusReport) {
        formatVersion = JSONText.formatVersion
        complete = report.isComplete
        trainingPriceUSDPerHour = report.price.dollarsPerHour
        partial = report.omission.map(PlanDocument.Partial.init)
        targets = report.targets.isEmpty ? nil : report.targets.map(\.text)
        summary = Summary(report.counts, hasFiles: report.hasFiles, price: report.price)
        projects = report.projects.map { project in
            Project(
                project: project.project.text,
                status: project.live?.status,
                problem: project.problem.map { problem in
                    switch problem {
                    case .absent: Project.Problem(kind: "absent", message: nil)
                    case .unreadable(let reason): Project.Problem(kind: "unreadable", message: reason)
                    }
                },
                summary: Summary(project.counts, hasFiles: report.hasFiles, price: report.price),
                versions: project.versions.map { StatusRecord($0, in: report) }
            )
        }
    }
}

struct StatusRecord: Encodable {
    let name, state: String
    let management: String?
    let location: JSONLocation?
    let arn, status, statusMessage: String?
    let created, ended: String?
    let f1Score, f1Change: Double?
    let comparedWith: String?
    let minF1Score: Double?
    let gate: String?
    let billableSeconds: Int64?
    let costUSD: Double?
    let description, output, manifestSummary: String?
    let tags: [String: String]?
    let tagsProblem: String?

    init(_ row: StatusRow, in report: StatusReport) {
        name = row.name.text
        state = row.state.rawValue
        management = report.hasFiles ? row.management.rawValue : nil
        location = row.entry?.location.map(JSONLocation.init)
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
        costUSD = row.billableSeconds.map(report.price.dollars(forBillableSeconds:))
        description = row.live?.settings.description
        output = row.live?.settings.output?.description
        manifestSummary = row.live?.training.manifestSummary?.description
        tags = row.tags.map { Dictionary($0.all.map { ($0.key, $0.value) }) { first, _ in first } }
        tagsProblem = row.tagsProblem
    }
}
