internal import Diagnostics
internal import Host
internal import Reports

/// The file of `drift --metrics`.
struct MetricsDestination {
    private static let limit = 256 * 1024 * 1024

    let path: String

    /// Looks before anything else is done: a desired state that is named by mistake must survive.
    ///
    /// - Throws: `CommandFailure` where something stands that is neither such a file nor empty.
    init(_ path: String, in context: Context) throws {
        self.path = path
        let content: [UInt8]
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            content = try context.files.read(path, limit: Self.limit)
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else { return }
            throw Self.failure(error)
        }
        guard content.isEmpty || content.starts(with: DriftMetrics.signature.utf8) else {
            throw CommandFailure(
                message: "\(path) exists and holds no metrics of `rekon drift`: it is not overwritten",
                help: "name another file for --metrics, or remove this one"
            )
        }
    }

    /// A collector that reads meanwhile sees the old metrics or the new ones.
    func save(_ metrics: String) throws {
        do throws(FileError) {
            // The collector is another user, and nothing in it is secret.
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(metrics.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the metrics could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to"
        )
    }
}
