import Host
import ModelVersions

/// Since when a version that this run created can have been created.
struct CreationWindow: Sendable {
    enum Age: Sendable, Equatable {
        /// Not older than the create.
        case young
        case old
        /// Older than the create by this machine's clock, which may be wrong.
        case unknown
    }

    /// What remains between two clocks whose difference is known, or may remain without a refusal of the signature
    /// (Signature Version 4: 15 minutes).
    private static let tolerance = Duration.seconds(900)

    /// By this machine's clock.
    private let sent: UnixTime
    /// How far the service's clock is ahead of this machine's; nil where no answer has shown it.
    var clockOffset: Duration?

    /// From now on.
    init(_ wallClock: any WallClock) {
        sent = wallClock.now
    }

    /// By the service's clock.
    var earliest: UnixTime { sent.advanced(by: (clockOffset ?? .zero) - Self.tolerance) }

    /// The age of a version, by the creation time in its ARN.
    func age(of arn: VersionARN) -> Age {
        if arn.creationTime >= earliest.milliseconds { return .young }
        return clockOffset == nil ? .unknown : .old
    }
}
