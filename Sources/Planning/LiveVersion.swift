package import ModelVersions

/// A live model version.
package struct LiveVersion: Sendable, Equatable {
    package enum TagReading: Sendable, Equatable {
        /// Not requested: DescribeProjectVersions does not return tags.
        case notAsked
        case read(Tags)
        case unreadable(reason: String)
    }

    package var arn: VersionARN {
        get { values.arn }
        set { values.arn = newValue }
    }
    package var status: VersionStatus {
        get { values.status }
        set { values.status = newValue }
    }
    package var statusMessage: String? {
        get { values.statusMessage }
        set { values.statusMessage = newValue }
    }
    package var settings: LiveSettings {
        get { values.settings }
        set { values.settings = newValue }
    }
    package var training: LiveTraining {
        get { values.training }
        set { values.training = newValue }
    }
    package var tags: TagReading {
        get { values.tags }
        set { values.tags = newValue }
    }
    /// The version that it was copied from (API: SourceProjectVersionArn); nil for a version that was trained here.
    package var source: String? {
        get { values.source }
        set { values.source = newValue }
    }
    /// Of the last start; nil for a version that was never started. They are charged for only while it runs.
    package var inferenceUnits: InferenceUnits? {
        get { values.inferenceUnits }
        set { values.inferenceUnits = newValue }
    }

    private struct Values: Sendable, Equatable {
        var arn: VersionARN
        var status: VersionStatus
        var statusMessage: String?
        var settings: LiveSettings
        var training: LiveTraining
        var tags: TagReading
        var source: String?
        var inferenceUnits: InferenceUnits?
    }

    private final class Box: Sendable {
        let values: Values

        init(_ values: Values) { self.values = values }
    }

    /// Copies use one box: reports pass each version on two dozen times, and a copy of its values has a dozen texts.
    private var box: Box

    private var values: Values {
        get { box.values }
        set { box = Box(newValue) }
    }

    package init(
        arn: VersionARN,
        status: VersionStatus,
        statusMessage: String? = nil,
        settings: LiveSettings = LiveSettings(),
        training: LiveTraining = LiveTraining(),
        tags: TagReading = .notAsked,
        source: String? = nil,
        inferenceUnits: InferenceUnits? = nil
    ) {
        box = Box(
            Values(
                arn: arn,
                status: status,
                statusMessage: statusMessage,
                settings: settings,
                training: training,
                tags: tags,
                source: source,
                inferenceUnits: inferenceUnits
            )
        )
    }

    package static func == (lhs: LiveVersion, rhs: LiveVersion) -> Bool { lhs.values == rhs.values }

    /// Whether CopyProjectVersion made it, so that it was never trained in this project.
    package var isCopy: Bool { source != nil || status.isOfCopy }

    /// Whether it is a training in progress. A copy in progress takes no training slot: concurrent copies have a quota
    /// of their own (Service Quotas: L-B3EE7891, beside L-F1558568 for trainings).
    package var takesTrainingSlot: Bool { status.phase == .inProgress && !isCopy }
}

/// The settings of a version's training. Nil means that the service does not report the setting, not that it is empty.
package struct LiveSettings: Sendable, Equatable {
    package struct Output: Sendable, Hashable, CustomStringConvertible {
        package var bucket: String
        package var prefix: String

        package init(bucket: String, prefix: String) {
            self.bucket = bucket
            self.prefix = prefix
        }

        package var description: String { S3URI.text(bucket: bucket, prefix: prefix) }
    }

    package var output: Output?
    /// API: TrainingDataResult.Input. Empty for a training on the project's datasets: the service then gives an empty
    /// Input. For a training from manifests it gives them, already while it trains (recorded answers;
    /// specs/planning.md).
    package var training: [S3Object]?
    /// API: TestingDataResult.Input. Empty for the project's datasets, and for a split of the training data.
    package var testing: [S3Object]?
    package var testingIsAutoCreated: Bool?
    package var kmsKey: String?
    package var description: String?
    package var confidenceThreshold: Double?

    package init(
        output: Output? = nil,
        training: [S3Object]? = nil,
        testing: [S3Object]? = nil,
        testingIsAutoCreated: Bool? = nil,
        kmsKey: String? = nil,
        description: String? = nil,
        confidenceThreshold: Double? = nil
    ) {
        self.output = output
        self.training = training
        self.testing = testing
        self.testingIsAutoCreated = testingIsAutoCreated
        self.kmsKey = kmsKey
        self.description = description
        self.confidenceThreshold = confidenceThreshold
    }
}

