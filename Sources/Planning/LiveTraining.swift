/// What the service says about the training of a live version; each member is nil where it does not say.
///
/// Nothing here is compared with the desired state.
package struct LiveTraining: Sendable, Equatable {
    /// Milliseconds since 1970 (API: CreationTimestamp).
    package var created: Int64?
    /// Milliseconds since 1970 (API: TrainingEndTimestamp).
    package var ended: Int64?
    /// What a successful training is charged for (API: BillableTrainingTimeInSeconds). It may exceed the wall time:
    /// several machines train at once.
    package var billableSeconds: Int64?
    /// 0 to 1; successful trainings only (API: EvaluationResult.F1Score).
    package var f1Score: Double?
    /// Where the service wrote what it found in the manifests (API: ManifestSummary).
    package var manifestSummary: LiveSettings.Manifest?

    package init(
        created: Int64? = nil,
        ended: Int64? = nil,
        billableSeconds: Int64? = nil,
        f1Score: Double? = nil,
        manifestSummary: LiveSettings.Manifest? = nil
    ) {
        self.created = created
        self.ended = ended
        self.billableSeconds = billableSeconds
        self.f1Score = f1Score
        self.manifestSummary = manifestSummary
    }
}
