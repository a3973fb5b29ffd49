import Host

/// The file with the schema of the desired state, which editors find through the first line of a YAML file.
enum SchemaFile {
    static let name = "desired-state.schema.json"
    /// Where `import --out-dir` writes it. Commands do not look for YAML in hidden folders.
    static let folder = ".rekon"

    /// The first line of a YAML file.
    ///
    /// - Parameter path: of the schema, from the folder of the file.
    static func modeline(_ path: String) -> String { "# yaml-language-server: $schema=\(path)\n" }

    /// The first line of a file, if a schema is beside it; else empty. It never names a schema that is not there.
    static func modeline(beside file: String, _ files: any FileReader) -> String {
        let folder = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[...$0] } ?? ""
        let found = ["\(Self.folder)/\(name)", name].first { path in
            (try? files.kind(of: folder + path)) == .file
        }
        return found.map { modeline($0) } ?? ""
    }
}
