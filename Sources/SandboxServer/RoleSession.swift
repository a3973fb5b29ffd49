import Crypto
import Text

/// A session of a role, as its temporary credentials name it.
struct RoleSession: Sendable, Equatable {
    var accessKeyID: String
    var role: RoleARN
    /// RoleSessionName.
    var name: String
    /// In seconds since 1970.
    var expiration: Int64

    /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, without the role's path.
    var arn: String { "arn:\(role.partition):sts::\(role.account):assumed-role/\(role.name)/\(name)" }

    init(accessKeyID: String, role: RoleARN, name: String, expiration: Int64) {
        self.accessKeyID = accessKeyID
        self.role = role
        self.name = name
        self.expiration = expiration
    }

    /// No part contains a line break.
    fileprivate init?(_ bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard parts.count == 4, let role = RoleARN(String(parts[1])), let expiration = Int64(parts[3]) else {
            return nil
        }
        self.init(accessKeyID: String(parts[0]), role: role, name: String(parts[2]), expiration: expiration)
    }

    fileprivate var bytes: [UInt8] { Array("\(accessKeyID)\n\(role)\n\(name)\n\(expiration)".utf8) }
}

/// Makes temporary credentials, and recognises them later without a store: the session token contains the session and a
/// code that only this server can make. The credentials end with the server.
struct SessionIssuer: Sendable {
    private let key = SymmetricKey(size: .bits256)

    /// API: accessKeyIdType. Base 32, as in the ids of AWS.
    static func newAccessKeyID() -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return "ASIA" + String((0..<16).map { _ in digits[Int.random(in: 0..<32)] })
    }

    /// Forty characters.
    func secret(of session: RoleSession) -> String {
        String(code("secret", session.bytes).prefix(20).hexadecimal)
    }

    func token(of session: RoleSession) -> String {
        (Array(code("token", session.bytes)) + session.bytes).hexadecimal
    }

    /// Unique to a role, and the same in all its sessions.
    func roleID(of role: RoleARN) -> String {
        "AROA" + code("role", Array(role.description.utf8)).hexadecimal.prefix(17).uppercased()
    }

    /// - Returns: the session of a token; nil for a token that is not of this server, or that was changed.
    func session(ofToken token: String) -> RoleSession? {
        guard let bytes = [UInt8](hexadecimal: token), bytes.count > SHA256.byteCount else { return nil }
        let session = Array(bytes[SHA256.byteCount...])
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                Array(bytes[..<SHA256.byteCount]),
                authenticating: Self.labelled("token", session),
                using: key
            )
        else { return nil }
        return RoleSession(session)
    }

    private func code(_ purpose: String, _ bytes: [UInt8]) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Self.labelled(purpose, bytes), using: key)
    }

    private static func labelled(_ purpose: String, _ bytes: [UInt8]) -> [UInt8] { Array("\(purpose)\n".utf8) + bytes }
}

extension [UInt8] {
    /// Nil for a text that is not pairs of digits.
    fileprivate init?(hexadecimal text: String) {
        let digits = text.utf8.map(\.hexadecimalDigitValue)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            append(high << 4 | low)
        }
    }
}
