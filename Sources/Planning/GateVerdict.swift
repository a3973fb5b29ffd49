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
