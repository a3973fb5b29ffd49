/// What becomes of live versions that no file describes.
package enum UnmanagedPolicy: String, Sendable, CaseIterable {
    /// They are listed, and are no drift.
    case report
    /// They are drift.
    case fail
    /// They are not listed.
    case ignore
}

/// What a run asks of a drift report.
package struct DriftOptions: Sendable {
    package var unmanaged: UnmanagedPolicy
    /// What every trained version must reach, 0 to 1; a higher `expect.minF1Score` stays.
    package var requiredF1Score: Double?
    /// Whether the tags of the live versions were read.
    package var tags: Bool
    /// What S3 says of the manifests; nil where it was not asked.
    package var manifests: ManifestReadings?

    package init(
        unmanaged: UnmanagedPolicy = .report,
        requiredF1Score: Double? = nil,
        tags: Bool = true,
        manifests: ManifestReadings? = nil
    ) {
        self.unmanaged = unmanaged
        self.requiredF1Score = requiredF1Score
        self.tags = tags
        self.manifests = manifests
    }
}
