package import AWSSigning
package import Host

/// Keeps credentials, and renews them before they expire. There is one refresh at a time for all callers.
///
/// In the last 15 minutes a refresh may fail: the old credentials are still valid. In the last 10 minutes it must
/// succeed (botocore: `RefreshableCredentials`). For sessions of less than an hour, the windows are a quarter and a
/// sixth of the session: botocore would open a session of 15 minutes for each call.
package actor CredentialCache: CredentialProvider {
    private static let advisoryWindow: Int64 = 15 * 60
    private static let mandatoryWindow: Int64 = 10 * 60
    /// After a failed refresh that may fail, in seconds.
    private static let pause: Int64 = 30
    /// After a failed refresh that must succeed, in seconds: many calls wait, and a new attempt for each would not
    /// help.
    private static let mandatoryPause: Int64 = 5

    private typealias Outcome = Result<SourcedCredentials, CredentialError>

    private struct Entry {
        var found: SourcedCredentials
        /// In seconds, before the expiration.
        var advisoryWindow: Int64
        var mandatoryWindow: Int64
    }

    private let provider: any CredentialProvider
    /// After a failed search without old credentials, in seconds.
    private let firstPause: Int64
    private let wallClock: any WallClock
    private let log: DebugLog
    private var entry: Entry?
    private var isRefreshing = false
    private var lastFailure: (time: UnixTime, error: CredentialError)?
    private var refresh: Task<Void, Never>?
    private var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
    /// Waiting callers that were cancelled, and stay until the refresh ends.
    private var leaving: Set<Int> = []
    private var nextNumber = 0

    /// - Parameter firstPause: how many seconds a failed search without old credentials is not repeated. Zero where the
    ///   run ends with the first failure.
    package init(
        _ provider: any CredentialProvider,
        firstPause: Int64 = 0,
        wallClock: any WallClock,
        log: DebugLog = .off
    ) {
        self.provider = provider
        self.firstPause = firstPause
        self.wallClock = wallClock
        self.log = log
    }

    package func credentials() async throws(CredentialError) -> SourcedCredentials {
        guard let entry else { return try await search(pause: firstPause) }
        guard let expiration = entry.found.expiration else { return entry.found }
        let left = expiration.seconds - wallClock.now.seconds
        if left >= entry.advisoryWindow { return entry.found }
        if left < entry.mandatoryWindow { return try await search(pause: Self.mandatoryPause) }
        let isTooSoon = secondsSinceFailure < Self.pause
        // During a refresh of another caller, the old credentials are used.
        if isRefreshing || isTooSoon { return entry.found }
        switch await refreshed() {
        case .success(let found): return found
        case .failure(let error):
            if error.isCancellation { throw error }
            return entry.found
        }
    }

    /// - Parameter pause: how many seconds a failure counts for later callers too.
    private func search(pause: Int64) async throws(CredentialError) -> SourcedCredentials {
        // A clock that was set back must not make the pause longer.
        if let lastFailure, !isRefreshing, (0..<pause).contains(secondsSinceFailure) { throw lastFailure.error }
        return try await refreshed().get()
    }

    private var secondsSinceFailure: Int64 {
        lastFailure.map { wallClock.now.seconds - $0.time.seconds } ?? .max
    }

    package func invalidate(_ refused: AWSCredentials) async {
        // A late refusal must not remove credentials that were renewed meanwhile.
        guard entry?.found.credentials == refused else { return }
        entry = nil
        await provider.invalidate(refused)
    }

    // MARK: Refreshing

    /// Starts a refresh unless one is running, and waits for it.
    private func refreshed() async -> Outcome {
        let number = nextNumber
        nextNumber += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: .failure(.cancelled))
                    return
                }
                waiting[number] = continuation
                letGo()
                startRefresh()
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    /// The refresh continues for the other callers. The last caller cancels it and waits for its end, so that no child
    /// process stays.
    private func giveUp(_ number: Int) {
        guard waiting[number] != nil else { return }
        leaving.insert(number)
        if waiting.keys.allSatisfy(leaving.contains) {
            refresh?.cancel()
        } else {
            letGo()
        }
    }

    private func letGo() {
        for number in leaving.sorted() { waiting.removeValue(forKey: number)?.resume(returning: .failure(.cancelled)) }
        leaving = []
    }

    /// In its own task: the cancellation of one caller must not cancel the refresh of the others.
    private func startRefresh() {
        guard !isRefreshing else { return }
        isRefreshing = true
        refresh = Task {
            let outcome: Outcome
            do throws(CredentialError) {
                outcome = .success(try await provider.credentials())
            } catch {
                outcome = .failure(error)
            }
            finish(outcome)
        }
    }

    private func finish(_ outcome: Outcome) {
        isRefreshing = false
        refresh = nil
        let now = wallClock.now
        var outcome = outcome
        switch outcome {
        case .success(let found):
            let lifetime = found.expiration.map { $0.seconds - now.seconds }
            if let lifetime, lifetime <= 0 {
                let error = CredentialError(
                    """
                    the credentials from \(found.source) expired at \(found.expiration?.iso8601 ?? ""): get new ones; \
                    if they are new, the clock of this machine is wrong
                    """
                )
                outcome = .failure(error)
                lastFailure = (now, error)
                break
            }
            if found != entry?.found { logNew(found) }
            entry = Entry(
                found: found,
                advisoryWindow: min(Self.advisoryWindow, (lifetime ?? 0) / 4),
                mandatoryWindow: min(Self.mandatoryWindow, (lifetime ?? 0) / 6)
            )
            lastFailure = nil
        case .failure(let error):
            if error.isCancellation { break }
            lastFailure = (now, error)
            log("credentials: \(error)")
        }
        var staying: [Int: CheckedContinuation<Outcome, Never>] = [:]
        if case .failure(let error) = outcome, error.isCancellation {
            // Callers that came after the cancellation need a refresh of their own.
            staying = waiting.filter { !leaving.contains($0.key) }
        }
        let answered = waiting.filter { staying[$0.key] == nil }.sorted { $0.key < $1.key }
        waiting = staying
        leaving = []
        for (_, continuation) in answered { continuation.resume(returning: outcome) }
        if !staying.isEmpty { startRefresh() }
    }

    private func logNew(_ found: SourcedCredentials) {
        let end = found.expiration.map { "valid until \($0.iso8601)" } ?? "without a known end"
        log("credentials: from \(found.source): access key \(found.credentials.accessKeyID), \(end)")
    }
}
