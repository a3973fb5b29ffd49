/// Reads files and folders.
package protocol FileReader: Sendable {
    /// The whole content of a regular file (or a pipe, or `/dev/stdin`).
    ///
    /// - Parameter limit: in bytes. A longer file is refused with `.tooLarge` before it is in memory.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]

    /// What stands at a path, symbolic links followed.
    func kind(of path: String) throws(FileError) -> FileKind

    /// The names in a folder, without `.` and `..`, in byte order.
    func names(inFolder path: String) throws(FileError) -> [String]
}

package enum FileKind: Sendable, Equatable {
    case file
    case folder
    /// A pipe, a terminal, a device: can be read as a file, once.
    case stream
}

/// Why a file could not be read, in words fit for the person who named it.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case notFound
        case permissionDenied
        case isFolder
        case notAFolder
        /// Longer than the limit, which is given in bytes.
        case tooLarge(limit: Int)
        /// The system's own words.
        case other(String)
    }

    package var path: String
    package var reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var description: String {
        switch reason {
        case .notFound: "\(path): there is no such file or folder"
        case .permissionDenied: "\(path): permission denied"
        case .isFolder: "\(path): is a folder, not a file"
        case .notAFolder: "\(path): is not a folder"
        case .tooLarge(let limit): "\(path): is larger than \(limit / 1_048_576) MiB, the most that is read"
        case .other(let text): "\(path): \(text)"
        }
    }
}
