import ArgumentParser

struct SchemaCommand: ContextCommand {
    static let configuration = RekonCommand.command(
        "schema",
        abstract: "Print the JSON Schema of the desired state.",
        discussion: """
            Editors with a YAML language server use it to check and complete files. Such a file begins with \
            `# yaml-language-server: $schema=desired-state.schema.json`.

            EXAMPLES
              rekon schema > desired-state.schema.json
            """
    )

    func run(in context: Context) async throws -> ExitStatus {
        context.output.write(DesiredStateSchema.text)
        return .success
    }
}

/// The JSON Schema of the desired state: specs/desired-state.schema.json, embedded when the program is built.
enum DesiredStateSchema {
    static var text: String { String(decoding: PackageResources.desired_state_schema_json, as: UTF8.self) }
}
