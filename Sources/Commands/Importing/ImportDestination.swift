internal import Host

/// Where `import` writes.
struct ImportDestination {
    /// Nil: the standard output.
    private let path: String?

    /// Looks before anything is read: what somebody wrote by hand must survive.
    ///
    /// - Throws: `CommandFailure` where something stands that may not be overwritten.
    init(_ path: String?, overwrites: Bool, in context: Context) throws {
        self.path = path
        guard let path, !overwrites else { return }
        do throws(FileError) {
            _ = try context.files.kind(of: path)
        } catch {
            if error.reason == .notFound { return }
        }
        throw CommandFailure(
            message: "\(path) exists: it is not overwritten",
            help: "name another file for --out, or pass --force"
        )
    }

    func write(_ text: String, in context: Context) throws {
        guard let path else {
            context.output.write(text)
            return
        }
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw CommandFailure(
                message: "the import could not be saved: \(error)",
                help: "name a file in a folder that exists and that this user may write to"
            )
        }
    }
}