/// The state of a live model version (API: ProjectVersionStatus; the service may add others).
package struct VersionStatus: Sendable, Hashable, CustomStringConvertible {
    package var rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    /// A status that only a version of CopyProjectVersion has. A started copy has the statuses of any version.
    package var isOfCopy: Bool { rawValue.hasPrefix("COPYING_") }

    /// The meaning of a status for a plan.
    package enum Phase: String, Sendable, Equatable {
        /// Being trained, or copied from another project.
        case inProgress = "in-progress"
        /// Trained: running, stopped, or with a failed start.
        case trained
        /// Not trained; the name is used up.
        case failed
        case deleting
        /// Trained, and it still runs: an adapter whose base model has a successor, in its grace period.
        case deprecated
        /// Trained, but it no longer serves: the service ignores it and answers with its base model.
        case expired
        /// A status that rekon does not know.
        case unrecognized
    }

    /// Why a live version of this status keeps its name from a new version; nil for a version that can be used.
    package var nameBlock: NameBlock? {
        switch phase {
        case .failed: .usedUp
        case .deleting: .notFreeYet
        case .inProgress, .trained, .deprecated, .expired, .unrecognized: nil
        }
    }

    /// Whether its training or copying has ended well.
    package var isTrained: Bool {
        switch phase {
        case .trained, .deprecated, .expired: true
        case .inProgress, .failed, .deleting, .unrecognized: false
        }
    }

    package var phase: Phase {
        switch rawValue {
        case "TRAINING_COMPLETED", "COPYING_COMPLETED", "STARTING", "RUNNING", "FAILED", "STOPPING", "STOPPED": .trained
        case "TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS": .inProgress
        case "TRAINING_FAILED", "COPYING_FAILED": .failed
        case "DELETING": .deleting
        // Guide: managing-adapters.html. Both are statuses of adapters only.
        case "DEPRECATED": .deprecated
        case "EXPIRED": .expired
        default: .unrecognized
        }
    }
}

/// Why no version can be trained under a name although the version that has it cannot be used.
package enum NameBlock: String, Sendable, CustomStringConvertible {
    /// The training or copying failed. The name is free again when the failed version is deleted.
    case usedUp = "the name is used up"
    /// The version that has the name is being deleted.
    case notFreeYet = "the name is not free yet"

    /// A clause, the same in every message.
    package var description: String { rawValue }
}

/// The training of a live version; nil for what the service does not report. Planning does not compare it.
package struct LiveTraining: Sendable, Equatable {
    /// Milliseconds since 1970 (API: CreationTimestamp).
    package var created: Int64?
    /// Milliseconds since 1970 (API: TrainingEndTimestamp).
    package var ended: Int64?
    /// API: BillableTrainingTimeInSeconds; successful trainings only. It can exceed the wall time, because several
    /// machines train at once.
    package var billableSeconds: Int64?
    /// 0 to 1; successful trainings only (API: EvaluationResult.F1Score).
    package var f1Score: Double?
    /// The service's report about the manifests (API: ManifestSummary).
    package var manifestSummary: S3Object? {
        get { if case .object(let object)? = summary { object } else { nil } }
        set { summary = newValue.map { .object($0) } }
    }

    /// In a box: a plan has a training for each live version, and reads no summary.
    private indirect enum Summary: Sendable, Equatable {
        case object(S3Object)
    }

    private var summary: Summary?

    package init(
        created: Int64? = nil,
        ended: Int64? = nil,
        billableSeconds: Int64? = nil,
        f1Score: Double? = nil,
        manifestSummary: S3Object? = nil
    ) {
        self.created = created
        self.ended = ended
        self.billableSeconds = billableSeconds
        self.f1Score = f1Score
        self.manifestSummary = manifestSummary
    }
}
