internal import ModelVersions
internal import Planning

/// The entries that a reviewer need not look at, counted.
struct QuietEntries {
    var unchanged = 0
    var retired = 0
    /// Which versions have settings that could not be compared, by setting in the order of the cases.
    private var namesBySetting: [Setting: [VersionName]] = [:]

    /// `2 unchanged, 1 retired`; empty where there are none.
    var text: String {
        [(unchanged, "unchanged"), (retired, "retired")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    var unknown: [(setting: Setting, names: [VersionName])] {
        Setting.allCases.compactMap { setting in namesBySetting[setting].map { (setting, $0) } }
    }

    /// Counts an entry that needs no line of its own; false for every other.
    mutating func take(_ entry: PlanEntry) -> Bool {
        guard entry.tagDrift == nil, entry.tagsProblem == nil, entry.notes.isEmpty else { return false }
        switch entry.outcome {
        case .unchanged:
            unchanged += 1
            for setting in entry.unknown { namesBySetting[setting, default: []].append(entry.name) }
        case .retired:
            retired += 1
        case .create, .conflict, .failed, .deleting, .expired, .recreate:
            return false
        }
        return true
    }
}
