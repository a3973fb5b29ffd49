import AWSProfiles
import DesiredState
package import Diagnostics
import ModelVersions
import Planning
import Text
package import YAMLTree

/// Reads a settings file, `rekon.yaml`.
package enum SettingsFile {
    /// - Parameters:
    ///   - path: of the file, for errors in a file without a document.
    ///   - version: of this rekon, in the form of Semantic Versioning.
    /// - Returns: the settings, and all errors in one run. After an error, the settings are empty, and nothing may be
    ///   done with them. If `requiredVersion` does not contain this version, that is the only error: the file may have
    ///   keys of another version.
    package static func read(
        _ result: YAMLParseResult,
        path: String,
        version: String
    ) -> (settings: Settings, diagnostics: DiagnosticList) {
        var diagnostics = DiagnosticList(result.diagnostics)
        if diagnostics.hasErrors { return (.none, diagnostics) }
        let documents = result.documents.filter { !$0.isEmpty }
        guard let first = documents.first ?? result.documents.first else {
            diagnostics.append(SettingsReading.emptyFile(at: SourceLocation(path: path, line: 1, column: 1)))
            return (.none, diagnostics)
        }
        if let refusal = refusal(of: version, by: first) { return (.none, DiagnosticList([refusal])) }
        var reading = SettingsReading(first)
        let settings = reading.read()
        if documents.count > 1 {
            let second = documents[1]
            reading.diagnostics.append(
                .error(
                    "a settings file has one document, and this is a second one",
                    at: second.location(of: second.root.position),
                    help: "remove it, and the line `---` before it"
                )
            )
        }
        diagnostics.merge(reading.diagnostics)
        return (diagnostics.hasErrors ? .none : settings, diagnostics)
    }

    /// Whether a document is a settings file, valid or not, and no part of a desired state.
    package static func isSettings(_ document: YAMLDocument) -> Bool {
        guard case .mapping(let entries) = document.root.content else { return false }
        return entries.contains { entry in
            guard entry.key == "kind", case .scalar(let scalar) = entry.value.content else { return false }
            return scalar.text == SettingsReading.kind
        }
    }

    /// The error if the file is for other versions of rekon, and says so in a form that this one can read.
    private static func refusal(of version: String, by document: YAMLDocument) -> Diagnostic? {
        guard case .mapping(let entries) = document.root.content,
            let node = entries.first(where: { $0.key == "requiredVersion" })?.value,
            case .scalar(let scalar) = node.content, !scalar.isNull,
            let range = try? VersionRange(scalar.text), !range.contains(version)
        else { return nil }
        return .error(
            "this is rekon \(version), and \(document.path) wants \(range)",
            at: document.location(of: node.position),
            help: "install a version in that range"
        )
    }
}

/// The reading of one document. `SettingsReading+Accounts.swift` has the part about accounts.
struct SettingsReading: FieldReader {
    let document: YAMLDocument
    private(set) var references = References()
    var diagnostics = DiagnosticList()

    static let kind = "Settings"

    static let keys =
        [
            "apiVersion", "kind", "requiredVersion", "accounts", "ignoreUnmanaged", "commentKey", "formats", "verify",
            "retryMode", "maxAttempts", "connectTimeout", "readTimeout", "timeout",
        ] + limitKeys
    static let limitKeys = ["maxTrainings", "maxCreates", "maxCost", "trainingPrice", "inferencePrice"]

    /// Those of AWS's config files and of AssumeRole.
    static let otherNames = [
        "role_arn": "role", "rolearn": "role", "assume_role": "role", "external_id": "externalId",
        "role_session_name": "sessionName", "rolesessionname": "sessionName", "duration_seconds": "duration",
        "durationseconds": "duration", "source_profile": "profile", "retry_mode": "retryMode",
        "max_attempts": "maxAttempts", "cli-connect-timeout": "connectTimeout", "cli-read-timeout": "readTimeout",
    ]

    init(_ document: YAMLDocument) {
        self.document = document
    }

    static func emptyFile(at location: SourceLocation) -> Diagnostic {
        .error(
            "the settings file is empty",
            at: location,
            help: """
                it begins with `apiVersion: \(apiVersion)` and `kind: \(kind)`; `rekon schema settings` prints the \
                schema
                """
        )
    }

    mutating func read() -> Settings {
        if document.isEmpty {
            diagnostics.append(Self.emptyFile(at: document.location(of: document.root.position)))
            return .none
        }
        if document.holdsDollar { refuseVariables(in: document.root) }
        guard let fields = mapping(document.root, what: "a settings file", keys: Self.keys) else { return .none }
        var settings = Settings()
        readAPIVersion(fields)
        readKind(fields)
        settings.requiredVersion = located(fields, "requiredVersion") {
            $0.value($1, $2) { text throws(InvalidValue) in try VersionRange(text) }
        }
        settings.accountRules = readAccounts(fields)
        settings.limits = readLimits(fields)
        settings.ignoreUnmanaged = readIgnoredUnmanaged(fields).map { Located($0.pattern, at: $0.location) }
        settings.commentKey = located(fields, "commentKey") {
            $0.value($1, $2) { text throws(InvalidValue) in
                guard CommentKey.isValid(text) else { throw InvalidValue("must have \(CommentKey.form)") }
                return text
            }
        }
        settings.formats = readFormats(fields)
        settings.verify = located(fields, "verify") { $0.bool($1, $2) }
        settings.retryMode = located(fields, "retryMode") {
            $0.value($1, $2) { text throws(InvalidValue) in
                guard RetryMode(rawValue: text) != nil else {
                    let modes = RetryMode.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
                    throw InvalidValue("must be \(modes)", found: "`\(text.excerpt)`")
                }
                return text
            }
        }
        settings.maxAttempts = located(fields, "maxAttempts") { $0.whole($1, $2, in: 1...1000) }
        settings.connectTimeout = located(fields, "connectTimeout") { $0.duration($1, $2, to: ("1h", 3600)) }
        settings.readTimeout = located(fields, "readTimeout") { $0.duration($1, $2, to: ("1h", 3600)) }
        settings.timeout = located(fields, "timeout") { $0.duration($1, $2, to: nil) }
        return settings
    }

