internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension SystemFileReader {
    package func stream(_ path: String) throws(FileError) -> ByteStream {
        if path == "-" {
            let open = OpenFile(.standardInput, path: "the standard input", closes: false)
            return ByteStream(size: nil) { try open.next() }
        }
        let information = try Self.information(on: path)
        if information.st_mode & S_IFMT == S_IFDIR { throw FileError(path: path, reason: .isFolder) }
        let isFile = information.st_mode & S_IFMT == S_IFREG
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            let open = OpenFile(descriptor, path: path, closes: true)
            return ByteStream(size: isFile ? Int(information.st_size) : nil) { try open.next() }
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }
}

/// A file that is closed when nobody reads it any more.
private final class OpenFile: Sendable {
    /// In bytes: what the processor's caches hold while it is looked at.
    private static let pieceSize = 262_144

    private let descriptor: FileDescriptor
    private let path: String
    private let closes: Bool

    init(_ descriptor: FileDescriptor, path: String, closes: Bool) {
        self.descriptor = descriptor
        self.path = path
        self.closes = closes
    }

    deinit {
        // Nothing was written: there is nothing to be told.
        if closes { try? descriptor.close() }
    }

    func next() throws(FileError) -> [UInt8]? {
        do {
            let piece = try unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            return piece.isEmpty ? nil : piece
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }
}
