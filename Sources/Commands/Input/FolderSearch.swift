internal import Diagnostics
internal import Host

/// The search of one folder for YAML files.
///
/// By levels, and each folder once, whatever links lead to it: so links that form a loop end, and a file is found under
/// its shortest name.
struct FolderSearch {
    let files: any FileReader
    private(set) var found: [String] = []
    var diagnostics: [Diagnostic] = []

    /// Folders within folders. Where folders cannot be told apart, this ends a loop.
    private static let depthLimit = 64

    private var queue: [(folder: String, depth: Int)] = []

    init(files: any FileReader) {
        self.files = files
    }

    mutating func search(_ folder: String) {
        queue = [(folder, 0)]
        var visited: Set<FileIdentity> = []
        var next = 0
        while next < queue.count {
            let (folder, depth) = queue[next]
            next += 1
            if let identity = files.identity(of: folder), !visited.insert(identity).inserted { continue }
            guard depth < Self.depthLimit else {
                diagnostics.append(.error("\(folder): folders are nested too deeply; is a link a loop?"))
                continue
            }
            do throws(FileError) {
                for name in try files.names(inFolder: folder) {
                    // Hidden folders hold other programs' files (.git, .github), among them YAML.
                    if name.utf8.first == UInt8(ascii: ".") { continue }
                    look(at: name, in: folder, depth: depth)
                }
            } catch {
                diagnostics.append(.error(error.description, help: error.advice))
            }
        }
    }

    private mutating func look(at name: String, in folder: String, depth: Int) {
        let path = folder == "." ? name : folder == "/" ? "/" + name : folder + "/" + name
        let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        do throws(FileError) {
            switch try files.kind(of: path) {
            case .folder: queue.append((path, depth + 1))
            case .file: if isYAML { found.append(path) }
            // Reading a pipe that nobody writes to would never end.
            case .stream: break
            }
        } catch {
            switch error.reason {
            case .notFound where name.unicodeScalars.contains("\u{FFFD}"):
                diagnostics.append(.error("\(path): the name is not UTF-8", help: "rename it"))
            case .notFound, .linkLoop:
                // A dangling link is somebody else's matter unless it stands for a file to be read.
                guard isYAML else { return }
                diagnostics.append(
                    .error("\(path): is a link that leads to no file", help: "remove it, or make what it leads to")
                )
            default:
                diagnostics.append(.error(error.description, help: error.advice))
            }
        }
    }
}
