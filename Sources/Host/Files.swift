import LibC

/// Reads files and folders.
package protocol FileReader: Sendable {
    /// The whole content of a regular file (or a pipe, or `/dev/stdin`).
    ///
    /// - Parameter limit: in bytes. A longer file is refused with `.tooLarge` before it is in memory.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]

    /// The content of a file of any size, or of a pipe, piece by piece; `-` is the standard input.
    func stream(_ path: String) throws(FileError) -> ByteStream

    /// What stands at a path, symbolic links followed.
    func kind(of path: String) throws(FileError) -> FileKind

    /// The names in a folder, without `.` and `..`, in byte order.
    func names(inFolder path: String) throws(FileError) -> [String]

    /// What tells a file or folder apart from every other, symbolic links followed; nil where that is not known.
    func identity(of path: String) -> FileIdentity?
}

extension FileReader {
    package func identity(of path: String) -> FileIdentity? { nil }

    package func stream(_ path: String) throws(FileError) -> ByteStream {
        throw FileError(path: path, reason: .other("cannot be read piece by piece"))
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
        /// A symbolic link that leads back to itself.
        case linkLoop
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
        case .linkLoop: "\(path): is a link that leads back to itself"
        case .tooLarge(let limit): "\(path): is larger than \(limit / 1_048_576) MiB, the most that is read"
        case .other(let text): "\(path): \(text)"
        }
    }
}

/// Writes files.
package protocol FileWriter: Sendable {
    /// Puts a file with this content in the place of whatever is there; a reader sees the old content or the new one.
    /// Only its owner may read it, unless the writer was made for others too.
    func replace(_ path: String, with content: [UInt8]) throws(FileError)
}

/// Content that comes piece by piece: a file, a pipe, the answer of a server. To be read once.
package struct ByteStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// In bytes; nil where it is not known before the end, as of a pipe.
    package let size: Int?
    private let read: @Sendable () async throws -> [UInt8]?

    /// - Parameter read: called for one piece after the other; nil at the end. Pieces are not empty.
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

/// What paths mean when their links are followed.
package enum RealPath {
    /// The file that a path means, links followed; the path itself where nothing is there yet.
    package static func of(_ path: String) -> String {
        guard let text = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