    /// A pull request can change the file, so it takes nothing from the environment. Nothing else is reported about
    /// such a value.
    private mutating func refuseVariables(in node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar): refuseVariables(in: scalar.text, at: node.position)
        case .sequence(let nodes): for node in nodes { refuseVariables(in: node) }
        case .mapping(let entries):
            for entry in entries {
                refuseVariables(in: entry.key, at: entry.keyPosition)
                refuseVariables(in: entry.value)
            }
        }
    }

    private mutating func refuseVariables(in text: String, at position: SourcePosition) {
        guard text.utf8.holds("${") else { return }
        report("settings take no variables", at: position, help: "write the value itself in place of `${...}`")
        references.fail(at: position)
    }

    private mutating func readKind(_ fields: Fields) {
        let help = "write `kind: \(Self.kind)`"
        guard let entry = fields["kind"] else {
            if !fields.misspelt.contains("kind") { report("`kind` is missing", at: fields.position, help: help) }
            return
        }
        guard let text = string(entry.value, "`kind`"), text != Self.kind else { return }
        report("`kind` must be `\(Self.kind)`, not `\(text.excerpt)`", at: entry.value.position, help: help)
    }

    private mutating func readFormats(_ fields: Fields) -> [String: Located<String>] {
        guard let entry = fields["formats"], let formats = mapping(entry.value, what: "`formats`", keys: nil) else {
            return [:]
        }
        var result: [String: Located<String>] = [:]
        for format in formats.entries {
            guard let text = string(format.value, "the format of `\(format.key.excerpt)`") else { continue }
            result[format.key] = Located(text, at: document.location(of: format.value.position))
        }
        return result
    }

    mutating func readLimits(_ fields: Fields) -> Settings.Limits {
        var limits = Settings.Limits()
        limits.maxTrainings = located(fields, "maxTrainings") { $0.whole($1, $2, in: 1...1000) }
        limits.maxCreates = located(fields, "maxCreates") { $0.whole($1, $2, in: 0...1_000_000) }
        limits.maxCost = located(fields, "maxCost") {
            $0.dollars($1, $2, to: "1000000") { DollarAmount($0, upTo: 1_000_000) }
        }
        limits.trainingPrice = located(fields, "trainingPrice") { $0.dollars($1, $2, to: "10000") { HourlyPrice($0) } }
        limits.inferencePrice = located(fields, "inferencePrice") {
            $0.dollars($1, $2, to: "10000") { HourlyPrice($0) }
        }
        return limits
    }
}

// MARK: Values

extension SettingsReading {
    /// The valid value of a key with its place.
    ///
    /// - Parameter read: gets the value's node and the key as a message names it.
    mutating func located<Value>(
        _ fields: Fields,
        _ key: String,
        _ read: (inout Self, YAMLNode, String) -> FieldValue<Value>
    ) -> Located<Value>? {
        guard let node = fields[key]?.value, let value = read(&self, node, "`\(key)`").value else { return nil }
        return Located(value, at: document.location(of: node.position))
    }

    /// A whole number in decimal digits. A leading zero is refused: YAML 1.1 reads such a number as octal.
    mutating func whole(_ node: YAMLNode, _ label: String, in range: ClosedRange<Int>) -> FieldValue<Int> {
        if case .scalar(let scalar) = node.content, scalar.isPlain, scalar.text.isDigits,
            scalar.text == "0" || !scalar.text.hasPrefix("0"), let number = Int(scalar.text), range.contains(number)
        {
            return .given(number)
        }
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        report("\(label) must be a whole number from \(bounds), written without quotes", at: node.position)
        return .invalid
    }

    /// An amount as the options take it.
    private mutating func dollars<Value>(
        _ node: YAMLNode,
        _ label: String,
        to limit: String,
        _ make: (String) -> Value?
    ) -> FieldValue<Value> {
        if case .scalar(let scalar) = node.content, scalar.isPlain, let amount = make(scalar.text) {
            return .given(amount)
        }
        report(
            "\(label) must be an amount in dollars from 0 to \(limit), such as 20 or 7.50, written without quotes",
            at: node.position
        )
        return .invalid
    }

    /// A duration with units.
    ///
    /// - Parameter limit: the longest one; nil: that of `WrittenDuration`.
    private mutating func duration(
        _ node: YAMLNode,
        _ label: String,
        to limit: (text: String, seconds: Int64)?
    ) -> FieldValue<Duration> {
        value(node, label) { text throws(InvalidValue) in
            let written = try WrittenDuration(settings: text)
            if let limit, written.seconds > limit.seconds { throw InvalidValue("must be from 1s to \(limit.text)") }
            return written.duration
        }
    }
}

extension WrittenDuration {
    init(settings text: String) throws(InvalidValue) {
        do throws(Problem) {
            try self.init(text)
        } catch {
            throw InvalidValue("\(error.reason); use \(Self.form)")
        }
    }
}
