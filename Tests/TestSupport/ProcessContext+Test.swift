package import Host

extension ProcessContext {
    /// A process without files, programs or variables, in which waiting takes no time. Every read, write and start
    /// fails, unless the test gives what it needs.
    package static func test(
        environment: [String: String] = [:],
        files: any FileReader = NoFiles(),
        fileWriter: any FileWriter = NoFiles(),
        processes: any ProcessRunner = NoProcesses(),
        clock: any Clock<Duration> = VirtualClock(),
        wallClock: any WallClock = ManualWallClock(),
        random: any RandomSource = FixedRandom()
    ) -> ProcessContext {
        ProcessContext(
            environment: Environment(environment),
            files: files,
            fileWriter: fileWriter,
            processes: processes,
            clock: clock,
            wallClock: wallClock,
            random: random
        )
    }
}

/// A machine without files, on which none can be written.
package struct NoFiles: FileReader, FileWriter {
    package init() {}

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        throw FileError(path: path, reason: .notFound)
    }

    package func kind(of path: String) throws(FileError) -> FileKind {
        throw FileError(path: path, reason: .notFound)
    }

    package func names(inFolder path: String) throws(FileError) -> [String] {
        throw FileError(path: path, reason: .notFound)
    }

    package func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        throw FileError(path: path, reason: .permissionDenied)
    }
}

/// A machine without programs.
package struct NoProcesses: ProcessRunner {
    package init() {}

    package func run(
        _ command: String,
        outputLimit: Int,
        timeout: Duration
    ) async throws(ProcessError) -> ProcessResult {
        throw .notStarted("this test has no programs")
    }
}
