import Host
import ModelVersions
import Planning
import Text

/// The words for the datasets of a project.
enum DatasetWords {
    static let newDataHelp = "Describe a new version to train on it, or use `--stale-data ignore`."
}

extension NewData {
    /// As in `new data, not trained yet: the training dataset (21 entries) changed on 2026-11-02T10:00:00Z, after the
    /// newest training on it began (v2, 2026-11-01T10:00:00Z)`.
    var message: String {
        let changes = datasets.map { dataset in
            let entries = dataset.entries.map { " (\(counted($0, "entry", plural: "entries")))" } ?? ""
            let time = UnixTime(milliseconds: dataset.updated).iso8601
            return "the \(dataset.kind.word) dataset\(entries) changed on \(time)"
        }
        return """
            new data, not trained yet: \(changes.joined(separator: ", and ")), after the newest training on the \
            datasets began (\(newest.name), \(UnixTime(milliseconds: began).iso8601))
            """
    }
}

extension ProjectDrift.UnreadDataset {
    var message: String {
        "it is unknown whether the \(kind.word) dataset has new data: \(reason)"
    }
}
