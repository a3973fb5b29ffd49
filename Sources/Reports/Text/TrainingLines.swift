internal import Diagnostics
internal import ModelVersions
internal import Planning
package import Reconciler

/// What is seen of a training, as one line for a log.
package enum TrainingLines {
    /// - Parameter now: milliseconds since 1970.
    package static func line(_ event: TrainingEvent, at now: Int64) -> String {
        switch event {
        case .following(let project, let name, let created, let expected):
            let age = created.map { (now - $0) / 1000 } ?? 0
            let since = age >= 60 ? " for \(span(seconds: age))" : ""
            let usual = expected.map { "; it usually takes about \(span($0)) there" } ?? ""
            return "\(name): training in \(project.name)\(since)\(usual)"
        case .changed(_, let name, let status):
            return "\(name): \(HarmlessText.shown(status.rawValue))"
        case .ended(let item):
            let message = item.result == .failed ? item.live?.statusMessage.map { ": \($0)" } ?? "" : ""
            return "\(item.name): \(item.headline)\(HarmlessText.shown(message))"
        case .pollFailed(let project, _, let reason):
            return "\(project.name): could not be asked, and will be again: \(HarmlessText.shown(reason))"
        case .pollRecovered(let project, _):
            return "\(project.name): answers again"
        }
    }
}
