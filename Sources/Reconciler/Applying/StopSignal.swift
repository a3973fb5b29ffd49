internal import Synchronization

/// A wish to stop that cannot be taken back: no new create starts, the one in flight is brought to its end.
package final class StopSignal: Sendable {
    private let isSet = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool { isSet.load(ordering: .acquiring) }

    package func raise() { isSet.store(true, ordering: .releasing) }
}
