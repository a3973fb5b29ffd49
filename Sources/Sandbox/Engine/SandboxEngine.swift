import FoundationEssentials
package import Host
import Rekognition

/// The rules of the service. Errors of the service are `ServiceRefusal`; errors of the state file are `SandboxError`.
///
/// An operation works in the region of its request: resources of other regions are not found.
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
    /// - Parameter region: the region of the signature.
    package func respond(to operation: String, _ body: [UInt8], region: String) async -> SandboxResponse {
        guard region.isRegionLike else {
            return .error(code: "InvalidSignatureException", message: "The credential must be scoped to a region.")
        }
        do {
            return SandboxResponse(status: 200, body: try await dispatch(operation, body, region: region))
        } catch let refusal as ServiceRefusal {
            return .error(code: refusal.code, message: refusal.message)
        } catch let error as DecodingError {
            return Self.response(to: error)
        } catch let error as SandboxError {
            return .error(code: "InternalServerError", message: error.description, status: 500)
        } catch {
            return .error(code: "InternalServerError", message: "The sandbox is being shut down.", status: 500)
        }
    }

    private func dispatch(_ operation: String, _ body: [UInt8], region: String) async throws -> [UInt8] {
        func decoded<Request: Decodable>(_ type: Request.Type = Request.self) throws -> Request {
            try JSONDecoder().decode(type, from: body.isEmpty ? Data("{}".utf8) : Data(body))
        }
        func encoded(_ response: some Encodable) -> [UInt8] { SandboxResponse.encode(response) }
        return switch operation {
        case "CreateProject": encoded(try await createProject(decoded(), region: region))
        case "DescribeProjects": encoded(try describeProjects(decoded(), region: region))
        case "DeleteProject": encoded(try await deleteProject(decoded(), region: region))
        case "CreateDataset": encoded(try await createDataset(decoded(), region: region))
        case "DescribeDataset": encoded(try describeDataset(decoded(), region: region))
        case "DeleteDataset": encoded(try await deleteDataset(decoded(), region: region))
        case "CreateProjectVersion": encoded(try await createProjectVersion(decoded(), region: region))
        case "DescribeProjectVersions": try describeProjectVersions(decoded(), region: region).json
        case "DeleteProjectVersion": encoded(try await deleteProjectVersion(decoded(), region: region))
        case "TagResource": encoded(try await tagResource(decoded(), region: region))
        case "UntagResource": encoded(try await untagResource(decoded(), region: region))
        case "ListTagsForResource": encoded(try listTagsForResource(decoded(), region: region))
        default:
            throw ServiceRefusal(
                code: "UnknownOperationException",
                message: "The sandbox does not know \(operation.prefix(100))."
            )
        }
    }

    private static func response(to error: DecodingError) -> SandboxResponse {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _):
            return .error(code: "InvalidParameterException", message: "The member \(key.stringValue) is missing.")
        case .valueNotFound(_, let context) where !context.codingPath.isEmpty:
            return .error(code: "InvalidParameterException", message: "The member \(path(context)) is missing.")
        case .typeMismatch(_, let context) where !context.codingPath.isEmpty,
            .dataCorrupted(let context) where !context.codingPath.isEmpty:
            return .error(code: "SerializationException", message: "The member \(path(context)) has a wrong type.")
        default:
            return .error(
                code: "SerializationException",
                message: "The body is not a JSON object, or has a number that is too large."
            )
        }
    }
}
