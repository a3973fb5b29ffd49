/// How long and how often an apply tries.
package struct ApplyPolicy: Sendable {
    /// How many times one version's create is sent at most.
    package var createAttempts = 3
    /// How long a version whose create was answered ambiguously is looked for before its absence is believed:
    /// the service does not promise that a new version appears at once.
    package var grace: Duration = .seconds(30)
    /// The pause before the second look; each later one is twice as long, up to `longestPause`.
    package var firstPause: Duration = .milliseconds(500)
    package var longestPause: Duration = .seconds(5)
    /// In how many accounts and regions creates run at the same time. Within one they run one after the other, so that
    /// the first in the file gets the free training slot.
    package var lanes = 4
    /// How many trainings may run at the same time in an account and region, those of others included that can be
    /// seen. The default is the service's own quota (Custom Labels guide, limits.html).
    package var maxTrainings = 2
    /// Whether a version that finds no free slot waits for one, and trainings are followed to their end.
    package var waits = false
    /// How trainings are followed.
    package var waiting = WaitPolicy()

    package init() {}
}
