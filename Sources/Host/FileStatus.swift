package import LibC
package import SystemPackage

/// What the system knows about a file.
package struct FileStatus {
    package let information: stat

    /// - Parameter followsLink: whether it is about the target of a symbolic link, or about the link.
    package init(of path: String, followsLink: Bool = true) throws(Errno) {
        var information = stat()
        let result = unsafe followsLink ? stat(path, &information) : lstat(path, &information)
        guard result == 0 else { throw Errno(rawValue: errno) }
        self.information = information
    }

    package init(of descriptor: FileDescriptor) throws(Errno) {
        var information = stat()
        guard unsafe fstat(descriptor.rawValue, &information) == 0 else { throw Errno(rawValue: errno) }
        self.information = information
    }

    package var kind: FileKind {
        switch information.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .stream
        }
    }

    package var isLink: Bool { information.st_mode & S_IFMT == S_IFLNK }
    /// In bytes.
    package var size: Int { Int(information.st_size) }
    package var permissions: mode_t { mode_t(information.st_mode & 0o777) }

    /// Nil on file systems that have the number 0 for every file.
    package var identity: FileIdentity? {
        guard information.st_ino != 0 else { return nil }
        return FileIdentity(device: UInt64(information.st_dev), inode: UInt64(information.st_ino))
    }
}

/// A file that is open since the start of this process, named by a path such as `/dev/fd/3`.
package struct InheritedDescriptor: Sendable {
    package let descriptor: FileDescriptor

    /// Nil for any other path, and for a number that this process has opened itself.
    package init?(_ path: String) {
        let number: Int32? =
            switch path {
            case "/dev/stdin": STDIN_FILENO
            case "/dev/stdout": STDOUT_FILENO
            case "/dev/stderr": STDERR_FILENO
            default:
                ["/dev/fd/", "/proc/self/fd/"].lazy.filter(path.hasPrefix).compactMap { start in
                    let digits = path.dropFirst(start.count)
                    return digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
                        ? Int32(digits) : nil
                }.first
            }
        // What this process opens itself is closed on exec. So an inherited file never is.
        guard let number, case let flags = fcntl(number, F_GETFD), flags != -1, flags & FD_CLOEXEC == 0 else {
            return nil
        }
        descriptor = FileDescriptor(rawValue: number)
    }

    package var isWritable: Bool {
        let flags = fcntl(descriptor.rawValue, F_GETFL)
        return flags != -1 && flags & O_ACCMODE != O_RDONLY
    }
}

extension FileDescriptor {
    /// Writes all bytes, with several writes where one takes only a part.
    ///
    /// - Parameter timeout: how long to wait for room in a pipe that does not block, in milliseconds; -1 for ever.
    /// - Throws: a part may have been written.
    package func writeAll(_ bytes: [UInt8], timeout: Int32) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do {
                let count = try unsafe rest.withUnsafeBytes { try unsafe write($0) }
                rest = rest.dropFirst(count)
            } catch Errno.wouldBlock {
                var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                // After an error of the pipe there is room too: the next write reports it.
                guard unsafe poll(&request, 1, timeout) != 0 else { throw Errno.wouldBlock }
            } catch {
                throw error as? Errno ?? .ioError
            }
        }
    }
}

extension String {
    /// Whether a path is a folder or in it. Both are real paths: absolute, without links, `.` and `..`.
    package func isPath(within folder: String) -> Bool {
        if folder == "/" { return true }
        guard utf8.starts(with: folder.utf8) else { return false }
        let rest = utf8.dropFirst(folder.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }
}
