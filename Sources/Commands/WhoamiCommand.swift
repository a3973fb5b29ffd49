internal import AWSRuntime
internal import ArgumentParser
internal import Host

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
