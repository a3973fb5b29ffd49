package import ModelVersions
import Text

/// Compares the immutable settings of a desired version with those of a live one.
package struct SettingsComparison: Sendable {
    package private(set) var differences: [Difference] = []
    package private(set) var unknown: [Setting] = []

    private let references: ResolvedReferences

    /// - Parameter references: the keys of aliases, to compare them.
    package init(
        _ desired: TrainingSettings,
        _ version: LiveVersion,
        in project: ProjectARN,
        _ references: ResolvedReferences = ResolvedReferences()
    ) {
        self.references = references
        let live = version.settings
        compareDescription(desired.description, live.description)
        compareOutput(desired.output, live.output)
        compareDatasets(desired.datasets, version)
        compareKMSKey(desired.kmsKey, live.kmsKey, in: project)
        compareThreshold(desired.confidenceThreshold, live.confidenceThreshold)
    }

    /// Makes the texts only for a difference, which is rare.
    private mutating func record(
        _ setting: Setting,
        _ result: Comparison,
        desired: @autoclosure () -> [String],
        live: @autoclosure () -> [String]
    ) {
        switch result {
        case .equal: break
        case .different: differences.append(Difference(setting: setting, desired: desired(), live: live()))
        case .unknown: unknown.append(setting)
        }
    }

    private mutating func compareDescription(_ desired: VersionDescription?, _ live: String?) {
        let result: Comparison =
            switch (desired, live) {
            case (nil, nil): .equal
            case (_?, nil): .unknown
            case (nil, _?): .different
            case (let desired?, let live?): desired.text.hasSameBytes(as: live) ? .equal : .different
            }
        record(.description, result, desired: desired.map { [$0.text] } ?? [], live: live.map { [$0] } ?? [])
    }

    private mutating func compareOutput(_ desired: OutputLocation, _ live: LiveSettings.Output?) {
        guard let live else {
            unknown.append(.output)
            return
        }
        let isEqual =
            desired.bucket.text.hasSameBytes(as: live.bucket) && desired.prefix.hasSameBytes(as: live.prefix)
        record(
            .output,
            isEqual ? .equal : .different,
            desired: [desired.description],
            live: [live.description]
        )
    }

    private mutating func compareDatasets(_ desired: Datasets, _ version: LiveVersion) {
        let live = version.settings
        guard case .manifests(let training, let testing) = desired else {  // S7
            let result: Comparison =
                switch live.training {
                // The inputs of a copy are those of another project.
                case _ where version.isCopy: .unknown
                case nil: .unknown
                case let manifests?: manifests.isEmpty ? .equal : .different
                }
            record(.training, result, desired: [LiveSettings.projectDatasets], live: live.texts(of: .training))
            return
        }
        if live.training?.isEmpty == true {  // S8
            let isSettled =
                switch version.status.phase {
                case .inProgress, .unrecognized: false
                case .trained, .deprecated, .expired, .failed, .deleting: !version.isCopy
                }
            if isSettled {
                record(.training, .different, desired: training.map(\.description), live: live.texts(of: .training))
            } else {
                unknown += [.training, .testing]
            }
            return
        }
        compareManifests(.training, training, live.training)
        switch testing {
        case .autoCreate:
            // Manifests in the answer may be the service's own split: not a difference.
            let result: Comparison =
                switch live.testingIsAutoCreated {
                case true?: .equal
                case false?: .different
                case nil: .unknown
                }
            record(.testing, result, desired: [LiveSettings.splitData], live: live.texts(of: .testing))
        case .omitted:  // S9
            // Without TestingData the service may split the training data by itself: the guide leaves it open.
            let result: Comparison =
                switch live.testing {
                case _ where live.testingIsAutoCreated == true: .unknown
                case nil: .unknown
                case let manifests?: manifests.isEmpty ? .equal : .different
                }
            record(.testing, result, desired: [LiveSettings.noTestData], live: live.texts(of: .testing))
        case .manifests(let manifests):
            if live.testingIsAutoCreated == true {
                record(.testing, .different, desired: manifests.map(\.description), live: live.texts(of: .testing))
            } else {
                compareManifests(.testing, manifests, live.testing)
            }
        }
    }

    private mutating func compareManifests(
        _ setting: Setting,
        _ desired: [ManifestLocation],
        _ live: [S3Object]?
    ) {
        guard let live else {
            unknown.append(setting)
            return
        }
        let comparison = ManifestComparison(desired, live)
        record(setting, comparison.result, desired: comparison.onlyDesired, live: comparison.onlyLive)
    }

    private mutating func compareKMSKey(_ desired: KMSKey?, _ live: String?, in project: ProjectARN) {
        let result: Comparison =
            switch (desired, live) {
            case (nil, nil): .equal
            case (_?, nil): .unknown
            case (nil, _?): .different
            case (let desired?, let live?):
                (try? KMSKey(live)).map { compare(desired, $0, in: project) } ?? .unknown
            }
        record(.kmsKey, result, desired: desired.map { [$0.text] } ?? [], live: live.map { [$0] } ?? [])
    }

    private func compare(_ desired: KMSKey, _ live: KMSKey, in project: ProjectARN) -> Comparison {
        let result = desired.isSameKey(as: live, in: project)
        guard result == .unknown else { return result }
        return references.resolved(desired, in: project).isSameKey(
            as: references.resolved(live, in: project),
            in: project
        )
    }

    private mutating func compareThreshold(_ desired: ConfidenceThreshold?, _ live: Double?) {
        let result: Comparison =
            switch (desired, live) {
            case (nil, nil): .equal
            // The service may report its own default.
            case (nil, _?), (_?, nil): .unknown
            case (let desired?, let live?): Float(desired.percent) == Float(live) ? .equal : .different
            }
        record(
            .confidenceThreshold,
            result,
            desired: desired.map { [$0.description] } ?? [],
            live: live.map { [Float($0).description] } ?? []
        )
    }
}

extension TagDrift {
    /// Without the tags that AWS sets (`aws:`).
    package init(desired: Tags, live: Tags) {
        let live = live.all.filter { !$0.isReserved }
        added = live.filter { desired.value(of: $0.key) == nil }
        removed = []
        changed = []
        for tag in desired.all {
            guard let other = live.first(where: { $0.key.utf8.elementsEqual(tag.key.utf8) }) else {
                removed.append(tag)
                continue
            }
            if !other.value.utf8.elementsEqual(tag.value.utf8) {
                changed.append(Change(key: tag.key, desired: tag.value, live: other.value))
            }
        }
    }
}
