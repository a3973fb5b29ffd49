/// Does something that may be given up at any time: it is cancelled when the time is over.
///
/// - Parameter limit: nil for as long as it takes.
/// - Returns: nil where it was given up.
func within<Result: Sendable>(
    _ limit: Duration?,
    of clock: any Clock<Duration>,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    guard let limit else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit, tolerance: .milliseconds(100))
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
