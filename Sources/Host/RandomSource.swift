/// Where jitter and identifiers come from.
package protocol RandomSource: Sendable {
    /// A number in 0..<1.
    func unitInterval() -> Double
}

/// The system's random numbers.
package struct SystemRandomSource: RandomSource {
    package init() {}

    package func unitInterval() -> Double {
        Double.random(in: 0..<1)
    }
}
