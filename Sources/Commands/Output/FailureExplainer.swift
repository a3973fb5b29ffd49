import Host
import ModelVersions
import Planning
import Reconciler
import Reports

/// Reads why trainings of a run failed, as `status --explain` does. The run does not depend on it: what cannot be read
/// is said in the report.
struct FailureExplainer {
    /// How many trainings of a run are explained: a comment has no room for more.
    private static let most = 5
    /// How many errors of a code and manifest are kept.
    private static let findingsPerCode = 3
    /// Of all reading. A validation manifest may have gigabytes.
    private static let limit = Duration.seconds(120)

    private let service: ReadingService
    private let context: Context
    private let clock = ContinuousClock()

    init(_ service: ReadingService, in context: Context) {
        self.service = service
        self.context = context
    }

    func explanations(of report: TrainingReport?) async -> [VersionARN: FailureExplanation] {
        let failed = (report?.items ?? []).filter { $0.result == .failed && !$0.isFolded && $0.live != nil }
        // Not the context's clock: the limit is on real time.
        let stopwatch = Stopwatch(clock)
        var explanations: [VersionARN: FailureExplanation] = [:]
        for (place, item) in failed.enumerated() {
            guard let live = item.live else { continue }
            let left = Self.limit - stopwatch.elapsed
            // After a signal, the report comes at once.
            let isLeftOut = place >= Self.most || left <= .zero || context.interruption.received != nil
            explanations[live.arn] = isLeftOut ? .leftOut : await explanation(of: item, within: left)
        }
        return explanations
    }

    private func explanation(of item: TrainingReport.Item, within left: Duration) async -> FailureExplanation {
        let run = ExplainRun(name: item.name, findingsPerCode: Self.findingsPerCode, service: service)
        do {
            let explanation = try await within(left, of: clock) { try await run.explain(in: [item.project]) }
            return explanation.map { .read($0) } ?? .leftOut
        } catch {
            let message = Rekon.failure(for: error)?.message ?? "\(error)"
            return .unreadable(reason: message.split(separator: "\n").joined(separator: " "))
        }
    }
}
