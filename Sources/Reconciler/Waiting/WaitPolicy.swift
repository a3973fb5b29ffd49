/// How long trainings are followed, and what they must achieve.
package struct WaitPolicy: Sendable {
    /// After which time the waiting ends with what is still training, counted from the first create or the first look;
    /// nil for as long as it takes.
    package var timeout: Duration?
    /// The F1 score that every version of this run must reach, 0 to 1. Where a version expects one of its own, the
    /// higher counts.
    package var requiredF1Score: Double?
    /// A version that is not in an answer is taken for gone after this long: the service does not promise that a new
    /// one appears at once.
    package var grace: Duration = .seconds(30)
    /// How many polls of a project may be refused, one after the other, for reasons that do not get better.
    package var refusals = 5
    /// How many projects of one account and region are asked at the same time.
    package var concurrency = 4

    package init() {}
}
