/// Transforms every element, at most `width` at a time, and gives the results in the order of the elements.
///
/// The first error cancels the rest and is thrown.
package func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var next = 0
        func startNext() {
            guard next < elements.count else { return }
            let index = next
            next += 1
            group.addTask { (index, try await transform(elements[index])) }
        }
        for _ in 0..<min(width, elements.count) { startNext() }
        for try await (index, result) in group {
            results[index] = result
            startNext()
        }
        return results.compactMap { $0 }
    }
}
