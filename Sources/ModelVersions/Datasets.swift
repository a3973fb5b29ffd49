/// What a version is trained and tested with.
package enum Datasets: Sendable, Equatable {
    /// The datasets that are associated with the project.
    case project
    /// Manifests named in the request (API: TrainingData and TestingData, which come together).
    case manifests(training: [ManifestLocation], testing: TestingManifests)

    /// All that are named, in the order of the request.
    package var manifests: [ManifestLocation] {
        switch self {
        case .project: []
        case .manifests(let training, .autoCreate): training
        case .manifests(let training, .manifests(let testing)): training + testing
        }
    }
}

/// API: TestingData.
package enum TestingManifests: Sendable, Equatable {
    /// The service puts a fifth of the training data aside (API: AutoCreate).
    case autoCreate
    case manifests([ManifestLocation])
}

/// A share of 0 to 100 (API: ContentModeration.ConfidenceThreshold, a 32-bit float).
package struct ConfidenceThreshold: Sendable, Hashable, CustomStringConvertible {
    package let percent: Double

    package init(percent: Double) throws(InvalidValue) {
        guard percent.isFinite, (0...100).contains(percent) else {
            throw InvalidValue("must be a number from 0 to 100")
        }
        self.percent = percent
    }

    /// The service keeps 32 bits, so more are not compared.
    package static func == (lhs: ConfidenceThreshold, rhs: ConfidenceThreshold) -> Bool {
        Float(lhs.percent) == Float(rhs.percent)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Float(percent))
    }

    package var description: String { Float(percent).description }
}

/// The settings of a training, none of which can be changed later.
package struct TrainingSettings: Sendable, Equatable {
    package var output: OutputLocation
    package var datasets: Datasets
    package var kmsKey: KMSKey?
    package var description: VersionDescription?
    package var confidenceThreshold: ConfidenceThreshold?

    package init(
        output: OutputLocation,
        datasets: Datasets,
        kmsKey: KMSKey? = nil,
        description: VersionDescription? = nil,
        confidenceThreshold: ConfidenceThreshold? = nil
    ) {
        self.output = output
        self.datasets = datasets
        self.kmsKey = kmsKey
        self.description = description
        self.confidenceThreshold = confidenceThreshold
    }
}

/// A manifest as a reviewer reads it: never two different ones alike.
package enum ManifestText {
    /// `s3://BUCKET/KEY` or `s3://BUCKET/KEY?versionId=VERSION` where that, written in a file, is this manifest and
    /// nothing in it is hidden; else `{bucket: BUCKET, key: "KEY", version: "VERSION"}`, with `none` for no version.
    package static func describe(bucket: String, key: String, version: String?) -> String {
        let isPlain =
            bucket.isBucketLike && !key.utf8.contains(UInt8(ascii: "?")) && key.isAllVisible
            && version.map { !$0.isEmpty && $0.isAllVisible && !ManifestLocation.endsVersion(in: $0) } ?? true
        if isPlain { return "s3://\(bucket)/\(key)" + (version.map { "?versionId=\($0)" } ?? "") }
        return "{bucket: \(bucket.isBucketLike ? bucket : quoted(bucket)), key: \(quoted(key)), "
            + "version: \(version.map(quoted) ?? "none")}"
    }

    /// In double quotes, with YAML's escapes for what cannot be seen.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                result += "\\\(scalar)"
            } else if scalar == " " || scalar.isVisible {
                result.unicodeScalars.append(scalar)
            } else {
                let (letter, digits) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
                let number = String(scalar.value, radix: 16, uppercase: true)
                result += "\\\(letter)\(String(repeating: "0", count: digits - number.utf8.count))\(number)"
            }
        }
        return result + "\""
    }
}

extension String {
    /// Whether it has the characters of a bucket's name: a slash in it would be taken for the key's beginning.
    fileprivate var isBucketLike: Bool {
        !isEmpty && unicodeScalars.allSatisfy { $0.isASCIIAlphanumeric || $0 == "." || $0 == "-" || $0 == "_" }
    }

    /// Whether every character can be seen: a blank only where another character follows.
    fileprivate var isAllVisible: Bool {
        utf8.last != UInt8(ascii: " ") && unicodeScalars.allSatisfy { $0 == " " || $0.isVisible }
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        if isASCII { return (0x21...0x7E).contains(value) }
        if properties.isDefaultIgnorableCodePoint { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default:
            return true
        }
    }
}
