package import ModelVersions

/// Whether a trained version reaches its required F1 score.
package enum GateVerdict: Sendable, Equatable {
    /// No score is required.
    case none
    case passed
    /// The score is too low, by this difference.
    case missed(by: Double)
    /// The service reports no F1 score. The gate counts as missed.
    case unknown

    package var isMissed: Bool {
        switch self {
        case .missed, .unknown: true
        case .none, .passed: false
        }
    }

    /// - Parameters:
    ///   - score: the service's measurement, 0 to 1.
    ///   - minimum: the required score, 0 to 1.
    package init(score: Double?, minimum: Double?) {
        guard let minimum else {
            self = .none
            return
        }
        guard let score else {
            self = .unknown
            return
        }
        // The service's scores are 32-bit numbers (API: Float): 0.7 can arrive as 0.699999988.
        self = Float(score) >= Float(minimum) ? .passed : .missed(by: minimum - score)
    }

    /// The required score: the higher one of the version's expectation and the run's requirement.
    package static func minimum(_ expected: Double?, _ required: Double?) -> Double? {
        guard let expected, let required else { return expected ?? required }
        return max(expected, required)
    }
}

extension [LiveVersion] {
    /// The live versions by name.
    ///
    /// A list that is read in pages can have a name twice. Then the newest version counts, by the number at the end of
    /// its ARN. If one version has two states because it changed between two pages, the more critical state counts.
    package var newestByName: [VersionName: LiveVersion] { newestIndices.mapValues { self[$0] } }

    /// The same, by their places in the list.
    var newestIndices: [VersionName: Int] {
        var result: [VersionName: Int] = [:]
        result.reserveCapacity(count)
        for index in indices {
            let name = self[index].arn.name
            guard let other = result.updateValue(index, forKey: name) else { continue }
            if !self[index].takesPrecedence(over: self[other]) { result[name] = other }
        }
        return result
    }
}

extension LiveVersion {
    fileprivate func takesPrecedence(over other: LiveVersion) -> Bool {
        if arn.isNewer(than: other.arn) { return true }
        if other.arn.isNewer(than: arn) { return false }
        let (mine, others) = (status.phase.severity, other.status.phase.severity)
        if mine != others { return mine > others }
        return status.rawValue.utf8.lexicographicallyPrecedes(other.status.rawValue.utf8)
    }
}

extension VersionStatus.Phase {
    /// A larger number is more critical.
    fileprivate var severity: Int {
        switch self {
        case .trained: 0
        case .inProgress: 1
        case .unrecognized: 2
        case .deprecated: 3
        case .expired: 4
        case .deleting: 5
        case .failed: 6
        }
    }
}
