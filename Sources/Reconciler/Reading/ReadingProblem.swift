import AWSRuntime
import ModelVersions
import Rekognition

/// Why a part of the live state could not be read.
struct ReadingProblem: Error, Sendable {
    /// A sentence.
    let reason: String
    /// Whether the service refused as it does for the resources of other accounts.
    let mayBeOfAnotherAccount: Bool

    init(reason: String) {
        self.reason = reason
        mayBeOfAnotherAccount = false
    }

    /// - Throws: the error itself where it ends the whole run.
    init(_ error: any Error) throws {
        try error.rethrowIfFatal()
        reason = "\(error)"
        let error = error as? AWSError
        mayBeOfAnotherAccount = error?.isDenial == true || error?.code == RekognitionErrorCode.resourceNotFound
    }
}

/// An answer of the service that lacks a part that everything else needs, or that has it in another form.
struct MalformedAnswer: Error, CustomStringConvertible {
    let description: String
}

extension MalformedAnswer {
    /// An answer about something other than what was asked: a proxy or a cache has mixed up two answers.
    init(about project: ProjectARN, answered arn: String) {
        self.init(
            description: "the service was asked about \(project), but its answer is about `\(arn)`, of another project"
        )
    }
}
