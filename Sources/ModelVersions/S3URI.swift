import Text

/// How messages and files write a place in S3.
package enum S3URI {
    /// `s3://BUCKET/PREFIX`.
    package static func text(bucket: String, prefix: String) -> String { "s3://\(bucket)/\(prefix)" }

    /// An object, so that two objects never look alike.
    ///
    /// `s3://BUCKET/KEY` or `s3://BUCKET/KEY?versionId=VERSION` if the text identifies the object in a file and every
    /// character is visible. Otherwise `{bucket: BUCKET, key: "KEY", version: "VERSION"}`, with `none` for no version.
    package static func text(bucket: String, key: String, version: String?) -> String {
        let isPlain =
            bucket.isBucketLike && key.firstPlace(of: "?") == nil && key.isAllVisible
            && version.map { !$0.isEmpty && $0.isAllVisible && $0.firstByte(where: endsVersionID) == nil } ?? true
        if isPlain {
            return version.map { String(joining: "s3://", bucket, "/", key, "?versionId=", $0) }
                ?? String(joining: "s3://", bucket, "/", key)
        }
        return "{bucket: \(bucket.isBucketLike ? bucket : quoted(bucket)), key: \(quoted(key)), "
            + "version: \(version.map(quoted) ?? "none")}"
    }

    /// Whether a byte ends the version id in a URI.
    static func endsVersionID(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "?")
    }

    /// The parts of `s3://BUCKET/PATH`; the path may be empty.
    ///
    /// On bytes: a slash and a combining mark after it are one character.
    ///
    /// - Returns: the bucket, and where the path begins.
    static func split(_ uri: String) throws(InvalidValue) -> (bucket: S3Bucket, path: String.Index) {
        guard uri.startsWithBytes(of: "s3://") else {
            throw InvalidValue("must be an S3 URI, as in `s3://bucket/path`", found: "`\(uri.excerpt)`")
        }
        let start = uri.utf8.index(uri.startIndex, offsetBy: 5)
        let slash = uri.firstPlace(of: "/", from: start) ?? uri.endIndex
        let name = String(uri[start..<slash])
        guard !name.isEmpty else { throw InvalidValue("must name a bucket after `s3://`") }
        let bucket: S3Bucket
        do {
            bucket = try S3Bucket(name)
        } catch {
            throw InvalidValue(
                "has a bucket name that \(error.rule)",
                found: (error.found.map { "\($0) in " } ?? "") + "`\(name.excerpt)`"
            )
        }
        return (bucket, slash == uri.endIndex ? slash : uri.utf8.index(after: slash))
    }

    /// In double quotes, with YAML's escapes for invisible characters.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                result += "\\\(scalar)"
            } else if scalar == " " || scalar.isVisible {
                result.unicodeScalars.append(scalar)
            } else {
                let (letter, digits) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
                result += "\\\(letter)\(scalar.value.hexadecimal(digits: digits, uppercase: true))"
            }
        }
        return result + "\""
    }
}

extension String {
    /// Whether it has only characters of a bucket's name. A slash would look like the start of the key.
    fileprivate var isBucketLike: Bool { !isEmpty && S3Bucket.rule.allowsAsASCII(self) }

    /// Whether every character is visible; a space is visible only before another character.
    fileprivate var isAllVisible: Bool {
        // Nearly every key is of ASCII characters, which need no look at their properties.
        utf8.last != UInt8(ascii: " ")
            && (isPrintableASCII || unicodeScalars.allSatisfy { $0 == " " || $0.isVisible })
    }
}

extension Unicode.Scalar {
    var isVisible: Bool { self != " " && HarmlessText.isHarmless(self) }
}
