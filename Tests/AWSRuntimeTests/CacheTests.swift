import AWSSigning
import Host
import Synchronization
import TestSupport
import Testing

@testable import AWSRuntime

/// Gives what a test says, when it says so, and counts.
private final class GatedProvider: CredentialProvider {
    private struct State {
        var calls = 0
        var isOpen: Bool
        var results: [Result<SourcedCredentials, CredentialError>]
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(isOpen: Bool = true, _ results: [Result<SourcedCredentials, CredentialError>]) {
        state = Mutex(State(isOpen: isOpen, results: results))
    }

    var calls: Int { state.withLock { $0.calls } }

    func close() { state.withLock { $0.isOpen = false } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let result = state.withLock { state in
            state.calls += 1
            return state.results.count > 1 ? state.results.removeFirst() : state.results[0]
        }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        return try result.get()
    }
}

/// Hangs when it is first asked, until it is cancelled; then gives what a test says.
private final class HangingProvider: CredentialProvider {
    private let state = Mutex((calls: 0, wasCancelled: false))
    private let result: Result<SourcedCredentials, CredentialError>

    init(then result: Result<SourcedCredentials, CredentialError>) {
        self.result = result
    }

    var calls: Int { state.withLock { $0.calls } }
    var wasCancelled: Bool { state.withLock { $0.wasCancelled } }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let isFirst = state.withLock { state in
            state.calls += 1
            return state.calls == 1
        }
        guard isFirst else { return try result.get() }
        // Not without end: a cache that does not cancel it must fail the test, not hang it.
        try? await Task.sleep(for: .seconds(20))
        state.withLock { $0.wasCancelled = Task.isCancelled }
        throw .cancelled
    }
}

@Suite(.timeLimit(.minutes(30)))
struct CacheTests {
    private let wallClock = ManualWallClock()

    /// Credentials that end some seconds after the test's beginning.
    private func key(_ id: String, endsAfter seconds: Int64? = nil) -> Result<SourcedCredentials, CredentialError> {
        .success(
            SourcedCredentials(
                AWSCredentials(accessKeyID: id, secretAccessKey: "s"),
                source: "x",
                expiration: seconds.map { UnixTime(seconds: 1_700_000_000 + $0) }
            )
        )
    }

    private let failure = Result<SourcedCredentials, CredentialError>.failure(CredentialError("not now"))

    private func id(_ cache: CredentialCache) async -> String {
        do throws(CredentialError) {
            return try await cache.credentials().credentials.accessKeyID
        } catch {
            return error.description
        }
    }

    private final class Box: Sendable {
        let value = Mutex<String?>(nil)
    }

