internal import Diagnostics
internal import Host

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
