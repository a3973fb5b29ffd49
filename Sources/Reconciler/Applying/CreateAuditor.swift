import AWSRuntime
package import DesiredState
package import ModelVersions
package import Rekognition

/// One attempt to send a CreateProjectVersion.
package struct CreateAttempt: Sendable, Equatable {
    package var project: ProjectARN
    package var name: VersionName
    /// Of this version in this run, from 1, including those before a wait for a slot. The client's own retries belong
    /// to one attempt.
    package var number: Int
    package var request: CreateProjectVersionRequest
}

/// The answer to an attempt.
package struct CreateAnswer: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The service confirmed that the training started.
        case created
        /// The service refused and created nothing.
        case refused
        /// It was sent, and no answer says what happened: the service may have carried it out.
        case lost
        /// Nothing reached the service.
        case notSent = "not-sent"
    }

    package var outcome: Outcome
    /// Of the created version, as the service returned it.
    package var arn: String?
    /// The service's error code.
    package var code: String?
    /// AWS support asks for it; nil where the service returned none.
    package var requestID: String?
    package var message: String?

    package init(_ response: CreateProjectVersionResponse) {
        outcome = .created
        arn = response.projectVersionARN
        requestID = response.requestID
    }

    package init(_ error: any Error) {
        guard let error = error as? AWSError else {
            // Not from the service: an unusable file of the sandbox, for example.
            outcome = .notSent
            message = "\(error)"
            return
        }
        code = error.code
        requestID = error.requestID
        message = error.description
        outcome =
            switch error.cause {
            case _ where error.mayHaveTakenEffect: .lost
            case .notConnected, .credentials, .account, .cancelled: .notSent
            case .service, .connectionLost, .timedOut, .unreadableResponse: .refused
            }
    }
}

/// The result of a lookup by name.
package struct CreateResolution: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The version has the settings that were sent, after an answer was lost.
        case confirmed
        /// The version has the settings that were sent, but another run created it.
        case alreadyThere = "already-there"
        /// The version has other settings.
        case conflict
        /// The version's training failed, or it is being deleted.
        case unusable
        /// The version did not appear within the grace period.
        case absent
        /// The lookup failed.
        case unreadable
    }

    package var outcome: Outcome
    /// Of the version that was found.
    package var arn: VersionARN?
    package var message: String?

    init(_ outcome: Outcome, arn: VersionARN? = nil, message: String? = nil) {
        self.outcome = outcome
        self.arn = arn
        self.message = message
    }
}

/// Records every create that is sent, so that every paid training can be traced.
///
/// Called from several tasks; the calls for one version come in order.
package protocol CreateAuditor: Sendable {
    /// Called before an attempt is sent.
    ///
    /// - Throws: an error whose text is a sentence for the user. Then nothing is sent.
    func willSend(_ attempt: CreateAttempt) throws

    /// Called when an attempt has ended.
    func didAnswer(_ answer: CreateAnswer, to attempt: CreateAttempt)

    /// Called after a lookup by name, when the answer to an attempt did not say what happened.
    func didResolve(_ resolution: CreateResolution, of attempt: CreateAttempt)
}

extension CreateProjectVersionRequest {
    /// The request that trains a desired version.
    package init(_ version: DesiredVersion, _ settings: TrainingSettings, in project: ProjectARN) {
        var trainingData: TrainingData?
        var testingData: TestingData?
        if case .manifests(let training, let testing) = settings.datasets {
            trainingData = TrainingData(assets: training.map(Asset.init))
            switch testing {
            case .autoCreate: testingData = TestingData(autoCreate: true)
            case .omitted: break
            case .manifests(let manifests): testingData = TestingData(assets: manifests.map(Asset.init))
            }
        }
        self.init(
            projectARN: project.text,
            versionName: version.name.text,
            outputConfig: OutputConfig(
                s3Bucket: settings.output.bucket.text,
                s3KeyPrefix: settings.output.prefix.isEmpty ? nil : settings.output.prefix
            ),
            trainingData: trainingData,
            testingData: testingData,
            tags: version.tags.isEmpty ? nil : version.tags,
            kmsKeyID: settings.kmsKey?.text,
            versionDescription: settings.description?.text,
            featureConfig: settings.confidenceThreshold.map {
                FeatureConfig(contentModeration: .init(confidenceThreshold: $0.percent))
            }
        )
    }
}

extension Asset {
    fileprivate init(_ manifest: ManifestLocation) {
        self.init(
            groundTruthManifest: GroundTruthManifest(
                s3Object: .init(bucket: manifest.bucket.text, name: manifest.key, version: manifest.version)
            )
        )
    }
}
