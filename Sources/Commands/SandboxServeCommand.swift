internal import ArgumentParser
internal import Host
internal import Sandbox
internal import SandboxServer

struct SandboxServeCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the emulator on the loopback interface, for any AWS client.",
        discussion: """
            Clients sign with REKON_SANDBOX_ACCESS_KEY_ID and REKON_SANDBOX_SECRET_ACCESS_KEY as the server was given \
            them, or with the pair of AWS's own examples: \(SandboxServer.Keys.example.accessKeyID) and \
            \(SandboxServer.Keys.example.secretAccessKey).

            EXAMPLES
              rekon sandbox serve --port 8080 --state state.json
              AWS_ENDPOINT_URL_REKOGNITION=http://127.0.0.1:8080 aws rekognition describe-projects
            """
    )

    @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "number"))
    var port = 0

    @Option(help: ArgumentHelp("The state file; one that does not exist yet is an empty account.", valueName: "file"))
    var state: String

    @OptionGroup var settings: SandboxSettingsOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535.") }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let engine = SandboxEngine(
            store: SandboxStore(path: state, clock: context.clock),
            wallClock: context.wallClock
        )
        try await settings.configure(engine)
        let server = SandboxServer(engine: engine, keys: keys(in: context), wallClock: context.wallClock)
        let output = context.output
        do {
            try await server.run(port: port) { port in
                output.write("rekon sandbox listening on http://127.0.0.1:\(port)\n")
            }
        } catch  where !(error is CancellationError) {
            if context.interruption.received != nil { return .success }
            throw CommandFailure(
                message: "port \(port) of 127.0.0.1 cannot be listened on",
                help: "choose another --port"
            )
        }
        return .success
    }

    private func keys(in context: Context) -> SandboxServer.Keys {
        guard let id = context.environment["REKON_SANDBOX_ACCESS_KEY_ID"],
            let secret = context.environment["REKON_SANDBOX_SECRET_ACCESS_KEY"]
        else { return .example }
        return SandboxServer.Keys(accessKeyID: id, secretAccessKey: secret)
    }
}
