import AWSProfiles
import Host
import TestSupport

@testable import AWSRuntime

/// A run of the program as far as its connection goes, in a world of the test's own.
struct TestRun {
    var environment: [String: String]
    let files: MemoryFiles
    let transport: ScriptedTransport
    let processes: ScriptedProcesses
    let clock = VirtualClock()
    let wallClock = ManualWallClock()
    let log = LogLines()
    var prompt: (@Sendable (String) -> String?)?

    static let configPath = "/home/me/.aws/config"
    static let credentialsPath = "/home/me/.aws/credentials"

    init(
        _ environment: [String: String] = [:],
        config: String? = nil,
        credentials: String? = nil,
        files: [String: String] = [:],
        processes: ScriptedProcesses = ScriptedProcesses(),
        answers: [ScriptedTransport.Answer]
    ) {
        self.init(
            environment,
            config: config,
            credentials: credentials,
            files: files,
            processes: processes,
            transport: ScriptedTransport(answers)
        )
    }

    init(
        _ environment: [String: String] = [:],
        config: String? = nil,
        credentials: String? = nil,
        files: [String: String] = [:],
        processes: ScriptedProcesses = ScriptedProcesses(),
        transport: ScriptedTransport = ScriptedTransport([])
    ) {
        let defaults = ["HOME": "/home/me", "AWS_REGION": "eu-west-1"]
        self.environment = defaults.merging(environment) { _, mine in mine }
        self.files = MemoryFiles(files)
        self.files[Self.configPath] = config
        self.files[Self.credentialsPath] = credentials
        self.processes = processes
        self.transport = transport
    }

    func connection(
        profile: String? = nil,
        endpointURL: String? = nil,
        flags: ClientSettings.Flags = ClientSettings.Flags(),
        defaults: ClientSettings.Defaults = ClientSettings.Defaults(),
        accounts: @escaping @Sendable (String) -> AccountCredentials = { _ in .ofRun },
        warn: @escaping @Sendable (String) -> Void = { _ in },
        allowsHTTP: Bool = false
    ) throws -> AWSConnection {
        let settings = try ConnectionSettings(
            environment: Environment(environment),
            files: files,
            profile: profile,
            endpointURL: endpointURL,
            flags: flags,
            defaults: defaults
        )
        return AWSConnection(
            settings,
            in: .test(
                environment: environment,
                files: files,
                fileWriter: files,
                processes: processes,
                clock: clock,
                wallClock: wallClock,
                random: FixedRandom(0.5)
            ),
            transport: transport,
            log: log.log,
            warn: warn,
            allowsHTTP: allowsHTTP,
            prompt: prompt,
            product: "rekon/test",
            accounts: accounts
        )
    }

    func credentials(profile: String? = nil) async throws -> SourcedCredentials {
        try await connection(profile: profile).credentials.credentials()
    }

    /// Why there are no credentials.
    func complaint(profile: String? = nil) async -> String {
        do {
            return "found \(try await credentials(profile: profile))"
        } catch {
            return "\(error)"
        }
    }
}

extension ScriptedTransport.Answer {
    /// What STS answers to AssumeRole or AssumeRoleWithWebIdentity.
    static func role(
        _ operation: String = "AssumeRole",
        key: String = "ASIAROLE",
        expiration: String = "2023-11-14T23:13:20Z"
    ) -> Self {
        .ok(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(operation)Result>
                <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::1:x</Arn></AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>\(key)</AccessKeyId>
                  <SecretAccessKey>role-secret/+&#x3D;&amp;</SecretAccessKey>
                  <SessionToken>role-token==</SessionToken>
                  <Expiration>\(expiration)</Expiration>
                </Credentials>
              </\(operation)Result>
              <ResponseMetadata><RequestId>r-sts</RequestId></ResponseMetadata>
            </\(operation)Response>
            """
        )
    }

    /// An error of STS.
    static func queryError(_ code: String, _ message: String = "no", status: Int = 400) -> Self {
        .success(
            HTTPResponse(
                status: status,
                headers: [(name: "Content-Type", value: "text/xml")],
                body: Array(
                    """
                    <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
                    <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>r-9</RequestId></ErrorResponse>
                    """.utf8
                )
            )
        )
    }

    static let identity = ok(
        """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::111122223333:user/Alice</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
        </GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """
    )
}
