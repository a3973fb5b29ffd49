package import ModelVersions

/// Whether a trained version is good enough.
package enum GateVerdict: Sendable, Equatable {
    /// Nothing is required.
    case none
    case passed
    /// It is below what is required, by this much.
    case missed(by: Double)
    /// Something is required, and the service gives no F1 score: not known to be good enough is not good enough.
    case unknown

    package var isMissed: Bool {
        switch self {
        case .missed, .unknown: true
        case .none, .passed: false
        }
    }

    /// - Parameters:
    ///   - score: what the service measured, 0 to 1.
    ///   - minimum: what is required, 0 to 1.
    package init(score: Double?, minimum: Double?) {
        guard let minimum else {
            self = .none
            return
        }
        guard let score else {
            self = .unknown
            return
        }
        // The service's scores are 32-bit numbers (API: Float): 0.7 may come as 0.699999988.
        self = Float(score) >= Float(minimum) ? .passed : .missed(by: minimum - score)
    }

    /// What a version must reach: the higher of what it expects and what the run requires.
    package static func minimum(_ expected: Double?, _ required: Double?) -> Double? {
        guard let expected, let required else { return expected ?? required }
        return max(expected, required)
    }
}

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
