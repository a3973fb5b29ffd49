import Host
import ModelVersions
import Reconciler
import Reports
import Synchronization
import TestSupport
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct TrainingDisplayTests {
    @Test("A wall clock that is set back does not stop the heartbeat lines")
    func clockSetBack() async throws {
        let (clock, wallClock, errors) = (VirtualClock(), ManualWallClock(VirtualWallClock.start), TextBuffer())
        let context = Context(
            process: .test(clock: clock, wallClock: wallClock),
            output: TextBuffer(),
            errors: errors,
            terminal: Terminal()
        )
        let display = TrainingDisplay(ProjectNames([]), in: context)
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
        wallClock.set(UnixTime(milliseconds: 1_700_000_000_000))
        try await clock.sleep(for: .seconds(599))
        display.heartbeat()
        #expect(!errors.text.contains("still training"))
        try await clock.sleep(for: .seconds(2))
        display.heartbeat()
        #expect(errors.text.contains("still training: v1 (0s)"))
    }
}
