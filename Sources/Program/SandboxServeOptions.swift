package import ArgumentParser

/// The command line of the sandbox's server: `rekon sandbox serve`, and `rekon-sandbox`, which it runs.
package struct SandboxServeOptions: ParsableArguments {
    /// The keys of the examples in AWS's documentation, which clients sign with unless the environment has others.
    package static let exampleKeys = (
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    )

    package static let abstract = "Serve the emulator on the loopback interface, for any AWS client."

    package static let discussion = """
        Clients sign with the keys in REKON_SANDBOX_ACCESS_KEY_ID and REKON_SANDBOX_SECRET_ACCESS_KEY of the \
        server. \
        Without these variables they sign with the keys of AWS's examples: \
        \(exampleKeys.accessKeyID) and \(exampleKeys.secretAccessKey).

        These keys belong to the sandbox's own account. The server also answers AssumeRole and GetCallerIdentity \
        of STS: the credentials of a role work in the account of the role only.

        The first line of the output ends with the server's URL. SIGINT and SIGTERM end the server. `rekon sandbox \
        serve` and `rekon-sandbox` are the same.

        EXAMPLES
          rekon sandbox serve --port 8080 --state state.json
          rekon sandbox serve --assumable-role arn:aws:iam::444455556666:role/rekon,externalId=acme
          AWS_ENDPOINT_URL=http://127.0.0.1:8080 aws rekognition describe-projects
        """

    @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "number"))
    package var port = 0

    @Option(
        name: [.customLong("state"), .customLong("sandbox")],
        help: ArgumentHelp(
            "The state file (also: REKON_SANDBOX). A file that does not exist is an empty account. Without the option "
                + "the state is in memory and ends with the server.",
            valueName: "file"
        ),
        completion: .file()
    )
    package var state: String?

    @OptionGroup package var settings: SandboxSettingsOptions

    @Option(
        help: ArgumentHelp("The account of the server's keys. Default of a new state: 111122223333.", valueName: "id"),
        transform: sandboxAccount
    )
    package var account: String?

    @Option(
        name: .customLong("assumable-role"),
        help: ArgumentHelp(
            "A role that AssumeRole accepts, with the external id that it needs, if any. Repeat for more. Without the "
                + "option every role of every account is accepted.",
            valueName: "arn[,externalId=id]"
        )
    )
    package var assumableRoles: [String] = []

    @Option(
        name: .customLong("session-duration"),
        help: ArgumentHelp(
            "How long the credentials of a role last, whatever AssumeRole asks for: to see them expire.",
            valueName: "seconds"
        )
    )
    package var sessionDuration: Int?

    package init() {}

    package func validate() throws {
        if let sessionDuration, !(1...43200).contains(sessionDuration) {
            throw ValidationError("--session-duration must be a number from 1 to 43200.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535.") }
    }
}
