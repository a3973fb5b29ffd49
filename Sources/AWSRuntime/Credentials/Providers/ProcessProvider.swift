import AWSProfiles
import AWSSigning
import Host
import JSON

extension ProfileProcess: ProfileSource {
    static let setting = "credential_process"

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> ProfileProcess? {
        try config.process(ofProfile: profile)
    }

    func provider(in context: ProviderContext) throws(CredentialError) -> any CredentialProvider {
        ProcessProvider(process: self, context: context)
    }
}

/// Credentials that a program prints (`credential_process`).
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider" (feature-process-credentials.html).
struct ProcessProvider: CredentialProvider {
    /// In bytes.
    private static let outputLimit = 65_536
    private static let timeout: Duration = .seconds(60)

    let process: ProfileProcess
    let context: ProviderContext

    private var program: String { "the credential_process of the profile `\(process.profile)`" }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await context.process.processes.run(
                process.command,
                outputLimit: Self.outputLimit,
                timeout: Self.timeout
            )
        } catch {
            throw failure(error)
        }
        switch result.ending {
        case .exited(0): break
        case .exited(127): throw failure("failed with exit code 127 (a program was not found)", result.errors)
        case .exited(let code): throw failure("failed with exit code \(code)", result.errors)
        case .signalled(let signal): throw failure("was stopped by signal \(signal)", result.errors)
        }
        return try credentials(result.output)
    }

    /// The output of the program.
    private struct Output: Decodable {
        var version: Int?
        var accessKeyID: String?
        var secretAccessKey: String?
        var sessionToken: String?
        var expiration: String?

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    private func credentials(_ bytes: [UInt8]) throws(CredentialError) -> SourcedCredentials {
        // The output must not be shown: it can contain the keys.
        guard let output = try? JSONCoding.decode(Output.self, from: bytes) else {
            throw unusable(
                bytes.isEmpty ? "printed nothing" : "printed something that is not the JSON of a credential_process"
            )
        }
        guard output.version == 1 else {
            throw unusable(
                "printed the `Version` \(output.version.map(String.init) ?? "of nothing"); only 1 is supported"
            )
        }
        guard let id = output.accessKeyID, !id.isEmpty else { throw unusable("printed no `AccessKeyId`") }
        guard let secret = output.secretAccessKey, !secret.isEmpty else {
            throw unusable("printed no `SecretAccessKey`")
        }
        let credentials = AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: output.sessionToken)
        try CredentialText.check(
            credentials,
            id: "the `AccessKeyId` of \(program)",
            secret: "the `SecretAccessKey` of \(program)",
            token: "the `SessionToken` of \(program)"
        )
        var expiration: UnixTime?
        if let text = output.expiration {
            expiration = UnixTime(iso8601: text)
            if expiration == nil {
                throw unusable("printed an `Expiration` that is not a time such as 2026-11-23T20:00:00Z")
            }
        }
        return SourcedCredentials(credentials, source: program, expiration: expiration)
    }

    // MARK: Errors

    private func unusable(_ reason: String) -> CredentialError {
        CredentialError("\(program) \(reason): run the command by hand, and correct it or `credential_process`")
    }

    /// The error shows nothing of the program's standard error, which can contain keys: other people read logs.
    private func failure(_ reason: String, _ errors: [UInt8]) -> CredentialError {
        context.log.foreignText("credentials: the standard error of \(program)", errors)
        return CredentialError(
            "\(program) \(reason): run the command by hand, or use --debug, to see its standard error"
        )
    }

    private func failure(_ error: ProcessError) -> CredentialError {
        switch error {
        case .notStarted(let reason):
            CredentialError("\(program) could not be started: \(reason): check `credential_process`")
        case .timedOut:
            CredentialError(
                """
                \(program) did not end within \(Self.timeout.text) and was stopped: run the command by hand; \
                it must not ask for input
                """
            )
        case .tooMuchOutput:
            unusable("printed more than \(Self.outputLimit / 1024) KiB")
        case .cancelled:
            .cancelled
        }
    }
}
