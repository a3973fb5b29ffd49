internal import ModelVersions
internal import Planning
package import Reconciler

/// What some versions come to together.
package struct StatusCounts: Sendable {
    package private(set) var versions = 0
    private var states: [VersionState: Int] = [:]
    package private(set) var unmanaged = 0
    /// Of those that say it; nil where none does. At most `Int64.max`.
    package private(set) var billableSeconds: Int64?
    /// The sum of what is shown for each version, in cents.
    package private(set) var cents: Int64 = 0
    package private(set) var best: (score: Double, version: StatusRow)?
    /// Trained versions that are below their gate.
    package private(set) var belowGate = 0

    package init(_ rows: [StatusRow], price: TrainingPrice) {
        versions = rows.count
        for row in rows {
            states[row.state, default: 0] += 1
            if row.management == .unmanaged { unmanaged += 1 }
            if row.gate?.isMissed == true { belowGate += 1 }
            if let seconds = row.billableSeconds {
                let (sum, overflows) = (billableSeconds ?? 0).addingReportingOverflow(seconds)
                billableSeconds = overflows ? .max : sum
                let (cost, isTooMuch) = cents.addingReportingOverflow(price.cents(forBillableSeconds: seconds))
                cents = isTooMuch ? .max : cost
            }
            if let score = row.f1Score, score > best?.score ?? -1 { best = (score, row) }
        }
    }

    package subscript(state: VersionState) -> Int { states[state] ?? 0 }
}

extension StatusCounts {
    /// As in `4 versions: 2 trained, 1 failed, 1 not trained; 1 unmanaged`.
    ///
    /// - Parameter hasFiles: Whether it can be told what is managed.
    func text(hasFiles: Bool) -> String {
        guard versions > 0 else { return "no versions" }
        let order: [VersionState] = [
            .trained, .inProgress, .failed, .deleting, .expired, .unrecognized, .notTrained, .missing,
        ]
        let parts = order.filter { self[$0] > 0 }.map { "\(self[$0]) \($0.countWord)" }
        var text = "\(counted(versions, "version")): \(parts.joined(separator: ", "))"
        if belowGate > 0 { text += "; \(belowGate) below the required F1" }
        if hasFiles, unmanaged > 0 { text += "; \(unmanaged) unmanaged" }
        return text
    }

    /// As in `Best F1 0.912 (2026-11-baseline).`; nil where nothing was measured.
    var bestText: String? {
        best.map { "Best F1 \(decimal($0.score, places: 3)) (\($0.version.name))." }
    }

    /// As in `Charged: 3h 12m of training, about 3.20 USD.`; nil where nothing is known.
    var chargeText: String? {
        billableSeconds.map { seconds in
            "Charged: \(span(seconds: seconds)) of training, about \(dollars(cents: cents)) USD."
        }
    }
}
