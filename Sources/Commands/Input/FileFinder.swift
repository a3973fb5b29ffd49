import Diagnostics
import Host

/// A file to read YAML from.
enum InputFile: Sendable, Equatable {
    /// `-`. A file with that name is `./-`.
    case standardInput
    case file(String)

    /// The path to open.
    var path: String {
        switch self {
        case .standardInput: "/dev/stdin"
        case .file(let path): path
        }
    }

    /// The name in messages.
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
        /// In byte order of their names. A file with several names occurs once.
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
                        help: "check the variable in the command line; `.` is the current folder"
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
                .error("\(path): the folder contains no *.yaml or *.yml file", help: "check the path")
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

    /// The path without `./` at the start, doubled slashes and a slash at the end: one spelling for each file.
    static func normalized(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let parts = path.split(separator: "/").filter { $0 != "." }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}

/// The search of one folder for YAML files.
///
/// It goes level by level, and visits each folder once, even if several links lead to it. So loops of links end, and
/// each file is found by its shortest name.
struct FolderSearch {
    let files: any FileReader
    private(set) var found: [String] = []
    var diagnostics: [Diagnostic] = []

    /// The depth of nested folders. It ends a loop where folders have no identity.
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
                    // Hidden folders contain files of other programs (.git, .github), some of them YAML.
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
            // Reading a pipe without a writer would never end.
            case .stream: break
            }
        } catch {
            switch error.reason {
            case .notFound where name.unicodeScalars.contains("\u{FFFD}"):
                diagnostics.append(.error("\(path): the name is not UTF-8", help: "rename it"))
            case .notFound, .linkLoop:
                // A link that leads nowhere matters only if it has the name of a YAML file.
                guard isYAML else { return }
                diagnostics.append(
                    .error(
                        "\(path): the target of the link was not found",
                        help: "remove the link, or create its target"
                    )
                )
            default:
                diagnostics.append(.error(error.description, help: error.advice))
            }
        }
    }
}
