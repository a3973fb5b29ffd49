internal import Host
internal import Reports

/// A file that a command makes anew in each run, and that takes the place of none but an earlier one of its kind.
struct RemadeFile {
    struct Kind {
        /// The option that names it.
        let option: String
        /// For messages, as in `the page`.
        let noun: String
        /// What every file of the kind begins with.
        let beginning: String
        /// What another file is told to be, as in `is not a page of ...`.
        let otherwise: String
        /// What else can be named.
        var alternative = ""
    }

    private static let limit = 1 << 30

    let path: String
    private let kind: Kind

    /// Looks before anything else is done: a desired state that is named by mistake must survive.
    ///
    /// - Throws: `CommandFailure` where something stands that is neither such a file nor empty.
    init(_ path: String, _ kind: Kind, in context: Context) throws {
        self.path = path
        self.kind = kind
        let content: [UInt8]
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            content = try context.files.read(path, limit: Self.limit)
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else { return }
            throw failure(error)
        }
        guard content.isEmpty || content.starts(with: kind.beginning.utf8) else {
            throw CommandFailure(
                message: "\(path) exists and \(kind.otherwise): it is not overwritten",
                help: "name another file for \(kind.option), or remove this one"
            )
        }
    }

    /// Readers, who may be other users, see the old file or the new one, never a part. Nothing in it is secret.
    func write(_ text: String) throws {
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "\(kind.noun) could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to\(kind.alternative)"
        )
    }
}

extension RemadeFile.Kind {
    /// Of `drift --metrics`.
    static let metrics = Self(
        option: "--metrics",
        noun: "the metrics",
        beginning: DriftMetrics.signature,
        otherwise: "holds no metrics of `rekon drift`"
    )

    /// Of `report --html`.
    static let page = Self(
        option: "--html",
        noun: "the page",
        beginning: StatusPage.beginning,
        otherwise: "is not a page of `rekon report`",
        alternative: ", or `-` for the standard output"
    )
}
