internal import Crypto
internal import FoundationEssentials
internal import Host
internal import ModelVersions
internal import Reconciler
internal import Rekognition

/// A line of the audit log.
struct AuditRecord: Encodable {
    enum Kind: String, Encodable {
        /// A run is about to create something.
        case run
        case send
        case answer
        case resolved
    }

    let formatVersion = AuditLog.formatVersion
    let type: Kind
    var time = ""
    var run = ""
    /// The program's version.
    var rekon: String?
    var attempt: Int?
    var project, name: String?
    var requestDigest: String?
    var outcome, arn, code, requestID, message: String?

    init(type: Kind, rekon: String) {
        self.type = type
        self.rekon = rekon
    }

    init(type: Kind, _ attempt: CreateAttempt) {
        self.type = type
        self.attempt = attempt.number
        project = attempt.project.text
        name = attempt.name.text
    }

    private enum CodingKeys: String, CodingKey {
        case formatVersion, type, time, run, rekon, attempt, project, name, requestDigest, outcome, arn, code, message
        case requestID = "requestId"
    }

    /// With its line break. Within it JSON has none.
    var line: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        }
    }
}

/// Tells one request from another, without what it says.
enum RequestDigest {
    /// SHA-256 over the body of the request, byte for byte as the client sends it.
    static func of(_ request: CreateProjectVersionRequest) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return SHA256.hash(data: try encoder.encode(request)).reduce(into: "sha256:") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}

/// Tells one run from another: a random UUID (RFC 9562, version 4).
enum RunIdentifier {
    static func make(_ random: any RandomSource) -> String {
        var bytes = (0..<16).map { _ in UInt8(random.unitInterval() * 256) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }
}
