import AWSProfiles
import AWSRuntime
import ArgumentParser
import Host
import Reports
import Text

struct WhoamiCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show whose credentials are in use, where they come from, and where requests go.",
        discussion: """
            Asks STS, as every AWS tool can; no permission is needed for that. `--debug` tells every place where \
            credentials were looked for, and why it did not serve.

            EXAMPLES
              rekon whoami
              rekon whoami --profile production --region eu-west-1 --format json
            """
    )

    @Option(
        help: ArgumentHelp(
            "The region to ask in. Projects name their own: this one is for what has none.",
            valueName: "region"
        )
    )
    var region: String?

    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    @OptionGroup var aws: AWSOptions

    func run(in context: Context) async throws -> ExitStatus {
        let situation = try await aws.withConnection(region: region, in: context) { try await $0.situation() }
        let report = WhoamiReport(situation, now: context.wallClock.now)
        switch format {
        case .text: context.output.write(report.text)
        case .json: context.output.write(try report.json())
        }
        return .success
    }
}

/// Whose credentials are in use; never a secret.
struct WhoamiReport {
    private let situation: ConnectionSituation
    private let now: UnixTime

    init(_ situation: ConnectionSituation, now: UnixTime) {
        self.situation = situation
        self.now = now
    }

    var text: String {
        let lines = [
            ("account", situation.identity.account),
            ("arn", situation.identity.arn),
            ("user id", situation.identity.userID),
            ("credentials", situation.credentialSource),
            ("access key", situation.accessKeyID),
            ("expires", expiration),
            ("profile", situation.profile),
            ("region", "\(situation.region) (\(situation.regionOrigin))"),
            ("rekognition", "\(situation.endpoint) (\(situation.endpoint.explanation))"),
            ("sts", "\(situation.identityEndpoint) (\(situation.identityEndpoint.explanation))"),
        ]
        return lines.map { name, value in
            name + String(repeating: " ", count: 13 - name.count) + HarmlessText.shown(value) + "\n"
        }.joined()
    }

    private var expiration: String {
        guard let time = situation.expiration else { return "not by themselves" }
        let minutes = (time.seconds - now.seconds) / 60
        return "\(time.iso8601) (\(minutes < 0 ? "\(-minutes) min ago" : "in \(minutes) min"))"
    }

    /// The format is specs/whoami.schema.json.
    func json() throws -> String {
        struct Service: Encodable {
            let url, origin: String
        }
        struct Document: Encodable {
            let formatVersion: String
            let account, arn, userId: String
            let credentialSource, accessKeyId: String
            let expiration: String?
            let profile, region, regionOrigin: String
            let endpoints: [String: Service]
        }
        let document = Document(
            formatVersion: JSONText.formatVersion,
            account: situation.identity.account,
            arn: situation.identity.arn,
            userId: situation.identity.userID,
            credentialSource: situation.credentialSource,
            accessKeyId: situation.accessKeyID,
            expiration: situation.expiration?.iso8601,
            profile: situation.profile,
            region: situation.region,
            regionOrigin: situation.regionOrigin,
            endpoints: [
                "rekognition": Service(
                    url: "\(situation.endpoint)",
                    origin: situation.endpoint.explanation
                ),
                "sts": Service(url: "\(situation.identityEndpoint)", origin: situation.identityEndpoint.explanation),
            ]
        )
        return try JSONText.render(document)
    }
}
