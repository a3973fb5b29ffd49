import Host
import ModelVersions
import Text

/// The folder of `import --out-dir`: a file for each project, and beside them the schema that their first lines name.
struct ImportFolder {
    private let path: String
    private let overwrites: Bool
    private let context: Context

    /// - Parameter overwrites: whether a file of a project may replace another one.
    /// - Throws: `CommandFailure` for a path that is neither a folder nor free.
    init(_ path: String, overwrites: Bool, in context: Context) throws {
        guard !path.isEmpty else {
            throw CommandFailure(
                message: "the path of --out-dir is empty",
                help: "check the variable in the command line",
                status: .usage
            )
        }
        self.path = FileFinder.normalized(path)
        self.overwrites = overwrites
        self.context = context
        try checkFolders([])
    }

    /// Writes all projects, or none where a file is in the way of one.
    ///
    /// - Parameters:
    ///   - projects: each with its text.
    ///   - head: comments for the beginning of each file.
    ///   - hasPlaces: whether each account and region has a folder of its own.
    /// - Throws: `CommandFailure`.
    func write(_ projects: [(arn: ProjectARN, text: ImportedText)], head: String, hasPlaces: Bool) throws {
        let schemaPath = "\(SchemaFile.folder)/\(SchemaFile.name)"
        let names = Self.names(of: projects.map(\.arn), hasPlaces: hasPlaces)
        let folders = Self.folders(of: names + [schemaPath])
        try checkFolders(folders)
        let schema = try OutputFile(
            full(schemaPath),
            .schema(option: "--out-dir", named: "folder"),
            in: context
        )
        let files = try names.map {
            try OutputFile(full($0), .importedProject(overwrites: overwrites), in: context)
        }
        do throws(FileError) {
            for folder in [path] + folders.map(full) { try SystemFileWriter.makeFolder(folder) }
        } catch {
            throw Self.failure(error)
        }
        try schema.write(EmbeddedSchema.desiredState)
        let modeline = SchemaFile.modeline((hasPlaces ? "../../" : "") + schemaPath)
        for (file, project) in zip(files, projects) { try file.write(modeline + head + project.text.document) }
    }

    private func full(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

    /// - Parameter names: of the folders below this one.
    private func checkFolders(_ names: [String]) throws {
        for folder in [path] + names.map(full) {
            do throws(FileError) {
                // `.` and `/` are no links.
                if context.files.isLink(folder) { throw FileError(path: folder, reason: .isLink) }
                guard try context.files.kind(of: folder) == .folder else {
                    throw FileError(path: folder, reason: .notAFolder)
                }
            } catch {
                if error.reason != .notFound { throw Self.failure(error) }
            }
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the import could not be written: \(error)",
            help: "name a folder for --out-dir that is not a link, or a new one in a folder that exists"
        )
    }

    /// The paths of the files of some projects in the folder, as in `signs.yaml` or
    /// `111122223333/us-east-1/signs.yaml`.
    static func names(of projects: [ProjectARN], hasPlaces: Bool) -> [String] {
        var taken: Set<String> = []
        return projects.map { project in
            // A file whose name starts with a dot would not be read. A file name has at most 255 bytes, and a file is
            // written under a longer name first.
            let stem = (project.name.hasPrefix(".") ? "_" : "") + project.name.prefix(200)
            let folder = hasPlaces ? "\(project.account)/\(project.region)/" : ""
            var name = folder + stem
            var number = 1
            // Some file systems take `Signs` and `signs` for one file.
            while !taken.insert(name.lowercased()).inserted {
                number += 1
                name = "\(folder)\(stem)-\(number)"
            }
            return name + ".yaml"
        }
    }

    /// The folders that some paths need, each behind the one that it is in.
    private static func folders(of paths: [String]) -> [String] {
        var folders: [String] = []
        for path in paths {
            let parts = path.parts(between: "/").dropLast()
            for count in parts.indices {
                let folder = parts[...count].joined(separator: "/")
                if !folders.contains(folder) { folders.append(folder) }
            }
        }
        return folders
    }
}
