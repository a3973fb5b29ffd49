/// The outside of the process: everything that a run reads, writes, starts or waits for. A test replaces any part of
/// it.
package struct ProcessContext: Sendable {
    package var environment: Environment
    package var files: any FileReader
    /// Writes credential caches.
    package var fileWriter: any FileWriter
    package var processes: any ProcessRunner
    /// For waiting, and for measuring how long something takes.
    package var clock: any Clock<Duration>
    /// For dates.
    package var wallClock: any WallClock
    package var random: any RandomSource

    package init(
        environment: Environment,
        files: any FileReader,
        fileWriter: any FileWriter,
        processes: any ProcessRunner,
        clock: any Clock<Duration>,
        wallClock: any WallClock,
        random: any RandomSource
    ) {
        self.environment = environment
        self.files = files
        self.fileWriter = fileWriter
        self.processes = processes
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
    }

    /// This process, as it is now.
    package static func current() -> ProcessContext {
        ProcessContext(
            environment: .current(),
            files: SystemFileReader(),
            fileWriter: SystemFileWriter(.cache),
            processes: SubprocessRunner(),
            clock: ContinuousClock(),
            wallClock: SystemWallClock(),
            random: SystemRandomSource()
        )
    }
}
