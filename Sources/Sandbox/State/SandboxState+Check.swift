extension SandboxState {
    /// What of a state that was read cannot be worked with, in words; nil where everything can.
    ///
    /// A file may be written by hand: what is taken for granted elsewhere, sums of times included, is made sure here.
    var flaw: String? {
        let account = settings.account.utf8
        guard account.count == 12, account.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return "settings.account must have twelve digits"
        }
        for (name, value) in [
            ("trainingDurationSeconds", settings.trainingDurationSeconds),
            ("concurrentTrainings", settings.concurrentTrainings),
            ("projectsPerRegion", settings.projectsPerRegion),
            ("versionsPerProject", settings.versionsPerProject),
            ("consistencyDelayMilliseconds", settings.consistencyDelayMilliseconds),
        ] where !SandboxSettings.range.contains(value) {
            return "settings.\(name) must be a number from 0 to \(SandboxSettings.range.upperBound)"
        }
        if let number = highestDeletedNumber, !Self.times.contains(number) {
            return "highestDeletedNumber is out of range"
        }
        return projects.lazy.compactMap(\.flaw).first ?? storageFlaw
    }

    private var storageFlaw: String? {
        if let key = keys?.first(where: { $0.place == nil }) { return "\(key.arn) is not the ARN of a key" }
        for bucket in buckets ?? [] {
            let versions = bucket.objects.flatMap(\.versions)
            if versions.contains(where: { !Self.times.contains($0.lastModified) }) {
                return "a time of the bucket \(bucket.name) is out of range"
            }
        }
        return nil
    }

    /// From 1970 to the end of the year 9999, in milliseconds.
    static let times: ClosedRange<Int64> = 0...253_402_300_799_999

    /// Puts everything in the order of creation, which is how it is written, and how the lists are cut.
    mutating func sort() {
        projects.sortByCreation(\.createdAt)
        for index in projects.indices { projects[index].versions.sortByCreation(\.createdAt) }
        for index in (buckets ?? []).indices {
            buckets?[index].objects.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
    }
}

extension SandboxState.Project {
    fileprivate var flaw: String? {
        guard ResourceARN(arn)?.kind == .project else { return "\(arn) is not the ARN of a project" }
        for dataset in datasets where ResourceARN(dataset.arn)?.kind != .dataset {
            return "\(dataset.arn) is not the ARN of a dataset"
        }
        for version in versions where ResourceARN(version.arn)?.kind != .version {
            return "\(version.arn) is not the ARN of a model version"
        }
        let times = [createdAt] + datasets.map(\.createdAt) + versions.map(\.createdAt)
        return times.allSatisfy(SandboxState.times.contains) ? nil : "a time of \(arn) is out of range"
    }
}

extension Array {
    /// What was created at the same time keeps its order.
    fileprivate mutating func sortByCreation(_ time: (Element) -> Int64) {
        if zip(self, dropFirst()).allSatisfy({ time($0) <= time($1) }) { return }
        self = enumerated().sorted { (time($0.element), $0.offset) < (time($1.element), $1.offset) }.map(\.element)
    }
}
