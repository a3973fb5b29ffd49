import ArgumentParser
import Host
import Program
import Sandbox

/// The command line of `rekon-sandbox`, which is that of `rekon sandbox serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: SandboxProgram.name,
        abstract: SandboxServeOptions.abstract,
        discussion: SandboxServeOptions.discussion,
        version: RekonVersion.description(of: SandboxProgram.name)
    )

    @OptionGroup var options: SandboxServeOptions

    /// What `--assumable-role` names.
    private func roles() throws -> [AssumableRole] {
        try options.assumableRoles.map { text in
            do {
                return try AssumableRole(text)
            } catch {
                throw ValidationError("The value '\(text)' is invalid for '--assumable-role': \(error)")
            }
        }
    }

    func validate() throws { _ = try roles() }

    /// Serves until the task is cancelled.
    func run(in process: ProcessContext, output: any TextSink, errors: any TextSink) async throws {
        let path = options.state ?? process.environment["REKON_SANDBOX"]
        let engine = SandboxEngine(
            store: SandboxStore(path: path, clock: process.clock),
            wallClock: process.wallClock
        )
        let server = SandboxServer(
            engine: engine,
            keys: try keys(in: process.environment),
            roles: SandboxServer.Roles(
                assumable: options.assumableRoles.isEmpty ? nil : try roles(),
                sessionDuration: options.sessionDuration
            ),
            wallClock: process.wallClock
        )
        // A state that cannot be used is reported before clients can connect.
        try engine.check()
        if !options.settings.isEmpty || options.account != nil {
            try await engine.configure { values in
                options.settings.apply(to: &values)
                if let account = options.account { values.account = account }
            }
        }
        try await server.run(port: options.port) { port in
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
