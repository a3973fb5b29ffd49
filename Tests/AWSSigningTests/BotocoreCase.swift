import AWSSigning
import Foundation
import Testing

/// A request that botocore signed (Tests/Conformance/signing/make_cases.py).
struct BotocoreCase: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String?
    var region: String
    var service: String
    var time: Int64
    var method: String
    var path: String
    var query: String
    /// Pairs of name and value.
    var headers: [[String]]
    var body: Data
    var canonicalRequest: String
    var signature: String
    var authorization: String

    var testDescription: String { name }

    var credentials: AWSCredentials {
        AWSCredentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    }

    var options: SigningOptions {
        service == "s3"
            ? SigningOptions(normalizesPath: false, encodesPathTwice: false, signsBodyHeader: true) : SigningOptions()
    }

    var request: SigningRequest {
        SigningRequest(
            method: method,
            path: path,
            query: query,
            headers: headers.map { (name: $0[0], value: $0[1]) },
            body: Array(body)
        )
    }

    var signed: SignedRequest {
        SigV4Signer(credentials: credentials, region: region, service: service, options: options)
            .sign(request, at: time)
    }
}

extension BotocoreCase {
    private struct Fixture: Decodable {
        var botocore: String
        var cases: [BotocoreCase]
    }

    /// None where the file cannot be read, which is a failure of one test and not of the process.
    static let all = (try? load()) ?? []

    static func load() throws -> [BotocoreCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/botocore-signatures.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)).cases
    }
}

/// Equal as bytes: as strings, texts that only look alike would be equal.
func expectSame(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
        text.utf8.elementsEqual(expected.utf8),
        "\(text.debugDescription) is not \(expected.debugDescription)",
        sourceLocation: sourceLocation
    )
}
