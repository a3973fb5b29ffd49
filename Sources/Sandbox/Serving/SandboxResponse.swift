internal import FoundationEssentials

/// An answer of the emulated service, as it goes on the wire.
package struct SandboxResponse: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    package static func error(code: String, message: String, status: Int = 400) -> SandboxResponse {
        struct Body: Encodable {
            let type: String
            let message: String

            enum CodingKeys: String, CodingKey {
                case type = "__type"
                case message
            }
        }
        return SandboxResponse(status: status, body: encode(Body(type: code, message: message)))
    }

    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // The shapes hold strings, numbers and lists of them: nothing that JSON cannot.
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}

extension SandboxEngine {
    /// Carries out an operation of the API: the body of a request in, the answer out.
    package func respond(to operation: String, _ body: [UInt8], region: String) async -> SandboxResponse {
        do {
            return SandboxResponse(status: 200, body: try await dispatch(operation, body, region: region))
        } catch let refusal as ServiceRefusal {
            return .error(code: refusal.code, message: refusal.message, status: refusal.status)
        } catch let error as DecodingError {
            return .error(code: "SerializationException", message: Self.text(error))
        } catch {
            return .error(code: "InternalServerError", message: "\(error)", status: 500)
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
        case "DeleteProject": encoded(try await deleteProject(decoded()))
        case "CreateDataset": encoded(try await createDataset(decoded()))
        case "DescribeDataset": encoded(try describeDataset(decoded()))
        case "DeleteDataset": encoded(try await deleteDataset(decoded()))
        case "CreateProjectVersion": encoded(try await createProjectVersion(decoded()))
        case "DescribeProjectVersions": encoded(try describeProjectVersions(decoded()))
        case "DeleteProjectVersion": encoded(try await deleteProjectVersion(decoded()))
        case "TagResource": encoded(try await tagResource(decoded()))
        case "UntagResource": encoded(try await untagResource(decoded()))
        case "ListTagsForResource": encoded(try listTagsForResource(decoded()))
        default:
            throw ServiceRefusal(
                code: "UnknownOperationException",
                message: "The sandbox does not know \(operation.prefix(100))."
            )
        }
    }

    private static func text(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "The member \(key.stringValue) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "The member \(context.codingPath.map(\.stringValue).joined(separator: ".")) has a wrong type."
        default: "The body is not valid JSON."
        }
    }
}
