import LibC
package import SystemPackage

/// The program that this process runs.
package enum RunningProgram {
    /// The path of its file, without symbolic links.
    package static func path() throws(Errno) -> FilePath {
        #if canImport(Darwin)
        var size: UInt32 = 0
        _ = unsafe _NSGetExecutablePath(nil, &size)
        var name = [CChar](repeating: 0, count: Int(size))
        guard unsafe _NSGetExecutablePath(&name, &size) == 0 else { throw .nameTooLong }
        let link = unsafe FilePath(platformString: name)
        #else
        let link: FilePath = "/proc/self/exe"
        #endif
        guard let resolved = unsafe link.withPlatformString({ unsafe realpath($0, nil) }) else {
            throw Errno(rawValue: errno)
        }
        defer { unsafe free(resolved) }
        return unsafe FilePath(platformString: resolved)
    }

    /// Continues this process as another program, with the same environment, open files and process id. Returns only
    /// when that fails.
    ///
    /// - Parameter arguments: after the name of the program.
    package static func replace(by program: FilePath, _ arguments: [String]) -> Errno {
        // Not freed: the process becomes another program, or is about to report the error and end.
        let texts = unsafe ([program.string] + arguments).map { unsafe strdup($0) } + [nil]
        return unsafe program.withPlatformString { path in
            _ = unsafe execv(path, texts)
            return Errno(rawValue: errno)
        }
    }
}
