package import Host

extension ProcessContext {
    /// A process without files, programs or variables, in which waiting takes no time. Every read, write and start
    /// fails, unless the test gives what it needs.
    package static func test(
        environment: [String: String] = [:],
        files: any FileReader = NoFiles(),
        fileWriter: any FileWriter = NoFiles(),
        processes: any ProcessRunner = NoProcesses(),
        clock: any Clock<Duration> = NoWaitClock(),
        wallClock: any WallClock = StoppedWallClock(),
        random: any RandomSource = ConstantRandom()
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

/// A clock that stands at zero, and on which waiting takes no time.
package struct NoWaitClock: Clock {
    package struct Instant: InstantProtocol {
        var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    package init() {}

    package var now: Instant { Instant(offset: .zero) }
    package var minimumResolution: Duration { .nanoseconds(1) }
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

/// A time of day that does not change: 2026-11-23T20:00:07Z unless the test says otherwise.
package struct StoppedWallClock: WallClock {
    package let now: UnixTime

    package init(_ now: UnixTime = UnixTime(seconds: 1_795_464_007)) { self.now = now }
}

/// The same number each time.
package struct ConstantRandom: RandomSource {
    private let value: Double

    package init(_ value: Double = 0) { self.value = value }

    package func unitInterval() -> Double { value }
}
