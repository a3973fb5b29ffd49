import Text

/// The name of an S3 bucket.
///
/// API: S3Bucket, 3 to 255 of `[0-9A-Za-z.\-_]`.
package struct S3Bucket: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    static let rule = TextRule(
        length: 3...255,
        alphabet: "letters a-z and A-Z, digits, `.`, `-` and `_`",
        allows: { $0.isASCIIAlphanumeric || $0 == "." || $0 == "-" || $0 == "_" }
    )

    package init(_ text: String) throws(InvalidValue) {
        try Self.rule.check(text)
        self.text = text
    }

    package var description: String { text }
}

/// The place where a training writes its results.
///
/// API: OutputConfig; the prefix (S3KeyPrefix) has at most 1024 characters. A missing prefix is the empty one.
package struct OutputLocation: Sendable, Hashable, CustomStringConvertible {
    package let bucket: S3Bucket
    package let prefix: String

    package init(bucket: S3Bucket, prefix: String) throws(InvalidValue) {
        guard prefix.unicodeScalars.count <= 1024 else {
            throw InvalidValue("may have a prefix of at most 1024 characters; it has \(prefix.unicodeScalars.count)")
        }
        self.bucket = bucket
        self.prefix = prefix
    }

    /// - Parameter uri: `s3://BUCKET` or `s3://BUCKET/PREFIX`. Nothing is decoded.
    package init(uri: String) throws(InvalidValue) {
        let (bucket, path) = try S3URI.split(uri)
        try self.init(bucket: bucket, prefix: String(uri[path...]))
    }

    package var description: String { S3URI.text(bucket: bucket.text, prefix: prefix) }

    package static func == (lhs: OutputLocation, rhs: OutputLocation) -> Bool {
        lhs.bucket == rhs.bucket && lhs.prefix.hasSameBytes(as: rhs.prefix)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bucket)
        for byte in prefix.utf8 { hasher.combine(byte) }
    }
}

/// A manifest in S3, with or without an object version.
///
/// API: Asset.GroundTruthManifest.S3Object; Name and Version have 1 to 1024 characters.
package struct ManifestLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let bucket: S3Bucket
    package let key: String
    /// Nil: the newest version when the training starts.
    package let version: String?

    package init(bucket: S3Bucket, key: String, version: String?) throws(InvalidValue) {
        guard key.isOfAllowedLength else {
            throw InvalidValue(
                key.isEmpty
                    ? "must name an object, as in `s3://bucket/train.manifest`"
                    : "may have an object key of at most 1024 characters; it has \(key.unicodeScalars.count)"
            )
        }
        if let version, !version.isOfAllowedLength {
            throw InvalidValue("must have an object version of 1 to 1024 characters, or none")
        }
        self.bucket = bucket
        self.key = key
        self.version = version
    }

    /// - Throws: `InvalidValue` for an object that the service would not take as a manifest.
    package init(_ object: S3Object) throws(InvalidValue) {
        try self.init(bucket: S3Bucket(object.bucket), key: object.key, version: object.version)
    }

    /// - Parameter uri: `s3://BUCKET/KEY` or `s3://BUCKET/KEY?versionId=VERSION`. Nothing is decoded.
    package init(uri: String) throws(InvalidValue) {
        let (bucket, path) = try S3URI.split(uri)
        guard let mark = uri.firstPlace(of: "?", from: path) else {
            try self.init(bucket: bucket, key: String(uri[path...]), version: nil)
            return
        }
        let start = "?versionId="
        guard uri.hasBytes(of: start, at: mark) else {
            throw InvalidValue(
                """
                may have only `?versionId=...` after the key; write a key that contains `?` as `{bucket: ..., key: \
                ...}`
                """
            )
        }
        let version = String(uri[uri.utf8.index(mark, offsetBy: start.utf8.count)...])
        // A browser's address or a presigned URL may have more after the version id.
        if let end = version.firstByte(where: S3URI.endsVersionID) {
            throw InvalidValue(
                """
                has more than a version id after `?versionId=`; write an id that contains `&`, `#` or `?` as \
                `{bucket: ..., key: ..., version: ...}`
                """,
                found: "`\(Unicode.Scalar(end))`"
            )
        }
        try self.init(
            bucket: bucket,
            key: String(uri[path..<mark]),
            version: version
        )
    }

    package var object: S3Object { S3Object(bucket: bucket.text, key: key, version: version) }

    package var description: String { object.description }

    package static func == (lhs: ManifestLocation, rhs: ManifestLocation) -> Bool { lhs.object == rhs.object }

    package static func < (lhs: ManifestLocation, rhs: ManifestLocation) -> Bool { lhs.object < rhs.object }

    package func hash(into hasher: inout Hasher) { object.hash(into: &hasher) }
}

extension String {
    /// In one piece, a byte costs a tenth of what it costs in the view.
    func firstByte(where isWanted: (UInt8) -> Bool) -> UInt8? {
        unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.first(where: isWanted) } ?? utf8.first(where: isWanted)
    }

    /// Whether it has 1 to 1024 characters. A text has at most as many characters as bytes.
    fileprivate var isOfAllowedLength: Bool {
        !isEmpty && (utf8.count <= 1024 || unicodeScalars.count <= 1024)
    }
}
