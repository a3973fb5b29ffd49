internal import Host
internal import SystemPackage

/// The files of a command line that it may read, and those that it writes while it runs: none may be both, and no two
/// may be one.
struct RecordedFiles {
    private let files: any FileReader
    /// With how a person knows it.
    private var taken: [(place: Place, what: String)] = []

    /// - Parameters:
    ///   - paths: of the command line.
    ///   - sandbox: the emulator's state.
    init(besides paths: [String], sandbox: String?, in context: Context) {
        files = context.files
        for path in paths where path != "-" { taken.append((Place(path, files), "which this command reads")) }
        if let sandbox { taken.append((Place(sandbox, files), "the state of the sandbox")) }
    }

    /// Adds a file that is to be written.
    ///
    /// - Parameter option: as in `--events`.
    /// - Throws: `CommandFailure` for one that is needed otherwise.
    mutating func add(_ path: String, for option: String) throws {
        let place = Place(path, files)
        if let other = taken.first(where: { $0.place == place }) {
            throw CommandFailure(
                message: "\(option) names \(path), \(other.what); nothing was done",
                help: "give \(option) a file of its own",
                status: .usage
            )
        }
        taken.append((place, "the file of \(option)"))
    }

    /// Adds the files that the standard streams are sent to: what replaces one is lost, or takes what was written away.
    mutating func addStandardStreams() {
        taken.append((Place("/dev/stdout", files), "where the standard output goes"))
        taken.append((Place("/dev/stderr", files), "where the standard error goes"))
    }

    /// Where a path leads, whether there is a file yet or not.
    private enum Place: Equatable {
        case existing(FileIdentity)
        case new(folder: FileIdentity, name: String)
        /// Nothing is known of it.
        case path(String)
        /// A pipe, a terminal, a device: what goes in is nobody's content.
        case stream

        static func == (one: Place, other: Place) -> Bool {
            switch (one, other) {
            case (.existing(let one), .existing(let other)): one == other
            case (.new(let folder, let name), .new(let otherFolder, let otherName)):
                folder == otherFolder && name.utf8.elementsEqual(otherName.utf8)
            case (.path(let one), .path(let other)): one.utf8.elementsEqual(other.utf8)
            default: false
            }
        }

        init(_ path: String, _ files: any FileReader) {
            if (try? files.kind(of: path)) == .stream {
                self = .stream
            } else if let identity = files.identity(of: path) {
                self = .existing(identity)
            } else {
                let folder = FilePath(path).removingLastComponent()
                let name = FilePath(path).lastComponent?.string
                if let name, let identity = files.identity(of: folder.isEmpty ? "." : folder.string) {
                    self = .new(folder: identity, name: name)
                } else {
                    self = .path(path)
                }
            }
        }
    }
}
