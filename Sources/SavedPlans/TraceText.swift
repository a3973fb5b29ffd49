import Host
import ModelVersions
package import Planning

// The words for what an earlier training left behind, for reports and for the changes of a saved plan.

extension TrainingTrace.File {
    package var date: String { UnixTime(milliseconds: lastModified).iso8601 }
}

extension TrainingTrace.Event {
    package var date: String { UnixTime(milliseconds: time).iso8601 }

    fileprivate var byCaller: String { caller.map { " by \($0)" } ?? "" }
}

extension TrainingTrace {
    /// What was found, as clauses: objects, dates and callers.
    package var text: String {
        [
            file.map { "its training left `\($0.uri)` (\($0.date))" },
            creation.map { "CloudTrail has its creation\($0.byCaller) (\($0.date))" },
            deletion.map { "CloudTrail has its deletion\($0.byCaller) (\($0.date))" },
        ].compactMap(\.self).joined(separator: "; ")
    }
}
