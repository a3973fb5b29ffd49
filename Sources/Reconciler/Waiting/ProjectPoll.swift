import AWSRuntime
import ModelVersions
import Planning
import Rekognition

/// One look at the versions of a project, with the fewest calls.
struct ProjectPoll {
    /// How many names one DescribeProjectVersions takes (API: VersionNames).
    private static let filterLimit = 10

    let project: ProjectARN
    let names: [VersionName]
    /// Whether the trainings that others started lately are wanted too.
    var countsOthers = false

    /// The versions of the names that exist: one filtered call for up to ten names; for more, pages from the newest on
    /// until all have been seen. With the trainings of others, all that are in progress on these pages, of which at least
    /// one is read.
    ///
    /// - Throws: `PollFailure`, `CancellationError`.
    func run(_ api: @Sendable (ProjectARN) throws -> any RekognitionAPI) async throws -> [VersionName: LiveVersion] {
        do {
            let client = try api(project)
            let wanted = Set(names)
            var found: [VersionName: LiveVersion] = [:]
            let filter = names.count <= Self.filterLimit && !countsOthers ? names.map(\.text) : nil
            var missing = wanted
            let isIncomplete: ([ProjectVersionDescription]) throws -> Bool = { page in
                for description in page {
                    let version = try LiveVersion(description)
                    missing.remove(version.arn.name)
                    let isOther = countsOthers && version.status.phase == .inProgress
                    guard isOther || wanted.contains(version.arn.name) else { continue }
                    if let other = found[version.arn.name], !version.arn.isNewer(than: other.arn) { continue }
                    found[version.arn.name] = version
                }
                return !missing.isEmpty
            }
            try await client.readProjectVersionPages(of: project.text, names: filter, while: isIncomplete)
            return found
        } catch {
            throw try PollFailure(error)
        }
    }
}

/// Why a project could not be asked.
struct PollFailure: Error {
    /// A sentence.
    let reason: String
    /// Whether it will be the same the next time. Everything else is waited out: networks, throttles and the service
    /// recover, and credentials are renewed.
    let isLasting: Bool

    /// - Throws: `CancellationError` where nobody wants to know any more.
    init(_ error: any Error) throws {
        switch error {
        case let error as AWSError:
            if error.cause == .cancelled { throw CancellationError() }
            reason = error.description
            isLasting = error.code.map(Self.lastingCodes.contains) ?? false
        case is CancellationError:
            throw error
        case let error as MalformedAnswer:
            reason = error.description + "."
            isLasting = false
        default:
            reason = "\(error)"
            isLasting = true
        }
    }

    private static let lastingCodes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "InvalidParameterException", RekognitionErrorCode.resourceNotFound,
        "ValidationException",
    ]
}
