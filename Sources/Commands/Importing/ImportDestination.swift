internal import Host

/// Where `import` writes.
struct ImportDestination {
    /// Nil: the standard output.
    private let path: String?
    /// Whether a file stands there, which was allowed to be overwritten.
    private var replacesFile = false

    /// Looks before anything is read: what somebody wrote by hand must survive, and what is no file, such as
    /// `/dev/null`, must not become one.
    ///
    /// - Parameter path: nil and `-` for the standard output.
    /// - Throws: `CommandFailure` where something stands that may not be overwritten.
    init(_ path: String?, overwrites: Bool, in context: Context) throws {
        self.path = path == "-" ? nil : path
        guard let path = self.path else { return }
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            if error.reason == .notFound { return }
            throw Self.failure(error)
        }
        guard overwrites else {
            throw CommandFailure(
                message: "\(path) exists: it is not overwritten",
                help: "name another file for --out, or pass --force"
            )
        }
        replacesFile = true
    }

    /// - Parameter isComplete: What is not all there is does not take the place of a file that may be.
    func write(_ text: String, isComplete: Bool, in context: Context) throws {
        guard let path, replacesFile, !isComplete else { return try write(text, in: context) }
        throw CommandFailure(
            message: "\(path) was left as it was: not everything could be imported",
            help: "name another file for --out to have the part that could"
        )
    }

    private func write(_ text: String, in context: Context) throws {
        guard let path else {
            context.output.write(text)
            return
        }
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the import could not be saved: \(error)",
            help: "name a file in a folder that exists and that this user may write to, or `-` for the standard output"
        )
    }
}
