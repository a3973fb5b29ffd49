/// How much of a model version's description is decoded.
///
/// A plan reads every version of its projects, and most of a description is of no use to it: decoding all of it takes
/// more than half of a plan's time.
package enum DescriptionDetail: Sendable, Equatable {
    /// Without the objects that a training wrote: `Output` and `Validation` of the data results, `ManifestSummary`, and
    /// `Summary` of the evaluation.
    case settings
    case everything
}

extension CodingUserInfoKey {
    /// A `DescriptionDetail`; a decoder without it decodes everything.
    static var descriptionDetail: CodingUserInfoKey? { CodingUserInfoKey(rawValue: "rekon.descriptionDetail") }
}

extension Decoder {
    var wantsWrittenObjects: Bool {
        guard let key = CodingUserInfoKey.descriptionDetail else { return true }
        return userInfo[key] as? DescriptionDetail != .settings
    }
}
