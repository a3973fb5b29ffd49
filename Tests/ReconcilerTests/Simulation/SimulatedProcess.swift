import Host
import Planning
import Reconciler
import Synchronization
import TestSupport

/// A run of a command in a simulation, which `kill -9` may end between any two of its steps.
///
/// A step is what the world sees: the sending of a call, its arrival, its answer, the begin and the end of a sleep.
final class SimulatedProcess: Sendable {
    private struct State {
        var steps = 0
        var isKilled = false
        var outcome: Outcome?
    }

    enum Outcome: Sendable {
        /// It did nothing: live state could not be read, or the plan holds what must be refused.
        case refused(Plan)
        case failed(String)
        case applied(Plan, ApplyReport)
        case waited(Plan, TrainingReport)
    }

    let name: String
    let simulation: Simulation
    let stop = StopSignal()
    /// How far its machine's clock is ahead of the service's.
    let clockAhead: Duration
    /// Whether the answers show the service's time.
    let knowsServiceTime: Bool
    /// The step that it does not survive.
    private let lastStep: Int?
    private let state = Mutex(State())

    init(
        _ name: String,
        in simulation: Simulation,
        killedAtStep lastStep: Int? = nil,
        clockAhead: Duration = .zero,
        knowsServiceTime: Bool = true
    ) {
        self.clockAhead = clockAhead
        self.knowsServiceTime = knowsServiceTime
        self.name = name
        self.simulation = simulation
        self.lastStep = lastStep
    }

    var isKilled: Bool { state.withLock { $0.isKilled } }
    /// Nil while it runs, and after it was killed.
    var outcome: Outcome? { state.withLock { $0.outcome } }

    func start(_ body: @escaping @Sendable () async -> Outcome) {
        simulation.start {
            let outcome = await body()
            self.state.withLock { $0.outcome = $0.isKilled ? nil : outcome }
            self.simulation.log("\(self.name): \(outcome)")
        }
    }

    /// Returns unless the process is dead: then nothing of it goes on, in any of its tasks.
    func step() async {
        let isKilled = state.withLock { state in
            state.steps += 1
            if state.steps == lastStep { state.isKilled = true }
            return state.isKilled
        }
        guard isKilled else { return }
        simulation.log("\(name): killed")
        unsafe await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
}

/// The clock of a process.
struct ProcessClock: Clock {
    let process: SimulatedProcess

    var now: VirtualClock.Instant { VirtualClock.Instant(offset: process.simulation.elapsed) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: VirtualClock.Instant, tolerance: Duration?) async throws {
        await process.step()
        try await process.simulation.sleep(until: deadline.offset)
        await process.step()
    }
}
