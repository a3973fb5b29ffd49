/// The JSON Schema of the desired state: specs/desired-state.schema.json, embedded when the program is built.
enum DesiredStateSchema {
    static var text: String { String(decoding: PackageResources.desired_state_schema_json, as: UTF8.self) }
}
