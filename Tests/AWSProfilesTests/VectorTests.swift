import AWSProfiles
import Foundation
import Testing

/// The AWS SDKs' own vectors (smithy-rs, aws-runtime/test-data), where somebody put them beside the checkout.
private enum Vectors {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/vectors").standardizedFileURL

    static func exist(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    private struct File<Test: Decodable>: Decodable { var tests: [Test] }

    static func read<Test: Decodable>(_ name: String, of type: Test.Type) throws -> [Test] {
        try JSONDecoder().decode(File<Test>.self, from: Data(contentsOf: folder.appending(path: name))).tests
    }
}

struct VectorTests {
    private struct ProfileTest: Decodable {
        struct Input: Decodable { var configFile, credentialsFile: String? }
        struct Output: Decodable {
            struct Config: Decodable { var profiles, sso_sessions: [String: [String: String]]? }
            var config: Config?
            var errorContaining: String?
        }
        var name: String
        var input: Input
        var output: Output
    }

    /// Their words for an error, and ours.
    private let words = [
        "Profile definition must end with ']'": "the section header must end with `]`",
        "Expected a profile definition": "a section such as `[default]` must come before",
        "Property did not have a name": "the name before the `=` is missing",
        "Expected an '=' sign defining a property": "a setting is written `name = value`",
        "Expected a property definition": "and there is no setting above",
        "Expected a property definition, found continuation": "and there is no setting above",
        "Expected an '=' sign defining a sub-property": "a nested setting is written `name = value`",
        "Sub-property did not have a name": "the name before the `=` of a nested setting",
    ]

    private func file(_ path: String, _ text: String?) -> SharedConfig.File? {
        text.map { SharedConfig.File(path: path, text: Array($0.utf8)) }
    }

    @Test(
        "Profiles as the AWS SDKs read them",
        .enabled(if: Vectors.exist("profile-parser-tests.json"), "there is no ../shared/vectors beside the checkout")
    )
    func profiles() throws {
        let tests = try Vectors.read("profile-parser-tests.json", of: ProfileTest.self)
        #expect(!tests.isEmpty)
        for test in tests {
            do throws(ConfigSyntaxError) {
                let read = try SharedConfig(
                    config: file("config", test.input.configFile),
                    credentials: file("credentials", test.input.credentialsFile)
                )
                let expected = test.output.config
                #expect(expected?.profiles == read.profiles, "\(test.name)")
                #expect(expected?.sso_sessions ?? [:] == read.ssoSessions, "\(test.name)")
            } catch {
                let text = try #require(test.output.errorContaining, "\(test.name): \(error)")
                #expect(error.message.contains(try #require(words[text])), "\(test.name)")
            }
        }
    }

    private struct LocationTest: Decodable {
        var name: String
        var environment: [String: String]
        var platform: String
        var configLocation: String
        var credentialsLocation: String
    }

    @Test(
        "The files are where the AWS SDKs look for them",
        .enabled(if: Vectors.exist("file-location-tests.json"), "there is no ../shared/vectors beside the checkout")
    )
    func locations() throws {
        let tests = try Vectors.read("file-location-tests.json", of: LocationTest.self)
            .filter { $0.platform != "windows" }
        #expect(!tests.isEmpty)
        for test in tests {
            let locations = ConfigLocations { test.environment[$0] }
            #expect(locations.config == test.configLocation, "\(test.name)")
            #expect(locations.credentials == test.credentialsLocation, "\(test.name)")
        }
    }
}
