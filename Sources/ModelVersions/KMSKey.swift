/// The customer managed key that encrypts a training's data, in one of the API's four forms.
///
/// API: KmsKeyId, 1 to 2048 of `^[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,2048}$`.
package struct KMSKey: Sendable, Hashable, CustomStringConvertible {
    /// In a box: every version has room for a key, and most have none.
    package indirect enum Form: Sendable, Hashable {
        case keyID(String)
        /// The part before `key/`, and the key id.
        case keyARN(prefix: String, id: String)
        /// `alias/NAME` or an alias ARN. The alias can point to another key at any time.
        case alias
    }

    package let text: String
    package let form: Form

    private static let rule = TextRule(
        length: 1...2048,
        alphabet: "letters a-z and A-Z, digits and `:_/+=,@.-`",
        allows: { $0.isASCIIAlphanumeric || ":_/+=,@.-".unicodeScalars.contains($0) }
    )

    package init(_ text: String) throws(InvalidValue) {
        try Self.rule.check(text)
        guard let first = text.unicodeScalars.first, first.isASCIIAlphanumeric else {
            throw InvalidValue("must start with a letter or a digit")
        }
        self.text = text
        if text.hasPrefix("arn:") {
            let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[2] == "kms" else {
                throw InvalidValue("must be the ARN of a KMS key or alias, as in `arn:aws:kms:REGION:ACCOUNT:key/ID`")
            }
            if parts[5].hasPrefix("key/") {
                form = .keyARN(prefix: parts[..<5].joined(separator: ":"), id: String(parts[5].dropFirst(4)))
            } else if parts[5].hasPrefix("alias/") {
                form = .alias
            } else {
                throw InvalidValue("must end in `key/ID` or `alias/NAME`")
            }
        } else if text.hasPrefix("alias/") {
            form = .alias
        } else {
            form = .keyID(text)
        }
    }

    package var description: String { text }

    /// Whether two texts name one key, without a call of KMS.
    ///
    /// A key id is a key of the project's account and region.
    package func isSameKey(as other: KMSKey, in project: ProjectARN) -> Comparison {
        if text == other.text { return .equal }
        let home = "arn:\(project.partition):kms:\(project.region):\(project.account)"
        guard let mine = keyIdentity(home: home), let theirs = other.keyIdentity(home: home) else { return .unknown }
        return mine == theirs ? .equal : .different
    }

    private func keyIdentity(home: String) -> String? {
        switch form {
        case .keyID(let id): "\(home):key/\(id)"
        case .keyARN(let prefix, let id): "\(prefix):key/\(id)"
        case .alias: nil
        }
    }
}

/// The result of comparing a desired setting with a live one.
package enum Comparison: Sendable, Equatable {
    case equal
    case different
    /// The service does not report enough to decide.
    case unknown
}
