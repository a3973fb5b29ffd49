/// How much of a model version's description is read.
///
/// A plan reads every version of its projects, and most of a description is of no use to it.
package enum DescriptionDetail: Sendable, Equatable {
    /// Without the objects that a training wrote: `Output` and `Validation` of the data results, `ManifestSummary`, and
    /// `Summary` of the evaluation.
    case settings
    case everything
}
