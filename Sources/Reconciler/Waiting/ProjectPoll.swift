import AWSRuntime
import ModelVersions
import Planning
import Rekognition

/// One poll of the versions of a project, with few calls.
struct ProjectPoll {
    /// How many names one DescribeProjectVersions takes (API: VersionNames).
    private static let filterLimit = 10

    let project: ProjectARN
    let names: [VersionName]
    /// Whether trainings that others started count too.
    var countsOthers = false

    /// The existing versions among the names: one filtered call for up to ten names; for more, pages from the newest
    /// version on until all are found. To count others, it reads at least one page, and adds all trainings in progress.
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
                    let version = try LiveVersion(description, of: project)
                    missing.remove(version.arn.name)
                    let isOther = countsOthers && version.takesTrainingSlot
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

/// Why a poll failed.
struct PollFailure: Error {
    /// A sentence.
    let reason: String
    /// Whether the next poll will fail the same way. Other problems pass: networks, throttles and the service recover,
    /// and credentials are renewed.
    let isLasting: Bool

    /// - Throws: `CancellationError`.
    init(_ error: any Error) throws {
        if error.isCancellation { throw CancellationError() }
        switch error {
        case let error as AWSError:
            reason = error.description
            let isOfAccount = if case .account = error.cause { true } else { false }
            isLasting = isOfAccount || error.isDenial || error.code.map(Self.lastingCodes.contains) ?? false
        case let error as MalformedAnswer:
            reason = error.description + "."
            isLasting = false
        default:
            reason = "\(error)"
            isLasting = true
        }
    }

    private static let lastingCodes: Set<String> = [
        "InvalidParameterException", RekognitionErrorCode.resourceNotFound, "ValidationException",
    ]
}
