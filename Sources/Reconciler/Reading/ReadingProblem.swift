internal import AWSRuntime
internal import ModelVersions
internal import Rekognition

/// Where a client's requests go.
struct Place: Hashable {
    let partition: String
    let region: String

    init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
    }
}

/// Why a part of the live state could not be read, as a sentence.
struct ReadingProblem: Error, Sendable {
    let reason: String
    /// Whether the service refused in the way in which it refuses what belongs to others.
    let mayBeOfAnotherAccount: Bool

    /// - Throws: The error itself where it ends the whole run: a cancellation, or no credentials.
    init(_ error: any Error) throws {
        let code = (error as? AWSError)?.code
        mayBeOfAnotherAccount = code == "AccessDeniedException" || code == RekognitionErrorCode.resourceNotFound
        switch error {
        case let error as AWSError:
            switch error.cause {
            case .cancelled: throw CancellationError()
            case .credentials: throw error
            default: reason = error.description
            }
        case is CancellationError:
            throw error
        case let error as MalformedAnswer:
            reason = error.description
        default:
            reason = "\(error)"
        }
    }
}
