package import ModelVersions
import Text

/// Which versions of rekon may use a settings file: conditions that must all hold, as in `>=0.3, <1`.
///
/// The operators are Terraform's: `=` or none, `!=`, `>`, `>=`, `<`, `<=` and `~>`. Numbers that a condition leaves out
/// are 0. A pre-release is before its release (Semantic Versioning 2.0.0, 11), for every operator: `>=0.3` refuses
/// `0.3.0-rc.1`, and `<1` allows `1.0.0-rc.1`. Here Terraform differs; it allows a pre-release only with `=`.
/// Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
package struct VersionRange: Sendable, Equatable, CustomStringConvertible {
    fileprivate struct Condition: Sendable, Equatable {
        var comparison: Comparison
        var version: SemanticVersion
    }

    fileprivate enum Comparison: String, CaseIterable {
        // The longer ones first: the text of a condition starts with one of them.
        case notEqual = "!="
        case atLeast = ">="
        case atMost = "<="
        case compatible = "~>"
        case equal = "="
        case greater = ">"
        case less = "<"
    }

    /// As written.
    package let description: String
    private let conditions: [Condition]

    package init(_ text: String) throws(InvalidValue) {
        var conditions: [Condition] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            conditions.append(try Self.condition(part.trimmingSpaces))
        }
        self.conditions = conditions
        description = text
    }

    private static func condition(_ text: Substring) throws(InvalidValue) -> Condition {
        guard !text.isEmpty else {
            throw InvalidValue("must be a range of versions, such as `\(example)`", found: "an empty condition")
        }
        let comparison = Comparison.allCases.first { text.hasPrefix($0.rawValue) }
        let version = text.dropFirst(comparison?.rawValue.count ?? 0).trimmingSpaces
        guard let first = version.utf8.first, first.isDigit else {
            let isUnknown = comparison == nil || !version.isEmpty
            throw InvalidValue(
                isUnknown
                    ? "may use only the operators =, !=, >, >=, <, <= and ~>, such as `\(example)`"
                    : "must have a version after each operator, such as `\(example)`",
                found: "`\(text.excerpt)`"
            )
        }
        guard let version = SemanticVersion(version) else {
            throw InvalidValue(
                "must have versions of one to three numbers, such as 1.2 or 1.2.0-rc.1, in `\(example)`",
                found: "`\(version.excerpt)`"
            )
        }
        return Condition(comparison: comparison ?? .equal, version: version)
    }

    private static let example = ">=0.3, <1"

    /// - Parameter version: of Semantic Versioning; any other text is in no range.
    package func contains(_ version: String) -> Bool {
        guard let version = SemanticVersion(version[...]) else { return false }
        return conditions.allSatisfy { $0.holds(for: version) }
    }
}

extension VersionRange.Condition {
    fileprivate func holds(for other: SemanticVersion) -> Bool {
        switch comparison {
        case .equal: other == version
        case .notEqual: other != version
        case .greater: other > version
        case .atLeast: other >= version
        case .less: other < version
        case .atMost: other <= version
        case .compatible:
            // Only the last number that is written may be greater.
            other >= version && other.numbers.starts(with: version.numbers.prefix(version.written - 1))
        }
    }
}

/// A version of Semantic Versioning 2.0.0. It compares by its precedence (11), without its build metadata (10).
struct SemanticVersion: Sendable, Comparable {
    /// Major, minor and patch.
    let numbers: [UInt64]
    /// How many of the numbers the text has.
    let written: Int
    private let prerelease: [Identifier]

    private enum Identifier: Sendable, Equatable {
        case number(UInt64)
        case text(String)
    }

    /// - Parameter text: `1`, `1.2` or `1.2.3`, with a pre-release after `-` and build metadata after `+`; nil for
    ///   anything else.
    init?(_ text: Substring) {
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard let rest = parts.first else { return nil }
        if parts.count > 1, Self.identifiers(parts[1]) == nil { return nil }
        let halves = rest.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let core = halves.first else { return nil }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
        guard (1...3).contains(numbers.count) else { return nil }
        var known: [UInt64] = []
        for number in numbers {
            guard let number else { return nil }
            known.append(number)
        }
        var prerelease: [Identifier] = []
        if halves.count > 1 {
            guard let identifiers = Self.identifiers(halves[1]) else { return nil }
            for identifier in identifiers {
                if identifier.isDigits {
                    guard let number = Self.number(identifier) else { return nil }
                    prerelease.append(.number(number))
                } else {
                    prerelease.append(.text(String(identifier)))
                }
            }
        }
        self.numbers = known + Array(repeating: 0, count: 3 - known.count)
        written = known.count
        self.prerelease = prerelease
    }

    /// Without leading zeros (2).
    private static func number(_ text: Substring) -> UInt64? {
        guard text.isDigits, text == "0" || !text.hasPrefix("0") else { return nil }
        return UInt64(text)
    }

    /// Of letters, digits and hyphens, separated by dots (9, 10); nil if one is empty.
    private static func identifiers(_ text: Substring) -> [Substring]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areValid = parts.allSatisfy { part in
            !part.isEmpty && part.unicodeScalars.allSatisfy { $0.isASCIIAlphanumeric || $0 == "-" }
        }
        return areValid ? parts : nil
    }

    static func == (lhs: SemanticVersion, rhs: SemanticVersion) -> Bool {
        lhs.numbers == rhs.numbers && lhs.prerelease == rhs.prerelease
    }

    static func < (lhs: SemanticVersion, rhs: SemanticVersion) -> Bool {
        if lhs.numbers != rhs.numbers { return lhs.numbers.lexicographicallyPrecedes(rhs.numbers) }
        // 11.3: a pre-release is before the release.
        if lhs.prerelease.isEmpty || rhs.prerelease.isEmpty { return !lhs.prerelease.isEmpty && rhs.prerelease.isEmpty }
        // 11.4.4: more identifiers are after fewer, where all others are equal.
        return lhs.prerelease.lexicographicallyPrecedes(rhs.prerelease) { one, other in
            switch (one, other) {
            case (.number(let one), .number(let other)): one < other
            case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
            // 11.4.3
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension StringProtocol {
    /// Whether it has only decimal digits, and at least one.
    var isDigits: Bool { !isEmpty && utf8.allSatisfy(\.isDigit) }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
