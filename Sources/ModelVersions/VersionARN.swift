/// A model version's ARN: `.../project/PROJECT/version/VERSION/EPOCH_MS`.
///
/// API: ProjectVersionArn. The last number is the creation time in milliseconds, so that a deleted version and a later
/// one of the same name can be told apart.
package struct VersionARN: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package let name: VersionName

    package init(_ text: String) throws(InvalidValue) {
        // At bytes, as there are as many of these as there are versions: characters take twenty times as long.
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "/"), maxSplits: 5, omittingEmptySubsequences: false)
        guard
            parts.count == 5, parts[0].starts(with: "arn:".utf8), parts[0].suffix(8).elementsEqual(":project".utf8),
            parts[2].elementsEqual("version".utf8), !parts[4].isEmpty, parts[4].allSatisfy(\.isDigit)
        else {
            throw InvalidValue("is not the ARN of a model version: `\(text)`")
        }
        self.text = text
        self.name = try VersionName(String(decoding: parts[3], as: UTF8.self))
    }

    package var description: String { text }
}

extension VersionARN {
    /// Whether this version was created later than another, by the number at the end of the ARN.
    package func isNewer(than other: VersionARN) -> Bool {
        let (mine, theirs) = (creationDigits, other.creationDigits)
        if mine.count != theirs.count { return mine.count > theirs.count }
        return theirs.lexicographicallyPrecedes(mine)
    }

    /// When the version was created: milliseconds since 1970, at most `Int64.max`.
    package var creationTime: Int64 { Int64(String(Substring(creationDigits))) ?? (creationDigits.isEmpty ? 0 : .max) }

    /// The number without leading zeros, so that longer is larger.
    private var creationDigits: Substring.UTF8View {
        let digits = text.utf8[(text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.utf8.startIndex)...].dropFirst()
        return Substring(digits.drop { $0 == UInt8(ascii: "0") }).utf8
    }
}
