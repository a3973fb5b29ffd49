internal import AWSRuntime
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