    /// The value of a task that must end by itself; nil if it has not ended after a while. A cache that forgets a
    /// caller then fails the test instead of hanging it.
    private func value(of task: Task<String, Never>) async -> String? {
        let box = Box()
        Task {
            let value = await task.value
            box.value.withLock { $0 = value }
        }
        for _ in 0..<3000 {
            if let value = box.value.withLock({ $0 }) { return value }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    @Test("Twenty concurrent callers share one answer")
    func singleFlight() async {
        let provider = GatedProvider(isOpen: false, [key("A"), key("B")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { await id(cache) } }
            while provider.calls == 0, !Task.isCancelled { await Task.yield() }
            provider.open()
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers == ["A"])
        #expect(provider.calls == 1)
    }

    @Test("All waiting callers get a failure; it is not kept")
    func failureIsNotSticky() async {
        let provider = GatedProvider([failure, key("A")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "not now")
        #expect(await id(cache) == "A")
    }

    @Test("A caller that is cancelled during a refresh returns, and the others get the answer")
    func cancelledCaller() async {
        let provider = GatedProvider(isOpen: false, [key("A")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        let impatient = Task { await id(cache) }
        while provider.calls == 0, !Task.isCancelled { await Task.yield() }
        let patient = Task { await id(cache) }
        impatient.cancel()
        #expect(await value(of: impatient) == CredentialError.cancelled.description)
        provider.open()
        #expect(await value(of: patient) == "A")
        #expect(provider.calls == 1)
        let early = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await id(cache)
        }
        #expect(await value(of: early) == "A", "what is in the cache needs no waiting")
    }

    @Test("The last caller to be cancelled ends the refresh and waits for it; a later caller gets an answer")
    func lastCallerGivesUp() async {
        let provider = HangingProvider(then: key("B"))
        let cache = CredentialCache(provider, wallClock: wallClock)
        let first = Task { await id(cache) }
        while provider.calls == 0, !Task.isCancelled { await Task.yield() }
        first.cancel()
        #expect(await value(of: first) == CredentialError.cancelled.description)
        #expect(provider.wasCancelled)
        #expect(await id(cache) == "B")
        #expect(provider.calls == 2)
    }

    @Test("A caller that comes while a refresh is being cancelled gets a refresh of its own")
    func lateCaller() async {
        let provider = GatedProvider(isOpen: false, [.failure(.cancelled), key("B")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        let first = Task { await id(cache) }
        while provider.calls == 0, !Task.isCancelled { await Task.yield() }
        first.cancel()
        let second = Task { await id(cache) }
        // It waits for the refresh that is under way, or for its end.
        for _ in 0..<100 { await Task.yield() }
        provider.open()
        #expect(await value(of: first) == CredentialError.cancelled.description)
        #expect(await value(of: second) == "B")
        #expect(provider.calls == 2)
    }

    @Test("A refresh may fail in the last 15 minutes and must succeed in the last 10")
    func windows() async {
        let provider = GatedProvider([
            key("A", endsAfter: 7200), failure, failure, failure, key("B", endsAfter: 20_000),
        ])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 6300)
        #expect(await id(cache) == "A")
        #expect(provider.calls == 1, "15 minutes are left")
        wallClock.advance(seconds: 1)
        #expect(await id(cache) == "A")
        #expect(provider.calls == 2, "tried, and borne")
        wallClock.advance(seconds: 29)
        #expect(await id(cache) == "A")
        #expect(provider.calls == 2, "not again within half a minute")
        wallClock.advance(seconds: 1)
        #expect(await id(cache) == "A")
        #expect(provider.calls == 3)
        wallClock.advance(seconds: 270)
        #expect(await id(cache) == "not now", "less than ten minutes are left")
        wallClock.advance(seconds: 4)
        #expect(await id(cache) == "not now", "the same error, and nobody is asked")
        #expect(provider.calls == 4)
        wallClock.advance(seconds: 1)
        #expect(await id(cache) == "B")
        #expect(provider.calls == 5)
    }

    @Test("During an early refresh, other callers use the old credentials")
    func advisoryDoesNotBlock() async {
        let provider = GatedProvider([key("A", endsAfter: 7200), key("B", endsAfter: 20_000)])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 6400)
        provider.close()
        let first = Task { await id(cache) }
        while provider.calls == 1, !Task.isCancelled { await Task.yield() }
        #expect(await id(cache) == "A")
        provider.open()
        #expect(await value(of: first) == "B")
        #expect(provider.calls == 2)
    }

    @Test("Short sessions are not renewed at each call")
    func shortSessions() async {
        let provider = GatedProvider([key("A", endsAfter: 900), key("B", endsAfter: 1800)])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 675)
        #expect(await id(cache) == "A")
        #expect(provider.calls == 1)
        wallClock.advance(seconds: 1)
        #expect(await id(cache) == "B")
    }

    @Test("Credentials without an expiration are kept")
    func noExpiration() async {
        let provider = GatedProvider([key("A"), key("B")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 1_000_000)
        #expect(await id(cache) == "A")
    }

    @Test("Refused credentials are not returned again; a late refusal does not remove newer ones")
    func invalidation() async {
        let provider = GatedProvider([key("A"), key("B"), key("C")])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        let refused = AWSCredentials(accessKeyID: "A", secretAccessKey: "s")
        await cache.invalidate(refused)
        #expect(await id(cache) == "B")
        await cache.invalidate(refused)
        #expect(await id(cache) == "B")
        #expect(provider.calls == 2)
    }

    @Test("Credentials that have expired on arrival are an error")
    func expiredOnArrival() async {
        let provider = GatedProvider([key("A", endsAfter: -1)])
        #expect(
            await id(CredentialCache(provider, wallClock: wallClock)).contains(
                "expired at 2023-11-14T22:13:19Z: get new ones; if they are new, the clock of this machine is wrong"
            )
        )
    }

    @Test("A failed first search counts for later callers too, for as long as the cache is told")
    func firstPause() async throws {
        let failure = Result<SourcedCredentials, CredentialError>.failure(CredentialError("no"))
        let provider = GatedProvider([failure, failure, key("A")])
        let cache = CredentialCache(provider, firstPause: 30, wallClock: wallClock)
        for _ in 0..<3 { await #expect(throws: CredentialError.self) { try await cache.credentials() } }
        wallClock.advance(seconds: 29)
        await #expect(throws: CredentialError.self) { try await cache.credentials() }
        #expect(provider.calls == 1)
        wallClock.advance(seconds: 1)
        await #expect(throws: CredentialError.self) { try await cache.credentials() }
        #expect(provider.calls == 2)
        wallClock.advance(seconds: 30)
        #expect(try await cache.credentials().credentials.accessKeyID == "A")
        let impatient = GatedProvider([failure, key("B")])
        let other = CredentialCache(impatient, wallClock: wallClock)
        await #expect(throws: CredentialError.self) { try await other.credentials() }
        #expect(try await other.credentials().credentials.accessKeyID == "B")
    }
}
