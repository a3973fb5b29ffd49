import AWSSigning
import Host
import Synchronization
import Testing

@testable import AWSRuntime

/// Files in memory.
struct MemoryFiles: FileReader {
    var files: [String: String] = [:]

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let text = files[path] else { throw FileError(path: path, reason: .notFound) }
        return Array(text.utf8)
    }
    func kind(of path: String) throws(FileError) -> FileKind { .file }
    func names(inFolder path: String) throws(FileError) -> [String] { [] }
}

struct CredentialTests {
    private func resolve(
        _ environment: [String: String],
        config: String? = nil,
        credentials: String? = nil,
        profile: String? = nil
    ) async throws -> SourcedCredentials {
        var files = MemoryFiles()
        files.files["/home/me/.aws/config"] = config
        files.files["/home/me/.aws/credentials"] = credentials
        let environment = Environment(environment.merging(["HOME": "/home/me"]) { mine, _ in mine })
        let settings = try ProfileSettings(environment: environment, files: files, flag: profile)
        return try await CredentialChain(environment: environment, settings: settings).credentials()
    }

    private func complaint(_ work: () async throws -> SourcedCredentials) async -> String {
        do {
            return "found \(try await work().credentials.accessKeyID)"
        } catch {
            return "\(error)"
        }
    }

    private let variables = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    private let profiles =
        "[default]\naws_access_key_id=DEF\naws_secret_access_key=s\n[p]\naws_access_key_id=P\naws_secret_access_key=s\naws_session_token=t2\n"

    @Test func environment() async throws {
        let found = try await resolve(variables, credentials: profiles)
        #expect(found.credentials == AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s", sessionToken: "t"))
        #expect(found.source.contains("environment"))
    }

    @Test("AWS_PROFILE does not beat the environment, --profile does")
    func profileChoice() async throws {
        let both = variables.merging(["AWS_PROFILE": "p"]) { mine, _ in mine }
        #expect(try await resolve(both, credentials: profiles).credentials.accessKeyID == "ENV")
        #expect(try await resolve(["AWS_PROFILE": "p"], credentials: profiles).credentials.sessionToken == "t2")
        #expect(try await resolve(variables, credentials: profiles, profile: "p").credentials.accessKeyID == "P")
        #expect(try await resolve([:], credentials: profiles).credentials.accessKeyID == "DEF")
    }

    @Test func blankIsUnset() async throws {
        let blank = ["AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": ""]
        #expect(try await resolve(blank, credentials: profiles).credentials.accessKeyID == "DEF")
    }

    @Test("The credentials file wins over the config file")
    func precedence() async throws {
        let config = "[profile p]\naws_access_key_id=C\naws_secret_access_key=s\n"
        #expect(
            try await resolve([:], config: config, credentials: profiles, profile: "p").credentials.accessKeyID == "P"
        )
        #expect(try await resolve([:], config: config, profile: "p").credentials.accessKeyID == "C")
    }

    @Test("Half a pair is an error, not a reason to look elsewhere")
    func halfAPair() async {
        let half = await complaint { try await resolve(["AWS_ACCESS_KEY_ID": "x"], credentials: profiles) }
        #expect(half.contains("AWS_SECRET_ACCESS_KEY is not"))
        let other = await complaint { try await resolve(["AWS_SECRET_ACCESS_KEY": "x"], credentials: profiles) }
        #expect(other.contains("AWS_ACCESS_KEY_ID is not"))
        let file = await complaint { try await resolve([:], credentials: "[default]\naws_access_key_id=x\n") }
        #expect(file.contains("has no `aws_secret_access_key`"))
    }

    @Test(
        "Kinds of profiles that are not supported are named",
        arguments: [
            "role_arn", "sso_session", "sso_start_url", "credential_process", "web_identity_token_file",
        ]
    )
    func unsupported(setting: String) async {
        let text = await complaint { try await resolve([:], config: "[profile p]\n\(setting) = x\n", profile: "p") }
        #expect(text.contains("through `\(setting)`"))
        #expect(text.contains("export-credentials --profile p"))
    }

    @Test func nothing() async {
        let text = await complaint { try await resolve([:]) }
        #expect(text.contains("there are no AWS credentials"))
        #expect(text.contains("/home/me/.aws/credentials"))
    }

    @Test func unknownProfile() async {
        #expect(
            await complaint { try await resolve([:], credentials: profiles, profile: "q") }.contains(
                "`q` is neither in"
            )
        )
        #expect(await complaint { try await resolve(["AWS_PROFILE": "q"], credentials: profiles) }.contains("`q`"))
    }

    /// Fails at first, and counts.
    private actor Flaky: CredentialProvider {
        var calls = 0

        func credentials() async throws(CredentialError) -> SourcedCredentials {
            calls += 1
            await Task.yield()
            if calls == 1 { throw CredentialError("not yet") }
            return SourcedCredentials(AWSCredentials(accessKeyID: "A\(calls)", secretAccessKey: "s"), source: "x")
        }

        func invalidate() async {}
    }

    @Test("Who asks at the same time shares one answer; a failure is not remembered")
    func cache() async throws {
        let flaky = Flaky()
        let cache = CredentialCache(flaky)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await cache.credentials()) == nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures >= 1)
        #expect(try await cache.credentials().credentials.accessKeyID == "A2")
        #expect(await flaky.calls == 2)
        await cache.invalidate()
        #expect(try await cache.credentials().credentials.accessKeyID == "A3")
    }

    @Test("No way of printing credentials prints a secret")
    func redaction() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "psst")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in [
            "\(credentials)", String(reflecting: credentials), dumped, "\([credentials])",
            "\(SourcedCredentials(credentials, source: "x"))",
        ] {
            #expect(!text.contains("hush") && !text.contains("psst"))
        }
    }
}
