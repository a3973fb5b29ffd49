internal import ModelVersions

/// A manifest in S3 that no object version pins: what it holds may have changed since a training.
package struct ManifestObject: Sendable, Hashable, CustomStringConvertible {
    /// Where the service reads it: that of the project.
    package var region: String
    package var bucket: String
    package var key: String

    package init(region: String, bucket: String, key: String) {
        self.region = region
        self.bucket = bucket
        self.key = key
    }

    package var description: String { ManifestText.describe(bucket: bucket, key: key, version: nil) }

    private var identity: [String.UTF8View] { [region.utf8, bucket.utf8, key.utf8] }

    package static func == (lhs: ManifestObject, rhs: ManifestObject) -> Bool {
        zip(lhs.identity, rhs.identity).allSatisfy { $0.elementsEqual($1) }
    }

    package func hash(into hasher: inout Hasher) {
        for part in identity {
            for byte in part { hasher.combine(byte) }
            hasher.combine(UInt8(0))
        }
    }
}

/// What S3 says of a manifest.
package enum ManifestReading: Sendable, Equatable {
    /// It is there, last written then: milliseconds since 1970, which S3 tells in whole seconds.
    case present(modified: Int64)
    case absent
    /// It could not be read. The reason is a sentence for the user.
    case unreadable(reason: String)
}

/// What S3 says of the manifests of a run.
package struct ManifestReadings: Sendable {
    private var readings: [ManifestObject: ManifestReading]

    package init(_ readings: [ManifestObject: ManifestReading] = [:]) {
        self.readings = readings
    }

    /// What was read of a manifest; one that nobody read is unreadable, never unchanged.
    package subscript(object: ManifestObject) -> ManifestReading {
        get { readings[object] ?? .unreadable(reason: "it was not read") }
        set { readings[object] = newValue }
    }
}
