package import ModelVersions

/// Findings of `drift` that people know about and accept for a time (`acknowledge`).
///
/// rekon does not send it to the service, and no plan depends on it.
package struct Acknowledgement: Sendable, Equatable {
    /// A finding about a described version that counts as drift. The raw values are the keys of the YAML: the kinds of
    /// drift, and for manifests what happened to them.
    package enum Finding: String, Sendable, CaseIterable {
        case missing
        case settingsDiffer = "settings-differ"
        case tagsDiffer = "tags-differ"
        case failed
        case deleting
        case gateMissed = "gate-missed"
        case overwritten
        case gone
    }

    /// Why each finding is accepted: 1 to 500 characters. At least one.
    package var reasons: [Finding: String]
    /// The last day on which the findings are accepted. They count again when it ends in UTC.
    package var until: CalendarDay

    package init(reasons: [Finding: String], until: CalendarDay) {
        self.reasons = reasons
        self.until = until
    }

    private static let reasonRule = TextRule(length: 1...500, alphabet: "visible characters", allows: { _ in true })

    /// - Throws: `InvalidValue` for a reason that is empty or too long.
    package static func check(reason: String) throws(InvalidValue) {
        try reasonRule.check(reason)
    }
}
