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
            Editors with a YAML language server use it to check and complete files. Such a file begins with \
            `# yaml-language-server: $schema=desired-state.schema.json`.

            EXAMPLES
              rekon schema > desired-state.schema.json
              rekon schema settings > settings.schema.json
            """
    )

    @Argument(help: "What the schema is of.")
    var subject: Subject = .desiredState

    func run(in context: Context) async throws -> ExitStatus {
        switch subject {
        case .desiredState: context.output.write(EmbeddedSchema.desiredState)
        case .settings: context.output.write(EmbeddedSchema.settings)
        }
        return .success
    }
}

/// The JSON Schemas in specs/, embedded when the program is built.
enum EmbeddedSchema {
    static var desiredState: String { String(decoding: PackageResources.desired_state_schema_json, as: UTF8.self) }
    static var settings: String { String(decoding: PackageResources.settings_schema_json, as: UTF8.self) }
}
