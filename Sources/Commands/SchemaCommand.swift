import ArgumentParser

struct SchemaCommand: ContextCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case desiredState = "desired-state"
        case settings
    }

    static let configuration = RekonCommand.command(
        "schema",
        abstract: "Print the JSON Schema of the desired state, or of the settings file.",
        discussion: """
            Editors with a YAML language server use it to check and complete files. The first line of such a file \
            names the schema from the folder of the file: \
            `# yaml-language-server: $schema=desired-state.schema.json`.

            EXAMPLES
              rekon schema --out models/desired-state.schema.json
              rekon schema settings --out settings.schema.json
            """
    )

    @Argument(help: "What the schema is of.")
    var subject: Subject = .desiredState

    @Option(
        help: ArgumentHelp(
            "Write to this file. `-` is the standard output, which is the default.",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    func run(in context: Context) async throws -> ExitStatus {
        let text =
            switch subject {
            case .desiredState: EmbeddedSchema.desiredState
            case .settings: EmbeddedSchema.settings
            }
        if let out, out != "-" {
            try OutputFile(out, .schema(), in: context).write(text)
        } else {
            context.output.write(text)
        }
        return .success
    }
}

/// The JSON Schemas in specs/, embedded when the program is built.
enum EmbeddedSchema {
    static var desiredState: String { String(decoding: PackageResources.desired_state_schema_json, as: UTF8.self) }
    static var settings: String { String(decoding: PackageResources.settings_schema_json, as: UTF8.self) }
}
