import Host

/// A small generator with a seed: the same seed gives the same numbers.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True in half of the calls.
    package var chance: Bool { mutating get { below(2) == 0 } }
}

/// The same number at each call: 0 is no jitter, 1 is the full wait.
package struct FixedRandom: RandomSource {
    package var value: Double

    package init(_ value: Double = 0) { self.value = value }

    package func unitInterval() -> Double { value }
}
