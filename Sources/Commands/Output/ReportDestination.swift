internal import Diagnostics
internal import Host

/// A file of `--report`.
struct ReportDestination {
    let path: String
    /// Whether a report of an earlier run stands there, or whatever else.
    private let exists: Bool

    /// A report is made anew by each run, so whatever file is there is replaced, unless `RecordedFiles` knows it to be
    /// needed otherwise.
    ///
    /// - Throws: `CommandFailure` where something stands that is no file.
    init(_ path: String, in context: Context) throws {
        self.path = path
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            exists = true
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else {
                exists = false
                return
            }
            var failure = Self.failure(error)
            failure.status = .usage
            throw failure
        }
    }

    /// Says, where the run ended without a result, that what stands there is not of this run.
    func tellOfEarlierReport(in context: Context) {
        guard exists else { return }
        context.errors.write(
            "warning: \(HarmlessText.shown(path)) was not written: what it holds is not of this run\n"
        )
    }

    /// Readers see the old report or the new one, never a part.
    func write(_ text: String) throws {
        do throws(FileError) {
            // One step of a pipeline hands it to another, and nothing in it is secret.
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the report could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to"
        )
    }
}
