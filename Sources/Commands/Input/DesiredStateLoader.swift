internal import DesiredState
internal import Diagnostics
internal import Host
internal import YAMLTree

/// A desired state as it was found in files.
struct LoadedState {
    var state = DesiredState()
    var diagnostics = DiagnosticList()
    /// The texts that the diagnostics speak of.
    var sources = SourceTexts()
    var fileCount = 0
}

/// Reads the files and folders that a command line names.
struct DesiredStateLoader {
    let files: any FileReader
    let environment: Environment

    init(in context: Context) {
        files = context.files
        environment = context.environment
    }

    private static let fileLimit = 64 * 1024 * 1024

    func load(_ paths: [String]) -> LoadedState {
        var loaded = LoadedState()
        let found = FileFinder(files: files).find(paths)
        loaded.diagnostics.append(contentsOf: found.diagnostics)
        var reader = DesiredStateReader(variables: Variables { environment.exactValue(of: $0) })
        var sources: [(name: String, text: [UInt8])] = []
        loaded.fileCount = found.files.count
        for file in found.files {
            let result: YAMLParseResult
            do throws(FileError) {
                let bytes = try files.read(file.path, limit: Self.fileLimit)
                result = YAMLParser.parse(bytes, path: file.name)
            } catch {
                loaded.diagnostics.append(.error(error.description, help: error.advice))
                continue
            }
            loaded.diagnostics.append(contentsOf: result.diagnostics)
            if result.documents.isEmpty, !result.diagnostics.hasErrors {
                loaded.diagnostics.append(
                    .error(
                        "\(file.name) holds no document",
                        help: "remove the file, or describe a project in it: see `rekon schema`"
                    )
                )
            }
            reader.add(result.documents)
            sources.append((file.name, result.source))
        }
        loaded.state = reader.state
        loaded.diagnostics.merge(reader.diagnostics)
        if !loaded.diagnostics.isEmpty {
            for source in sources { loaded.sources[source.name] = source.text }
        }
        return loaded
    }
}

extension FileError {
    var advice: String? {
        switch reason {
        case .notFound: "check the path; it is taken relative to the current folder"
        case .permissionDenied: "give this user the right to read it"
        case .tooLarge: "split it into several files"
        case .isFolder, .notAFolder, .linkLoop, .other: nil
        }
    }
}
