import Host
import ModelVersions
import Reconciler
import Synchronization
import TestSupport
import Testing

@testable import Commands

struct TrainingDisplayTests {
    /// A wall clock that the test sets.
    private final class SetClock: WallClock {
        let time = Mutex(UnixTime(milliseconds: 1_795_000_000_000))
        var now: UnixTime { time.withLock { $0 } }
    }

    @Test("A wall clock that is set back does not stop the heartbeat lines")
    func clockSetBack() async throws {
        let (clock, wallClock, errors) = (InstantClock(), SetClock(), TextBuffer())
        let context = Context(
            process: .test(clock: clock, wallClock: wallClock),
            output: TextBuffer(),
            errors: errors,
            terminal: Terminal()
        )
        let display = TrainingDisplay(in: context)
        display.handle(
            .training(
                .following(
                    project: try ProjectARN(signs),
                    name: try VersionName("v1"),
                    created: wallClock.now.milliseconds,
                    expected: nil
                )
            )
        )
        wallClock.time.withLock { $0 = UnixTime(milliseconds: 1_700_000_000_000) }
        try await clock.sleep(for: .seconds(599))
        display.heartbeat()
        #expect(!errors.text.contains("still training"))
        try await clock.sleep(for: .seconds(2))
        display.heartbeat()
        #expect(errors.text.contains("still training: v1 (0s)"))
    }
}
