internal import Host
internal import ModelVersions

/// When a version that this run created can have been created at the earliest.
struct CreationWindow: Sendable {
    /// How far this machine's clock may be ahead of the service's: a request that is signed further off is refused
    /// (Signature Version 4: 15 minutes).
    private static let tolerance = Duration.seconds(900)

    let earliest: UnixTime

    /// From now on.
    init(_ wallClock: any WallClock) {
        earliest = wallClock.now.advanced(by: .zero - Self.tolerance)
    }

    /// Whether a version is young enough, by the creation time in its ARN.
    func allows(_ arn: VersionARN) -> Bool { arn.creationTime >= earliest.milliseconds }
}
