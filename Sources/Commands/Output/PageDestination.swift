internal import Host
internal import Reports

/// The file of `report --html`.
struct PageDestination {
    let path: String

    /// - Throws: `CommandFailure` where something stands that is neither a page of an earlier run nor empty.
    init(_ path: String, in context: Context) throws {
        self.path = path
        let content: [UInt8]
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            content = try context.files.read(path, limit: 1 << 30)
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else { return }
            throw Self.failure(error)
        }
        guard content.isEmpty || content.starts(with: StatusPage.beginning.utf8) else {
            throw CommandFailure(
                message: "\(path) exists and is not a page of `rekon report`: it is not overwritten",
                help: "name another file for --html, or remove this one"
            )
        }
    }

    /// Readers see the old page or the new one, never a part.
    func write(_ page: String) throws {
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(page.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the page could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to, or `-` for the standard output"
        )
    }
}
