package import ModelVersions

extension [LiveVersion] {
    /// The live versions by name. Where a name occurs twice, as a list read page by page may have it, the newest
    /// counts: the one with the larger number at the end of its ARN. Where one version was listed twice, in two states
    /// because it changed between two pages, the state that asks for more care counts.
    package var newestByName: [VersionName: LiveVersion] {
        var result: [VersionName: LiveVersion] = [:]
        result.reserveCapacity(count)
        for version in self {
            if let other = result[version.arn.name], !version.counts(before: other) { continue }
            result[version.arn.name] = version
        }
        return result
    }
}

extension LiveVersion {
    fileprivate func counts(before other: LiveVersion) -> Bool {
        if arn.isNewer(than: other.arn) { return true }
        if other.arn.isNewer(than: arn) { return false }
        if status.phase.care != other.status.phase.care { return status.phase.care > other.status.phase.care }
        return status.rawValue.utf8.lexicographicallyPrecedes(other.status.rawValue.utf8)
    }
}

extension VersionStatus.Phase {
    /// The larger, the more it stands in the way.
    fileprivate var care: Int {
        switch self {
        case .trained: 0
        case .inProgress: 1
        case .unrecognized: 2
        case .expired: 3
        case .deleting: 4
        case .failed: 5
        }
    }
}
