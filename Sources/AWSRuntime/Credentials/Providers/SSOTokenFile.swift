internal import AWSProfiles
internal import Crypto
internal import FoundationEssentials
internal import Host
internal import JSONBytes

/// The token that `aws sso login` leaves in a file, with what is needed to renew it.
///
/// Members that this program does not know stay as they are when the file is written again.
struct SSOTokenFile: Sendable {
    /// In bytes.
    private static let sizeLimit = 262_144

    let path: String
    private var members: [String: JSONValue]

    /// The path of the file, `~/.aws/sso/cache/SHA1.json`: of the session's name, or of the start URL where there is no
    /// session (botocore: `SSOTokenLoader`).
    static func path(of settings: SSOSettings, _ environment: Environment) -> String {
        let key = settings.session ?? settings.startURL
        let digits = Array("0123456789abcdef".utf8)
        let hash = Insecure.SHA1.hash(data: Array(key.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return environment.expandingHome("~/.aws/sso/cache/\(String(decoding: hash, as: UTF8.self)).json")
    }

    /// - Throws: `FileError`; nil where the file is not one of tokens.
    init?(_ path: String, _ files: any FileReader) throws(FileError) {
        self.path = path
        let content = try files.read(path, limit: Self.sizeLimit)
        guard let members = try? JSONDecoder().decode([String: JSONValue].self, from: Data(content)) else { return nil }
        self.members = members
    }

    /// A member's text, whatever the case of its name; nil where it is missing or blank.
    private func text(_ name: String) -> String? {
        let name = name.lowercased()
        let value = (members[name] ?? members.sorted { $0.key < $1.key }.first { $0.key.lowercased() == name }?.value)
        return value?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    var accessToken: String? { text("accessToken") }
    var expiration: UnixTime? { text("expiresAt").flatMap { UnixTime(iso8601: $0) } }

    /// What a new token is asked for with.
    struct Registration: Sendable {
        var clientID: String
        var clientSecret: String
        var refreshToken: String
    }

    /// Nil where something is missing, or no longer good.
    func registration(at now: UnixTime) -> Registration? {
        guard let id = text("clientId"), let secret = text("clientSecret"), let token = text("refreshToken"),
            let end = text("registrationExpiresAt").flatMap({ UnixTime(iso8601: $0) }), end > now
        else { return nil }
        return Registration(clientID: id, clientSecret: secret, refreshToken: token)
    }

    mutating func take(_ token: SSOOIDCClient.Token, at now: UnixTime) {
        set("accessToken", token.accessToken)
        set("expiresAt", now.advanced(by: .seconds(token.expiresIn)).iso8601)
        if let refreshToken = token.refreshToken { set("refreshToken", refreshToken) }
    }

    private mutating func set(_ name: String, _ value: String) {
        let present = members.keys.sorted().first { $0.lowercased() == name.lowercased() }
        members[present ?? name] = .string(value)
    }

    func write(_ files: any FileWriter) throws(FileError) {
        let content: [UInt8]
        do {
            content = try JSONProtocol.encode(members)
        } catch {
            throw FileError(path: path, reason: .other("could not be written as JSON"))
        }
        try files.replace(path, with: content)
    }
}
