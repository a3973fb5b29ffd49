package import Host

/// Everything of the outside world that commands use, so that a test can stand in for it.
package struct Context: Sendable {
    package var environment: Environment
    package var files: any FileReader
    /// Results.
    package var output: any TextSink
    /// Progress, warnings, errors and questions.
    package let errors: any TextSink
    /// The foot of the terminal behind `errors`.
    let region: LiveRegion
    package var terminal: Terminal
    package var clock: any Clock<Duration>
    package var wallClock: any WallClock
    package var random: any RandomSource
    package var interruption: Interruption

    package init(
        environment: Environment,
        files: any FileReader,
        output: any TextSink,
        errors: any TextSink,
        terminal: Terminal,
        clock: any Clock<Duration> = ContinuousClock(),
        wallClock: any WallClock = SystemWallClock(),
        random: any RandomSource = SystemRandomSource(),
        interruption: Interruption = Interruption()
    ) {
        self.environment = environment
        self.files = files
        self.output = output
        region = LiveRegion(over: errors)
        self.errors = region
        self.terminal = terminal
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.interruption = interruption
    }

    /// The context of this process.
    package static func current() -> Context {
        Context(
            environment: .current(),
            files: SystemFileReader(),
            output: FileSink(.standardOutput),
            errors: FileSink(.standardError),
            terminal: .current()
        )
    }
}
