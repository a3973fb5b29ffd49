import Host
import Synchronization
import TestSupport

/// A world of one thread and of virtual time: everything that happens in it follows from a seed.
///
/// Tasks that are started here, and their children, run one piece after the other on the caller's thread. Which piece
/// comes next is drawn; when none is left, time goes on to the next sleeper's.
final class Simulation: TaskExecutor {
    private struct Sleeper {
        var deadline: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var random: SplitMix64
        var ready: [UnownedJob] = []
        var time = Duration.zero
        var lastSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
        /// Cancelled before they slept.
        var cancelled: Set<Int> = []
        var trace: [String] = []
    }

    private let state: Mutex<State>
    private let isTraced: Bool

    init(seed: UInt64, isTraced: Bool = false) {
        state = Mutex(State(random: SplitMix64(seed: seed)))
        self.isTraced = isTraced
    }

    var elapsed: Duration { state.withLock { $0.time } }
    var trace: [String] { state.withLock { $0.trace } }

    /// Draws something.
    func draw<Result>(_ body: (inout SplitMix64) -> Result) -> Result {
        state.withLock { state in body(&state.random) }
    }

    func log(_ line: @autoclosure () -> String) {
        guard isTraced else { return }
        let line = line()
        state.withLock { state in state.trace.append("\(state.time) \(line)") }
    }

    // MARK: Tasks

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    func start(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self) { await body() }
    }

    /// Runs all tasks until nothing can happen any more: each has ended, or waits for something that never comes.
    func run() {
        while true {
            if let job = takeJob() {
                unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            } else if let sleeper = takeSleeper() {
                sleeper.resume()
            } else {
                return
            }
        }
    }

    private func takeJob() -> UnownedJob? {
        state.withLock { state in
            guard !state.ready.isEmpty else { return nil }
            return state.ready.remove(at: state.random.below(state.ready.count))
        }
    }

    private func takeSleeper() -> CheckedContinuation<Void, any Error>? {
        state.withLock { state in
            let next = state.sleepers.min { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            guard let next else { return nil }
            state.sleepers[next.key] = nil
            state.time = max(state.time, next.value.deadline)
            return next.value.continuation
        }
    }

    // MARK: Time

    func sleep(for duration: Duration) async throws {
        try await sleep(until: elapsed + duration)
    }

    /// - Throws: `CancellationError`.
    func sleep(until deadline: Duration) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(number) == nil else { return true }
                    state.sleepers[number] = Sleeper(deadline: deadline, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

/// The time of day in a simulation.
struct SimulatedWallClock: WallClock {
    let simulation: Simulation
    var ahead = Duration.zero

    var now: UnixTime { VirtualWallClock.start.advanced(by: simulation.elapsed + ahead) }
}

/// The random numbers of a simulation.
struct SimulatedRandom: RandomSource {
    let simulation: Simulation

    func unitInterval() -> Double { simulation.draw { Double($0.below(1_000_000)) / 1_000_000 } }
}
