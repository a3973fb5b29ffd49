package import ModelVersions

/// The versions of a project from the oldest to the newest, each with the version that its F1 score is compared with.
package struct VersionHistory: Sendable {
    package struct Element: Sendable {
        package let version: LiveVersion
        /// The newest older version that has an F1 score, or else the one created before it.
        package let before: LiveVersion?
    }

    package let elements: [Element]

    /// - Parameter versions: of one project, in any order; of several with one name, the newest counts.
    package init(_ versions: [LiveVersion]) {
        var measured: LiveVersion?
        var last: LiveVersion?
        elements = versions.newestByName.values.oldestFirst.map { version in
            let element = Element(version: version, before: measured ?? last)
            last = version
            if version.training.f1Score != nil { measured = version }
            return element
        }
    }

    /// The version that each is compared with, by name.
    package var predecessors: [VersionName: LiveVersion] {
        Dictionary(elements.compactMap { element in element.before.map { (element.version.arn.name, $0) } }) { $1 }
    }
}

extension LiveVersion {
    /// How much the F1 score differs from that of another version; nil where one of the two has no score.
    package func f1Change(from other: LiveVersion?) -> Double? {
        guard let score = training.f1Score, let before = other?.training.f1Score else { return nil }
        return score - before
    }
}

extension Sequence<LiveVersion> {
    /// Versions of the same time in the order of their names.
    fileprivate var oldestFirst: [LiveVersion] {
        // Each ARN is parsed once, and each version is moved once.
        let versions = Array(self)
        let times = versions.map(\.arn.creationTime)
        return versions.indices.sorted { one, other in
            if times[one] != times[other] { return times[one] < times[other] }
            let (one, other) = (versions[one].arn, versions[other].arn)
            // All numbers that are too large for a time give the same time.
            if other.isNewer(than: one) { return true }
            return !one.isNewer(than: other) && one.name < other.name
        }.map { versions[$0] }
    }
}
