/// The time that has passed since this was made, by a clock of any kind.
struct Elapsed: Sendable {
    private let read: @Sendable () -> Duration

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    func callAsFunction() -> Duration { read() }
}

extension Duration {
    /// For messages: `0.25 s`, `3 s`.
    var text: String {
        let hundredths = (self / .milliseconds(10)).rounded()
        let (whole, rest) = Int64(hundredths).quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole) s" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) s" : "\(whole).\(rest < 10 ? "0" : "")\(rest) s"
    }

    /// For messages: `84 ms`.
    var milliseconds: String { "\(Int64((self / .milliseconds(1)).rounded())) ms" }
}
