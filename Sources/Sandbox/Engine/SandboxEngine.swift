package import Host
import JSON
import ModelVersions
import Rekognition

/// The rules of the service. Errors of the service are `ServiceRefusal`; errors of the state file are `SandboxError`.
///
/// An operation works in the account of its credentials and in the region of its request. Resources of other regions
/// are not found, and those of other accounts are denied.
package struct SandboxEngine: Sendable {
    let store: SandboxStore
    let wallClock: any WallClock

    package init(store: SandboxStore, wallClock: any WallClock = SystemWallClock()) {
        self.store = store
        self.wallClock = wallClock
    }

    var now: UnixTime { wallClock.now }

    /// Checks that the state can be read.
    ///
    /// - Throws: `SandboxError`.
    package func check() throws {
        _ = try store.read()
    }

    /// The sandbox's own account: that of the settings.
    ///
    /// - Throws: `SandboxError`.
    package var ownAccount: String { get throws { try store.read().settings.account } }

    package static func partition(of region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// Changes the settings of the service.
    package func configure(_ change: (inout SandboxSettings) -> Void) async throws {
        try await store.update { change(&$0.settings) }
    }
}

/// An error of the emulated service, with the status 400.
struct ServiceRefusal: Error, Equatable {
    var code: String
    var message: String

    static func invalidParameter(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "InvalidParameterException", message: message)
    }

    static func notFound(_ what: String) -> ServiceRefusal {
        ServiceRefusal(code: "ResourceNotFoundException", message: "The resource \(what) does not exist.")
    }

    static func notReady(_ what: String) -> ServiceRefusal {
        ServiceRefusal(code: "ResourceNotReadyException", message: "The resource \(what) is not ready.")
    }

    static func denied(_ action: String, on what: String) -> ServiceRefusal {
        ServiceRefusal(
            code: "AccessDeniedException",
            message: "The sandbox denies \(action) on resource: \(what)."
        )
    }

    static func ofAnotherAccount(_ what: String, than account: String) -> ServiceRefusal {
        ServiceRefusal(
            code: "AccessDeniedException",
            message: "The credentials belong to account \(account), and no policy lets them use \(what)."
        )
    }

    static func inUse(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "ResourceInUseException", message: message)
    }

    static func limitExceeded(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "LimitExceededException", message: message)
    }

    static func quotaExceeded(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "ServiceQuotaExceededException", message: message)
    }

    static let badToken = ServiceRefusal(
        code: "InvalidPaginationTokenException",
        message: "The pagination token is not valid for this request."
    )
}

extension SandboxEngine {
    /// Runs an operation of the API.
    ///
    /// - Parameters:
    ///   - region: the region of the signature.
    ///   - account: of the credentials; nil: the sandbox's own.
    package func respond(
        to operation: String,
        _ body: [UInt8],
        region: String,
        account: String? = nil
    ) async -> SandboxResponse {
        guard region.isRegionLike else {
            return .error(code: "InvalidSignatureException", message: "The credential must be scoped to a region.")
        }
        do {
            let place = try AccountRegion(region: region, account: account ?? ownAccount)
            return SandboxResponse(status: 200, body: try await dispatch(operation, body, in: place))
        } catch let refusal as ServiceRefusal {
            return .error(code: refusal.code, message: refusal.message)
        } catch let error as DecodingError {
            return Self.response(to: error)
        } catch let error as JSONError {
            return .error(code: "SerializationException", message: "The body is not JSON: \(error).")
        } catch let error as SandboxError {
            return .error(code: "InternalServerError", message: error.description, status: 500)
        } catch {
            return .error(code: "InternalServerError", message: "The sandbox is being shut down.", status: 500)
        }
    }

    private func dispatch(_ operation: String, _ body: [UInt8], in place: AccountRegion) async throws -> [UInt8] {
        func decoded<Request: Decodable>(_ type: Request.Type = Request.self) throws -> Request {
            try JSONCoding.decode(type, from: body.isEmpty ? Array("{}".utf8) : body)
        }
        func encoded(_ response: some Encodable) throws -> [UInt8] { try JSONCoding.encode(response) }
        return switch operation {
        case "CreateProject": try encoded(await createProject(decoded(), in: place))
        case "DescribeProjects": try encoded(describeProjects(decoded(), in: place))
        case "DeleteProject": try encoded(await deleteProject(decoded(), in: place))
        case "CreateDataset": try encoded(await createDataset(decoded(), in: place))
        case "DescribeDataset": try encoded(describeDataset(decoded(), in: place))
        case "ListDatasetEntries": try encoded(listDatasetEntries(decoded(), in: place))
        case "ListDatasetLabels": try encoded(listDatasetLabels(decoded(), in: place))
        case "UpdateDatasetEntries": try encoded(await updateDatasetEntries(decoded(), in: place))
        case "DeleteDataset": try encoded(await deleteDataset(decoded(), in: place))
        case "CreateProjectVersion": try encoded(await createProjectVersion(decoded(), in: place))
        case "DescribeProjectVersions": try describeProjectVersions(decoded(), in: place).json
        case "DeleteProjectVersion": try encoded(await deleteProjectVersion(decoded(), in: place))
        case "StartProjectVersion": try encoded(await startProjectVersion(decoded(), in: place))
        case "StopProjectVersion": try encoded(await stopProjectVersion(decoded(), in: place))
        case "CopyProjectVersion": try encoded(await copyProjectVersion(decoded(), in: place))
        case "PutProjectPolicy": try encoded(await putProjectPolicy(decoded(), in: place))
        case "ListProjectPolicies": try encoded(listProjectPolicies(decoded(), in: place))
        case "DeleteProjectPolicy": try encoded(await deleteProjectPolicy(decoded(), in: place))
        case "TagResource": try encoded(await tagResource(decoded(), in: place))
        case "UntagResource": try encoded(await untagResource(decoded(), in: place))
        case "ListTagsForResource": try encoded(listTagsForResource(decoded(), in: place))
        default:
            throw ServiceRefusal(
                code: "UnknownOperationException",
                message: "The sandbox does not know \(operation.prefix(100))."
            )
        }
    }

    private static func response(to error: DecodingError) -> SandboxResponse {
        let member = error.member
        return switch error {
        case .keyNotFound: .error(code: "InvalidParameterException", message: "The member \(member) is missing.")
        case .valueNotFound where !member.isEmpty:
            .error(code: "InvalidParameterException", message: "The member \(member) is missing.")
        case .typeMismatch where !member.isEmpty:
            .error(code: "SerializationException", message: "The member \(member) has a wrong type.")
        case .dataCorrupted where !member.isEmpty:
            .error(code: "SerializationException", message: "The member \(member) has a number that is too large.")
        default: .error(code: "SerializationException", message: "The body is not a JSON object.")
        }
    }
}
