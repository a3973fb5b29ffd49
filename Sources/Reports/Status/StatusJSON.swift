import Diagnostics
import Host
import JSON
import ModelVersions
import Planning

/// A status for programs; the format is specs/status.schema.json.
package enum StatusJSON {
    package static func render(_ report: StatusReport, sandbox: Bool = false) -> String {
        let parts = report.parts
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                // Whether everything could be read.
                "complete": report.isComplete,
                // An assumption.
                "trainingPriceUSDPerHour": report.price.dollarsPerHour(in: report.places),
                "inferencePriceUSDPerHour": report.inferencePrice.dollarsPerHour(in: report.places),
                "partial": report.omission?.json,
                // The patterns of --target.
                "targets": report.targets.isEmpty ? nil : report.targets.map(\.text),
                "summary": summary(report.counts, report.costs.total, of: report),
                "places": placesJSON(parts) { projects in
                    let places = projects.lazy.map { AccountRegion($0.project) }
                    let cost = places.first.map { report.costs[$0] } ?? .zero
                    return [
                        "summary": summary(report.counts(of: projects), cost, of: report),
                        "trainingPriceUSDPerHour": report.price.dollarsPerHour(in: places),
                        "inferencePriceUSDPerHour": report.inferencePrice.dollarsPerHour(in: places),
                    ]
                },
                "projects": report.projects.map { project -> JSONValue in
                    [
                        "project": project.project.text,
                        "account": parts.count > 1 ? project.project.account : nil,
                        "region": parts.count > 1 ? project.project.region : nil,
                        "status": project.live?.status,
                        "problem": project.problem?.json,
                        "datasets": project.datasets.isEmpty ? nil : JSONValue.array(project.datasets.map(\.json)),
                        "newData": project.live?.newData?.json,
                        "summary": summary(project.counts, report.costs[project.project], of: report),
                        "versions": project.versions.map { StatusRecord($0, of: project.project, in: report).json },
                    ]
                },
            ],
            sandbox: sandbox
        )
    }

    private static func summary(_ counts: StatusCounts, _ cost: Cost, of report: StatusReport) -> JSONValue {
        [
            "versions": counts.versions,
            "trained": counts[.trained],
            "inProgress": counts[.inProgress],
            "failed": counts[.failed],
            "deleting": counts[.deleting],
            "deprecated": counts[.deprecated],
            "expired": counts[.expired],
            "unrecognized": counts[.unrecognized],
            "notTrained": counts[.notTrained],
            "probablyDeleted": counts[.missing],
            "unmanaged": report.hasFiles ? counts.unmanaged : nil,
            "belowGate": counts.belowGate,
            "bestF1Score": counts.best?.score,
            "billableSeconds": counts.billableTime?.seconds,
            "costUSD": counts.billableTime == nil ? nil : cost.dollars,
            "running": counts.running.json(at: report.inferencePrice),
        ]
    }
}

extension RunningModels {
    /// Of `status` and `drift`.
    func json(at prices: Prices) -> JSONValue {
        let (least, most) = costOfHour(at: prices)
        return [
            "models": count,
            "withoutUnits": withoutUnits,
            "minInferenceUnits": units.minimum,
            "maxInferenceUnits": units.maximum,
            "minUSDPerHour": least.dollars,
            "maxUSDPerHour": most.dollars,
        ]
    }
}

extension LiveProject.Dataset {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["kind": kind.rawValue, "status": status, "arn": arn]
        switch reading {
        case .notAsked: break
        case .read(let content):
            members["entries"] = content.entries?.json
            members["labeledEntries"] = content.labeledEntries?.json
            members["labels"] = content.labels?.json
            members["errorEntries"] = content.errorEntries?.json
            members["updatedAt"] = content.updated.map { .string(UnixTime(milliseconds: $0).iso8601) }
        case .unreadable(let reason, let isDenied):
            members["problem"] = .string(DatasetWords.problem(reason, isDenied: isDenied))
        }
        return .object(members)
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

    var json: JSONValue {
        [
            "name": name, "state": state, "management": management, "location": location?.json, "arn": arn,
            "status": status, "statusMessage": statusMessage, "created": created, "ended": ended, "f1Score": f1Score,
            "f1Change": f1Change, "comparedWith": comparedWith, "minF1Score": minF1Score, "gate": gate,
            "billableSeconds": billableSeconds, "costUSD": costUSD, "description": description, "output": output,
            "manifestSummary": manifestSummary, "tags": tags?.json, "tagsProblem": tagsProblem,
            "minInferenceUnits": units?.minimum, "maxInferenceUnits": units?.maximum,
            "minUSDPerHour": minUSDPerHour, "maxUSDPerHour": maxUSDPerHour, "copiedFrom": copiedFrom,
        ]
    }
}
