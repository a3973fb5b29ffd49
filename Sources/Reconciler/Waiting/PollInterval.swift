/// How long to wait before a project is asked again.
enum PollInterval {
    static let longest = Duration.seconds(120)
    private static let shortest = Duration.seconds(2)

    /// Short at first, when a bad manifest shows, and near the end that is expected; two minutes at most.
    ///
    /// - Parameters:
    ///   - elapsed: since the training started.
    ///   - expected: how long it will take in all; nil where nobody knows.
    ///   - projects: how many projects share the account's rate of calls.
    ///   - share: the random share, 0..<1: several runs must not ask in step.
    static func after(elapsed: Duration, expected: Duration?, projects: Int = 1, share: Double) -> Duration {
        var interval = max(elapsed, .zero) / 12
        if let expected {
            let distance = elapsed < expected ? expected - elapsed : elapsed - expected
            interval = min(interval, distance / 4)
        }
        // No more than one call a second on average: the service allows about five.
        let least = max(shortest, .seconds(projects))
        interval = min(max(interval, least), longest)
        return interval * (1 - share / 10)
    }
}
