internal import ModelVersions
package import Planning
package import Reconciler

/// What an apply did, for programs; the format is specs/apply.schema.json.
package enum ApplyJSON {
    /// Why an apply did nothing.
    package enum Refusal: String, Sendable {
        /// The plan holds something that apply must refuse.
        case blocked
        /// Part of the live state could not be read.
        case incomplete
        /// Nobody approved the plan.
        case notApproved = "not-approved"
    }

    package static func render(_ plan: Plan, _ report: ApplyReport, refused: Refusal? = nil) throws -> String {
        try JSONText.render(ApplyDocument(plan, report, refused: refused))
    }
}

private struct ApplyDocument: Encodable {
    struct Item: Encodable {
        let project, name: String
        let location: JSONLocation?
        let result: String
        let arn: String?
        let message: String?
        let differences: [JSONDifference]
    }

    let formatVersion: String
    /// What was to be done.
    let plan: PlanDocument
    let refused: String?
    let results: [Item]

    init(_ plan: Plan, _ report: ApplyReport, refused: ApplyJSON.Refusal?) {
        formatVersion = JSONText.formatVersion
        self.plan = PlanDocument(plan)
        self.refused = refused?.rawValue
        results = report.items.map { item in
            var differences: [JSONDifference] = []
            if case .conflict(let found) = item.result { differences = found.map(JSONDifference.init) }
            return Item(
                project: item.project.text,
                name: item.name.text,
                location: item.location.map(JSONLocation.init),
                result: item.result.code,
                arn: item.result.arn?.text,
                message: item.result.explanation,
                differences: differences
            )
        }
    }
}

extension ApplyResult {
    fileprivate var code: String {
        switch self {
        case .created: "created"
        case .confirmed: "confirmed"
        case .alreadyThere: "already-there"
        case .conflict: "conflict"
        case .deferred: "deferred"
        case .failed: "failed"
        case .unresolved: "unresolved"
        case .notStarted: "not-started"
        }
    }
}
