import AWSProfiles
import Foundation
import Testing

@testable import AWSRuntime

/// The cases of a file that a script under Tests/Conformance wrote.
enum BotocoreFixture {
    private struct File<Case: Decodable>: Decodable {
        var botocore: String
        var cases: [Case]
    }

    static func load<Case: Decodable>(_ name: String, of type: Case.Type = Case.self) throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
        return try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: file)).cases
    }
}

/// Two files as they are in a case or a test.
func sharedConfig(config: String? = nil, credentials: String? = nil) throws(ConfigSyntaxError) -> SharedConfig {
    try SharedConfig(
        config: config.map { SharedConfig.File(path: "CONFIG", text: Array($0.utf8)) },
        credentials: credentials.map { SharedConfig.File(path: "CREDENTIALS", text: Array($0.utf8)) }
    )
}

/// What looks for settings in them.
func settingsReader(
    _ environment: [String: String] = [:],
    config: String? = nil,
    credentials: String? = nil,
    profile: String = "default"
) throws -> SettingsReader {
    SettingsReader(
        environment: { environment[$0] },
        config: try sharedConfig(config: config, credentials: credentials),
        profile: profile
    )
}

/// The credentials that a profile names, by the chain's table.
struct ProfileFinding {
    /// The settings of the first credentials, or a `CredentialSource`.
    var first: any Sendable
    var roles: [AssumedRole] = []

    var keys: ProfileKeys? { (first as? CredentialsFileKeys)?.keys ?? (first as? ConfigFileKeys)?.keys }

    init?(_ profile: String, in config: SharedConfig) throws(ProfileError) {
        for source in CredentialChain.profileSources {
            guard let found = try source.read(profile, in: config) else { continue }
            first = found
            guard let chain = found as? RoleChain else { return }
            roles = chain.roles
            switch chain.start {
            case .source(let source): first = source
            case .profile(let name): first = try chain.first(in: config, profile: name)
            }
            return
        }
        return nil
    }
}

/// The message of the error that a body throws.
func message(_ body: () throws -> some Any) -> String {
    do {
        return "no error but \(try body())"
    } catch {
        return "\(error)"
    }
}
