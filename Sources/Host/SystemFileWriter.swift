import LibC
package import SystemPackage

/// Writes the files of this machine, and nothing that a symbolic link leads to.
package struct SystemFileWriter: FileWriter {
    /// What a file is for: it decides about links and rights.
    package enum Purpose: Sendable {
        /// What a command writes. A new file is readable by its owner only. An existing one keeps its mode.
        case result
        /// The same without account data: a new file is readable by every user, within the process's umask.
        case publicResult
        /// A credential cache in the home folder that AWS's tools share. A link stays and its target is replaced; only
        /// the owner may read the new file.
        case cache
    }

    private let purpose: Purpose

    package init(_ purpose: Purpose) {
        self.purpose = purpose
    }

    package func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        try replace(path, with: content, check: {})
    }

    /// What is already open, such as `/dev/fd/3`, gets the content as it is.
    ///
    /// - Parameter check: is called right before the file gets its name.
    package func replace(
        _ path: String,
        with content: [UInt8],
        check: () throws(FileError) -> Void
    ) throws(FileError) {
        do {
            if purpose != .cache, let open = InheritedDescriptor(path) {
                return try open.descriptor.writeAll(content, timeout: -1)
            }
            try replaceOpen(path, with: content, check: check).close()
        } catch {
            throw FileError(path: path, writing: error)
        }
    }

    /// Replaces a file, and leaves the new one open for reading.
    package func replaceOpen(
        _ path: String,
        with content: [UInt8],
        check: () throws(FileError) -> Void = {}
    ) throws(FileError) -> FileDescriptor {
        let target = purpose == .cache ? SystemFileReader().realPath(of: path) ?? path : path
        // In the same folder: the rename is atomic. A new name: no file of another program is in the way.
        let name = "\(target).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            let existing = try FileStatus.forReplacing(target)
            let descriptor = try FileDescriptor.open(
                FilePath(name),
                .readWrite,
                // Exclusive creation follows no link (POSIX, open).
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: purpose == .publicResult
                    ? [.ownerReadWrite, .groupRead, .otherRead] : [.ownerReadWrite]
            )
            do {
                try descriptor.writeAll(content, timeout: -1)
                if purpose != .cache, let existing { fchmod(descriptor.rawValue, existing.permissions) }
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
                try check()
                // A link that appeared in the meantime is replaced, not followed.
                guard unsafe rename(name, target) == 0 else { throw Errno(rawValue: errno) }
                return descriptor
            } catch {
                unsafe unlink(name)
                try? descriptor.close()
                throw error
            }
        } catch {
            throw FileError(path: path, writing: error)
        }
    }
}

extension SystemFileWriter {
    /// Makes a folder, unless there is one. Its parent must exist.
    ///
    /// - Throws: `.isLink`, also for a link to a folder; `.notAFolder`, and what the system says.
    package static func makeFolder(_ path: String) throws(FileError) {
        do {
            guard unsafe mkdir(path, 0o777) != 0 else { return }
            let reason = Errno(rawValue: errno)
            guard reason == .fileExists else { throw reason }
            let status = try FileStatus(of: path, followsLink: false)
            if status.isLink { throw FileError(path: path, reason: .isLink) }
            if status.kind != .folder { throw FileError(path: path, reason: .notAFolder) }
        } catch {
            throw FileError(path: path, writing: error)
        }
    }
}

extension FileStatus {
    /// The status of a file that is to be replaced; nil where there is none.
    ///
    /// - Throws: `Errno`, `FileError`.
    fileprivate static func forReplacing(_ path: String) throws -> FileStatus? {
        let status: FileStatus
        do throws(Errno) {
            status = try FileStatus(of: path, followsLink: false)
        } catch {
            if error == .noSuchFileOrDirectory { return nil }
            throw error
        }
        if status.isLink { throw FileError(path: path, reason: .isLink) }
        switch status.kind {
        case .file: return status
        case .folder: throw FileError(path: path, reason: .isFolder)
        case .stream: throw FileError(path: path, reason: .notAFile)
        }
    }
}

extension FileError {
    fileprivate init(path: String, writing error: any Error) {
        if let already = error as? FileError {
            self = FileError(path: path, reason: already.reason)
        } else if let number = error as? Errno {
            self.init(path: path, thrown: number)
        } else {
            self.init(path: path, reason: .other("could not be written"))
        }
    }
}
