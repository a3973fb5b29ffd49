import LibC

/// Reads files and folders.
package protocol FileReader: Sendable {
    /// The whole content of a regular file (or a pipe, or `/dev/stdin`).
    ///
    /// - Parameter limit: in bytes. A longer file throws `.tooLarge`.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]

    /// The content of a regular file, or of what is open already, in pieces; `-` is the standard input.
    func stream(_ path: String) throws(FileError) -> ByteStream

    /// The kind of the file at a path; follows symbolic links.
    func kind(of path: String) throws(FileError) -> FileKind

    /// The names in a folder, without `.` and `..`, in byte order.
    func names(inFolder path: String) throws(FileError) -> [String]

    /// Identifies a file or folder; follows symbolic links. Nil where it is unknown.
    func identity(of path: String) -> FileIdentity?

    /// Whether the last component of a path is a symbolic link, with or without a target.
    func isLink(_ path: String) -> Bool

    /// The absolute path without symbolic links. Nil where there is no file, or where it is unknown.
    func realPath(of path: String) -> String?

    /// The content of a regular file that is in a folder, or below it, when it is open.
    ///
    /// - Parameter folder: its real path.
    /// - Throws: `.leavesFolder`, `.notAFile`, and what `read` throws.
    func read(_ path: String, within folder: String, limit: Int) throws(FileError) -> [UInt8]
}

extension FileReader {
    package func identity(of path: String) -> FileIdentity? { nil }
    package func isLink(_ path: String) -> Bool { false }
    package func realPath(of path: String) -> String? { nil }

    package func read(_ path: String, within folder: String, limit: Int) throws(FileError) -> [UInt8] {
        try read(path, limit: limit)
    }

    /// Checks that a path of the command line leads to a regular file, or to what was open when this process started.
    /// Opening a pipe or a device can wait for ever, or change the device.
    ///
    /// - Throws: `.isFolder`, `.notAFile`, and what `kind` throws.
    package func checkFile(_ path: String) throws(FileError) {
        switch try kind(of: path) {
        case .file: break
        case .folder: throw FileError(path: path, reason: .isFolder)
        case .stream where InheritedDescriptor(path) != nil: break
        case .stream: throw FileError(path: path, reason: .notAFile)
        }
    }

    package func stream(_ path: String) throws(FileError) -> ByteStream {
        throw FileError(path: path, reason: .other("cannot be read in pieces"))
    }
}

/// Equal for all names of one file: hard links, symbolic links, other spellings of the path.
package struct FileIdentity: Sendable, Hashable {
    package var device: UInt64
    package var inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

package enum FileKind: Sendable, Equatable {
    case file
    case folder
    /// A pipe, a terminal, a device: can be read once.
    case stream
}

/// Why a file cannot be read.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case notFound
        case permissionDenied
        case isFolder
        case notAFolder
        /// A loop of symbolic links.
        case linkLoop
        /// A symbolic link, where none is followed.
        case isLink
        /// A pipe, a socket or a device.
        case notAFile
        /// A link leads out of the folder that was named.
        case leavesFolder
        /// A link leads to a file whose name starts with a dot, or into such a folder.
        case leadsToHidden
        /// Longer than the limit, in bytes.
        case tooLarge(limit: Int)
        /// The system's message.
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
        // The process replaced the bytes of its arguments that are not UTF-8, so that the path is another one.
        case .notFound where path.unicodeScalars.contains("\u{FFFD}"): "\(path): the path is not UTF-8 text"
        case .notFound: "\(path): no such file or folder"
        case .permissionDenied: "\(path): permission denied"
        case .isFolder: "\(path): is a folder, not a file"
        case .notAFolder: "\(path): is not a folder"
        case .linkLoop: "\(path): is a loop of symbolic links"
        case .isLink: "\(path): is a symbolic link, and files are not written through links"
        case .notAFile: "\(path): is not a file but a pipe, a socket or a device"
        case .leavesFolder: "\(path): leads out of the folder that was named"
        case .leadsToHidden: "\(path): leads to a hidden file or folder"
        case .tooLarge(let limit): "\(path): is larger than \(limit / 1_048_576) MiB, the most that is read"
        case .other(let text): "\(path): \(text)"
        }
    }
}

/// Writes files.
package protocol FileWriter: Sendable {
    /// Replaces or creates a file in one step: a reader sees the old content or the new one.
    func replace(_ path: String, with content: [UInt8]) throws(FileError)
}

/// Content in pieces: of a file, a pipe, or an answer of a server. It can be read once.
package struct ByteStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// In bytes; nil where it is unknown, as for a pipe.
    package let size: Int?
    private let read: @Sendable () async throws -> [UInt8]?

    /// - Parameter read: returns the next piece, which is not empty; nil at the end.
    package init(size: Int?, read: @escaping @Sendable () async throws -> [UInt8]?) {
        self.size = size
        self.read = read
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let read: @Sendable () async throws -> [UInt8]?

        package mutating func next() async throws -> [UInt8]? { try await read() }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(read: read) }
}
