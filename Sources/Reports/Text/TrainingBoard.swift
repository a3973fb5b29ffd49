package import ModelVersions
package import Reconciler

/// What is going on at the moment: a row for each version that has not come to its end.
package struct TrainingBoard: Sendable {
    package enum Stage: Sendable, Equatable {
        case creating
        /// The answer to the create was lost, and the version is looked for.
        case looking
        case queued
        /// - Parameters:
        ///   - since: milliseconds since 1970.
        ///   - expected: how long it usually takes.
        case training(since: Int64, expected: Duration?)
    }

    package struct Row: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        package var stage: Stage
    }

    /// In the order in which they came.
    package private(set) var rows: [Row] = []

    package init() {}

    /// - Parameter now: milliseconds since 1970.
    package mutating func handle(_ event: ApplyEvent, at now: Int64) {
        switch event {
        case .started(let project, let name): set(project, name, .creating)
        case .resolving(let project, let name): set(project, name, .looking)
        case .queued(let project, let name, _): set(project, name, .queued)
        case .finished(let item):
            // What is followed comes back with an event of its own.
            if stage(item.project, item.name).map({ !$0.isTraining }) ?? false { remove(item.project, item.name) }
        case .training(let event): handle(event, at: now)
        }
    }

    private mutating func handle(_ event: TrainingEvent, at now: Int64) {
        switch event {
        case .following(let project, let name, let created, let expected):
            set(project, name, .training(since: created ?? now, expected: expected))
        case .ended(let item): remove(item.project, item.name)
        case .changed, .pollFailed, .pollRecovered: break
        }
    }

    private func stage(_ project: ProjectARN, _ name: VersionName) -> Stage? {
        rows.first { $0.project == project && $0.name == name }?.stage
    }

    private mutating func set(_ project: ProjectARN, _ name: VersionName, _ stage: Stage) {
        if let index = rows.firstIndex(where: { $0.project == project && $0.name == name }) {
            rows[index].stage = stage
        } else {
            rows.append(Row(project: project, name: name, stage: stage))
        }
    }

    private mutating func remove(_ project: ProjectARN, _ name: VersionName) {
        rows.removeAll { $0.project == project && $0.name == name }
    }

    /// A line that says that there is still something going on; nil where there is nothing.
    package func heartbeat(at now: Int64) -> String? {
        let training = rows.compactMap { row -> String? in
            guard case .training(let since, let expected) = row.stage else { return nil }
            let usual = expected.map { " of about \(span($0))" } ?? ""
            return "\(row.name) (\(span(seconds: max(now - since, 0) / 1000))\(usual))"
        }
        let queued = rows.count { $0.stage == .queued }
        guard !training.isEmpty || queued > 0 else { return nil }
        let shown = training.prefix(5).joined(separator: ", ")
        let more = training.count > 5 ? " and \(training.count - 5) more" : ""
        let waiting = queued > 0 ? (training.isEmpty ? "" : "; ") + "waiting for a training slot" : ""
        return "still " + (training.isEmpty ? "" : "training: \(shown)\(more)") + waiting
    }
}

extension TrainingBoard.Stage {
    fileprivate var isTraining: Bool { if case .training = self { true } else { false } }
}
