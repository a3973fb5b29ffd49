import Diagnostics
import Host
import Text

/// A file to read YAML from.
enum InputFile: Sendable, Equatable {
    /// `-`. A file with that name is `./-`.
    case standardInput
    /// - Parameters:
    ///   - within: the real path of the folder that it was found in, and that it may not leave; nil for a file that
    ///     the command line names.
    ///   - showsText: whether messages may quote its lines.
    case file(String, within: String? = nil, showsText: Bool = true)

    /// The path to open.
    var path: String {
        switch self {
        case .standardInput: "/dev/stdin"
        case .file(let path, _, _): path
        }
    }

    /// Whether messages may quote its lines.
    var isShown: Bool {
        if case .file(_, _, showsText: false) = self { false } else { true }
    }

    /// The name in messages.
    var name: String {
        switch self {
        case .standardInput: "<stdin>"
        case .file(let path, _, _): path
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
        let isOpen = InheritedDescriptor(path) != nil
        let showsText = isOpen || files.linksStayInFolders(of: path)
        do throws(FileError) {
            switch try files.kind(of: path) {
            case .folder: break
            case .stream where !isOpen: throw FileError(path: path, reason: .notAFile)
            case .file, .stream:
                result.files.append(.file(path, showsText: showsText))
                return
            }
        } catch {
            result.diagnostics.append(.error(error.description, help: error.advice))
            return
        }
        var search = FolderSearch(path, files: files)
        search.search()
        // Names of files in a folder of someone else are not shown either.
        if !showsText, !search.diagnostics.isEmpty { search.diagnostics = [.concealed([path])] }
        if search.found.isEmpty, search.diagnostics.isEmpty {
            search.diagnostics.append(
                .error("\(path): the folder contains no *.yaml or *.yml file", help: "check the path")
            )
        }
        result.files += search.found.map { .file($0, within: search.root, showsText: showsText) }
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
        let parts = path.parts(between: "/").filter { !$0.isEmpty && $0 != "." }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}

/// The search of one folder for YAML files. It never leaves the folder: the author of a file in it may be anyone, and a
/// link is a file too.
///
/// It goes level by level, and visits each folder once, even if several links lead to it. So loops of links end, and
/// each file is found by its shortest name.
struct FolderSearch {
    /// The real path of the folder; nil where it is unknown.
    let root: String?
    private(set) var found: [String] = []
    var diagnostics: [Diagnostic] = []

    /// The depth of nested folders. It ends a loop where folders have no identity.
    private static let depthLimit = 64
    /// The number of files and folders to look at.
    private static let entryLimit = 100_000

    private let folder: String
    private let files: any FileReader
    private var queue: [(folder: String, depth: Int)]

    init(_ folder: String, files: any FileReader) {
        self.folder = folder
        self.files = files
        root = files.realPath(of: folder)
        queue = [(folder, 0)]
    }

    mutating func search() {
        var visited: Set<FileIdentity> = []
        var entries = 0
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
                let names = try files.names(inFolder: folder)
                entries += names.count
                guard entries <= Self.entryLimit else {
                    diagnostics.append(
                        .error(
                            "\(self.folder): the folder contains more than 100,000 files and folders",
                            help: "name a folder that contains only the desired state"
                        )
                    )
                    return
                }
                for name in names {
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
            let kind = try files.kind(of: path)
            // Other files are not read, so their names and targets do not matter.
            guard isYAML || kind == .folder else { return }
            if let root, files.isLink(path), let target = files.realPath(of: path) {
                guard target.isPath(within: root) else { throw FileError(path: path, reason: .leavesFolder) }
                guard target.isShown(in: root) else { throw FileError(path: path, reason: .leadsToHidden) }
            }
            switch kind {
            case .folder: queue.append((path, depth + 1))
            case .file: found.append(path)
            // Reading a pipe without a writer would never end.
            case .stream: throw FileError(path: path, reason: .notAFile)
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

extension FileReader {
    /// Whether no symbolic link of a path leads out of the folder that it is in. The text of such a file may be shown:
    /// its author could write the text into the folder as well.
    func linksStayInFolders(of path: String) -> Bool {
        var folder = path.utf8.first == UInt8(ascii: "/") ? "/" : "."
        for part in path.parts(between: "/") where !part.isEmpty {
            let next = folder == "." ? String(part) : folder == "/" ? "/\(part)" : "\(folder)/\(part)"
            if isLink(next), let target = realPath(of: next), let place = realPath(of: folder),
                !target.isShown(in: place)
            {
                return false
            }
            folder = next
        }
        return true
    }
}

extension String {
    /// Whether a real path is in a folder, and not hidden there: `.git/config` has secrets. Names with two dots are
    /// those of a Kubernetes volume (`..data`).
    fileprivate func isShown(in folder: String) -> Bool {
        guard isPath(within: folder) else { return false }
        let rest = utf8.dropFirst(folder.utf8.count)
        return rest.split(separator: UInt8(ascii: "/")).allSatisfy {
            !$0.starts(with: ".".utf8) || $0.starts(with: "..".utf8)
        }
    }
}

extension Diagnostic {
    /// In place of the errors about a path whose text must not be shown: they quote keys, values and names of files. A
    /// pull request can put a link in the place of a file or folder that the command line names.
    static func concealed(_ paths: [String]) -> Diagnostic {
        .error(
            "\(paths.joined(separator: ", ")): errors are not shown: a link on the path leads out of its folder",
            help: "name the file or folder itself, without a link"
        )
    }
}
