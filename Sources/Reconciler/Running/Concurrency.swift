package import ModelVersions

/// Transforms every element, at most `width` at a time, and returns the results in the order of the elements.
///
/// The first error cancels the other calls and is thrown.
package func concurrently<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Output
) async throws(Failure) -> [Output] {
    let outcome = await withTaskGroup(of: (Int, Result<Output, Failure>).self) { group in
        var outputs = [Output?](repeating: nil, count: elements.count)
        var next = 0
        func startNext() {
            guard next < elements.count else { return }
            let index = next
            next += 1
            group.addTask {
                do throws(Failure) {
                    return (index, .success(try await transform(elements[index])))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for _ in 0..<min(width, elements.count) { startNext() }
        for await (index, result) in group {
            switch result {
            case .success(let output):
                outputs[index] = output
                startNext()
            case .failure(let error):
                group.cancelAll()
                return Result<[Output], Failure>.failure(error)
            }
        }
        return .success(outputs.compactMap { $0 })
    }
    return try outcome.get()
}

/// The same for elements of several accounts and regions: at most `width` of each at a time, and all of these side by
/// side.
package func concurrently<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: [Element],
    width: Int,
    of place: (Element) -> AccountRegion,
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Output
) async throws(Failure) -> [Output] {
    let places = Dictionary(grouping: elements.indices) { place(elements[$0]) }.values.sorted { $0[0] < $1[0] }
    let groups = try await concurrently(places, width: places.count) { indices throws(Failure) in
        try await concurrently(indices.map { elements[$0] }, width: width, transform)
    }
    let outputs = zip(places, groups).flatMap { zip($0, $1) }
    return outputs.sorted { $0.0 < $1.0 }.map(\.1)
}

/// Runs work that can be cancelled at any time, and cancels it after a time limit.
///
/// - Parameter limit: nil for no limit.
/// - Returns: nil where the work was cancelled.
package func within<Output: Sendable>(
    _ limit: Duration?,
    of clock: any Clock<Duration>,
    _ work: @escaping @Sendable () async throws -> Output
) async throws -> Output? {
    guard let limit else { return try await work() }
    return try await withThrowingTaskGroup(of: Output?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await clock.sleep(for: limit, tolerance: .milliseconds(100))
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
