import AWSProfiles
import AWSRuntime
import ArgumentParser
import Host
import JSON
import Reports
import Text

struct WhoamiCommand: ContextCommand {
    static let configuration = RekonCommand.command(
        "whoami",
        abstract: "Show the owner and the source of the credentials, and where requests go.",
        discussion: """
            Asks STS, which needs no permission. `--debug` lists every place where rekon looked for credentials, and \
            why \
            it did not use that place.

            EXAMPLES
              rekon whoami
              rekon whoami --profile production --region eu-west-1 --format json
            """
    )

    @Option(
        help: ArgumentHelp(
            "The region to ask in. The ARN of a project names the project's own region.",
            valueName: "region"
        )
    )
    var region: String?

    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    @OptionGroup var aws: AWSOptions

    func run(in context: Context) async throws -> ExitStatus {
        let situation = try await aws.connect(region: region, in: context).situation()
        let report = WhoamiReport(situation: situation, now: context.wallClock.now)
        switch format {
        case .text: context.output.write(report.text)
        case .json: context.output.write(report.json())
        }
        return .success
    }
}

/// The owner of the credentials, without any secret.
struct WhoamiReport {
    let situation: ConnectionSituation
    let now: UnixTime

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
    func json() -> String {
        JSONText.render([
            "formatVersion": JSONText.formatVersion,
            "account": situation.identity.account,
            "arn": situation.identity.arn,
            "userId": situation.identity.userID,
            "credentialSource": situation.credentialSource,
            "accessKeyId": situation.accessKeyID,
            "expiration": situation.expiration?.iso8601,
            "profile": situation.profile,
            "region": situation.region,
            "regionOrigin": situation.regionOrigin,
            "endpoints": [
                "rekognition": [
                    "url": "\(situation.endpoint)", "origin": situation.endpoint.explanation,
                ] as JSONValue,
                "sts": [
                    "url": "\(situation.identityEndpoint)", "origin": situation.identityEndpoint.explanation,
                ] as JSONValue,
            ] as JSONValue,
        ])
    }
}
