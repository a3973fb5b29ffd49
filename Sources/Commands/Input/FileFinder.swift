import Diagnostics
import Host

/// Where YAML is read from.
enum InputFile: Sendable, Equatable {
    /// `-`; a file of that name is written `./-`.
    case standardInput
    case file(String)

    /// What is opened.
    var path: String {
        switch self {
        case .standardInput: "/dev/stdin"
        case .file(let path): path
        }
    }

    /// What messages call it.
    var name: String {
        switch self {
        case .standardInput: "<stdin>"
        case .file(let path): path
        }
    }
}

/// Finds the YAML files below the paths of a command line.
struct FileFinder {
    let files: any FileReader

    struct Result {
        /// In byte order of their names. No file twice, whatever names it has.
        var files: [InputFile] = []
        var diagnostics: [Diagnostic] = []
    }

    func find(_ paths: [String]) -> Result {
        var result = Result()
        for path in paths {
            switch path {
            case "-":
                result.files.append(.standardInput)
            case "":
                result.diagnostics.append(
                    .error(
                        "a path is empty",
                        help: "check the variable that stands for it; `.` is the current folder"
                    )
                )
            default:
                find(Self.normalized(path), into: &result)
            }
        }
        result.files = withoutRepetitions(result.files)
        return result
    }

    private func find(_ path: String, into result: inout Result) {
        do throws(FileError) {
            guard try files.kind(of: path) == .folder else {
                result.files.append(.file(path))
                return
            }
        } catch {
            result.diagnostics.append(.error(error.description, help: error.advice))
            return
        }
        var search = FolderSearch(files: files)
        search.search(path)
        if search.found.isEmpty, search.diagnostics.isEmpty {
            search.diagnostics.append(
                .error("\(path): the folder holds no *.yaml or *.yml file", help: "check the path")
            )
        }
        result.files += search.found.map { .file($0) }
        result.diagnostics += search.diagnostics
    }

    private func withoutRepetitions(_ found: [InputFile]) -> [InputFile] {
        if found.count < 2 { return found }
        var names: Set<[UInt8]> = []
        var identities: Set<FileIdentity> = []
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.filter { file in
            guard names.insert(Array(file.name.utf8)).inserted else { return false }
            guard let identity = files.identity(of: file.path) else { return true }
            return identities.insert(identity).inserted
        }
    }

    /// The path without `./` in front, doubled slashes and a slash at the end, so that a file named twice is one.
    static func normalized(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let parts = path.split(separator: "/").filter { $0 != "." }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}

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
