import ArgumentParser
import Host
import Program
import Sandbox

/// The command line of `rekon-sandbox`, which is that of `rekon sandbox serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: SandboxProgram.name,
        abstract: "Serve the emulator on the loopback interface, for any AWS client.",
        discussion: """
            Clients sign with the keys in REKON_SANDBOX_ACCESS_KEY_ID and REKON_SANDBOX_SECRET_ACCESS_KEY of the \
            server. \
            Without these variables they sign with the keys of AWS's examples: \
            \(SandboxServer.Keys.example.accessKeyID) and \(SandboxServer.Keys.example.secretAccessKey).

            These keys belong to the sandbox's own account. The server also answers AssumeRole and GetCallerIdentity \
            of STS: the credentials of a role work in the account of the role only.

            The first line of the output ends with the server's URL. SIGINT and SIGTERM end the server. `rekon sandbox \
            serve` and `rekon-sandbox` are the same.

            EXAMPLES
              rekon sandbox serve --port 8080 --state state.json
              rekon sandbox serve --assumable-role arn:aws:iam::444455556666:role/rekon,externalId=acme
              AWS_ENDPOINT_URL=http://127.0.0.1:8080 aws rekognition describe-projects
            """,
        version: RekonVersion.description(of: SandboxProgram.name)
    )

    @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "number"))
    var port = 0

    @Option(
        name: [.customLong("state"), .customLong("sandbox")],
        help: ArgumentHelp(
            "The state file (also: REKON_SANDBOX). A file that does not exist is an empty account. Without the option "
                + "the state is in memory and ends with the server.",
            valueName: "file"
        ),
        completion: .file()
    )
    var state: String?

    @OptionGroup var settings: SandboxSettingsOptions

    @Option(
        help: ArgumentHelp("The account of the server's keys. Default of a new state: 111122223333.", valueName: "id"),
        transform: sandboxAccount
    )
    var account: String?

    @Option(
        name: .customLong("assumable-role"),
        help: ArgumentHelp(
            "A role that AssumeRole accepts, with the external id that it needs, if any. Repeat for more. Without the "
                + "option every role of every account is accepted.",
            valueName: "arn[,externalId=id]"
        ),
        transform: { try AssumableRole($0) }
    )
    var assumableRoles: [AssumableRole] = []

    @Option(
        name: .customLong("session-duration"),
        help: ArgumentHelp(
            "How long the credentials of a role last, whatever AssumeRole asks for: to see them expire.",
            valueName: "seconds"
        )
    )
    var sessionDuration: Int?

    func validate() throws {
        if let sessionDuration, !(1...43200).contains(sessionDuration) {
            throw ValidationError("--session-duration must be a number from 1 to 43200.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535.") }
    }

    /// Serves until the task is cancelled.
    func run(in process: ProcessContext, output: any TextSink, errors: any TextSink) async throws {
        let path = state ?? process.environment["REKON_SANDBOX"]
        let engine = SandboxEngine(
            store: SandboxStore(path: path, clock: process.clock),
            wallClock: process.wallClock
        )
        let server = SandboxServer(
            engine: engine,
            keys: try keys(in: process.environment),
            roles: SandboxServer.Roles(
                assumable: assumableRoles.isEmpty ? nil : assumableRoles,
                sessionDuration: sessionDuration
            ),
            wallClock: process.wallClock
        )
        // A state that cannot be used is reported before clients can connect.
        try engine.check()
        if !settings.isEmpty || account != nil {
            try await engine.configure { values in
                settings.apply(to: &values)
                if let account { values.account = account }
            }
        }
        try await server.run(port: port) { port in
            output.write("rekon sandbox listening on http://127.0.0.1:\(port)\n")
            if path == nil {
                errors.write("The state is in memory and ends with the server. --state FILE keeps it.\n")
            }
        }
    }

    private func keys(in environment: Environment) throws -> SandboxServer.Keys {
        switch (environment["REKON_SANDBOX_ACCESS_KEY_ID"], environment["REKON_SANDBOX_SECRET_ACCESS_KEY"]) {
        case (let id?, let secret?):
            return SandboxServer.Keys(accessKeyID: id, secretAccessKey: secret)
        case (nil, nil):
            return .example
        default:
            throw CommandFailure(
                message: "only one of REKON_SANDBOX_ACCESS_KEY_ID and REKON_SANDBOX_SECRET_ACCESS_KEY is set",
                help: "set both, or neither for the keys of AWS's examples",
                status: .usage
            )
        }
    }
}
