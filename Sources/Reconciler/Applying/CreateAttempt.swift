import AWSRuntime
package import DesiredState
package import ModelVersions
package import Rekognition

/// One CreateProjectVersion that is about to be sent, or was.
package struct CreateAttempt: Sendable, Equatable {
    package var project: ProjectARN
    package var name: VersionName
    /// Of this version in this run, from 1, those before a wait for a slot included. What the client sends again because nothing was carried out is the same
    /// attempt.
    package var number: Int
    package var request: CreateProjectVersionRequest

    package init(project: ProjectARN, name: VersionName, number: Int, request: CreateProjectVersionRequest) {
        self.project = project
        self.name = name
        self.number = number
        self.request = request
    }
}

/// What came back for an attempt.
package struct CreateAnswer: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The service said that the training has started.
        case created
        /// The service refused, and created nothing.
        case refused
        /// It was sent, and no answer that says what happened came back: it may have been carried out.
        case lost
        /// Nothing reached the service.
        case notSent = "not-sent"
    }

    package var outcome: Outcome
    /// Of the version that was created, as the service gave it.
    package var arn: String?
    /// The service's error code.
    package var code: String?
    /// What AWS support asks for; nil where the service gave none.
    package var requestID: String?
    package var message: String?

    package init(_ response: CreateProjectVersionResponse) {
        outcome = .created
        arn = response.projectVersionARN
        requestID = response.requestID
    }

    package init(_ error: any Error) {
        guard let error = error as? AWSError else {
            // Not of the service: a sandbox whose file cannot be used, say.
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
            case .notConnected, .credentials, .cancelled: .notSent
            case .service, .connectionLost, .timedOut, .unreadableResponse: .refused
            }
    }
}

/// What a look for the version by name showed.
package struct CreateResolution: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// It is there with the settings that were sent, after an answer was lost.
        case confirmed
        /// It is there with the settings that were sent, and somebody else created it.
        case alreadyThere = "already-there"
        /// It is there with other settings.
        case conflict
        /// It is there, and its training failed, or it is being deleted.
        case unusable
        /// It is not there, although it was looked for as long as the service may take to show it.
        case absent
        /// It could not be looked for.
        case unreadable
    }

    package var outcome: Outcome
    /// Of the version that is there.
    package var arn: VersionARN?
    package var message: String?

    package init(_ outcome: Outcome, arn: VersionARN? = nil, message: String? = nil) {
        self.outcome = outcome
        self.arn = arn
        self.message = message
    }
}

/// Keeps a record of every create that is sent, so that what was paid for can be found out whatever happens.
///
/// Called from several tasks, in the order of what happens to one version.
package protocol CreateAuditor: Sendable {
    /// Called before an attempt is sent.
    ///
    /// - Throws: an error whose text is a sentence for the person who must act. Then nothing is sent.
    func willSend(_ attempt: CreateAttempt) throws

    /// Called as soon as it is known how an attempt went.
    func didAnswer(_ answer: CreateAnswer, to attempt: CreateAttempt)

    /// Called when a version was looked for by name, because the answer to an attempt left open what happened.
    func didResolve(_ resolution: CreateResolution, of attempt: CreateAttempt)
}

extension CreateProjectVersionRequest {
    /// The request that trains a desired version: made of checked values only.
    package init(_ version: DesiredVersion, _ settings: TrainingSettings, in project: ProjectARN) {
        var trainingData: TrainingData?
        var testingData: TestingData?
        if case .manifests(let training, let testing) = settings.datasets {
            trainingData = TrainingData(assets: training.map(Asset.init))
            switch testing {
            case .autoCreate: testingData = TestingData(autoCreate: true)
            case .manifests(let manifests): testingData = TestingData(assets: manifests.map(Asset.init))
            }
        }
        let tags = Dictionary(version.tags.all.map { ($0.key, $0.value) }) { first, _ in first }
        self.init(
            projectARN: project.text,
            versionName: version.name.text,
            outputConfig: OutputConfig(
                s3Bucket: settings.output.bucket.text,
                s3KeyPrefix: settings.output.prefix.isEmpty ? nil : settings.output.prefix
            ),
            trainingData: trainingData,
            testingData: testingData,
            tags: tags.isEmpty ? nil : tags,
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
