package import AWSSigning
package import Host

/// Remembers credentials, and gets new ones before they expire: one refresh at a time, however many wait for it, and
/// whoever of them gives up.
///
/// In the last quarter of an hour a refresh is tried, and its failure is borne while the old credentials are good; in
/// the last ten minutes it must succeed (botocore: `RefreshableCredentials`). Of sessions of less than an hour, the
/// windows are a quarter and a sixth: botocore would ask for a session of fifteen minutes at each call anew.
package actor CredentialCache: CredentialProvider {
    private static let advisoryWindow: Int64 = 15 * 60
    private static let mandatoryWindow: Int64 = 10 * 60
    /// After a refresh that failed and need not have succeeded.
    private static let pause: Int64 = 30
    /// After a refresh that failed and had to succeed: many calls wait for it, and none helps by asking at once.
    private static let mandatoryPause: Int64 = 5

    private typealias Outcome = Result<SourcedCredentials, CredentialError>

    private struct Entry {
        var found: SourcedCredentials
        /// In seconds, before the expiration.
        var advisoryWindow: Int64
        var mandatoryWindow: Int64
    }

    private let provider: any CredentialProvider
    private let wallClock: any WallClock
    private let log: DebugLog
    private var entry: Entry?
    private var isRefreshing = false
    private var lastFailure: (time: UnixTime, error: CredentialError)?
    private var refresh: Task<Void, Never>?
    private var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
    /// Of those who wait: who has given up, and stays until the refresh has ended.
    private var leaving: Set<Int> = []
    private var nextNumber = 0

    package init(_ provider: any CredentialProvider, wallClock: any WallClock, log: DebugLog = .off) {
        self.provider = provider
        self.wallClock = wallClock
        self.log = log
    }

    package func credentials() async throws(CredentialError) -> SourcedCredentials {
        guard let entry, let expiration = entry.found.expiration else {
            if let entry { return entry.found }
            return try await refreshed().get()
        }
        let left = expiration.seconds - wallClock.now.seconds
        if left >= entry.advisoryWindow { return entry.found }
        let sinceFailure = lastFailure.map { wallClock.now.seconds - $0.time.seconds } ?? .max
        if left < entry.mandatoryWindow {
            // A clock that was set back makes no pause longer.
            if let lastFailure, !isRefreshing, (0..<Self.mandatoryPause).contains(sinceFailure) {
                throw lastFailure.error
            }
            return try await refreshed().get()
        }
        let isTooSoon = sinceFailure < Self.pause
        // Whoever comes while somebody tries goes on with what there is.
        if isRefreshing || isTooSoon { return entry.found }
        switch await refreshed() {
        case .success(let found): return found
        case .failure(let error):
            if error.isCancellation { throw error }
            return entry.found
        }
    }

    package func invalidate(_ refused: AWSCredentials) async {
        // Who is refused late must not throw away what others have got meanwhile.
        guard entry?.found.credentials == refused else { return }
        entry = nil
        await provider.invalidate(refused)
    }

    // MARK: Refreshing

    /// Waits for the refresh under way, or for one that is started.
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

    /// While others wait, the refresh goes on without the one that leaves. The last one ends it, and sees to its end: a
    /// program that it started must not be left behind.
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

    /// In a task of its own: one caller who gives up must not take the answer from the others.
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
            if found != entry?.found { tell(found) }
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
            // Who came after the last one had given up waits for an answer of their own.
            staying = waiting.filter { !leaving.contains($0.key) }
        }
        let answered = waiting.filter { staying[$0.key] == nil }.sorted { $0.key < $1.key }
        waiting = staying
        leaving = []
        for (_, continuation) in answered { continuation.resume(returning: outcome) }
        if !staying.isEmpty { startRefresh() }
    }

    private func tell(_ found: SourcedCredentials) {
        let end = found.expiration.map { "good until \($0.iso8601)" } ?? "without a known end"
        log("credentials: from \(found.source): access key \(found.credentials.accessKeyID), \(end)")
    }
}
