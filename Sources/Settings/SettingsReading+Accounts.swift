import DesiredState
import Diagnostics
import ModelVersions
import Text
import YAMLTree

extension SettingsReading {
    static let accessKeys = ["profile", "role", "externalId", "sessionName", "duration"]
    static let accountKeys = accessKeys + ["read", "create"] + limitKeys + ["regions"]
    static let accountsOfOthers = "default"

    mutating func readAccounts(_ fields: Fields) -> [AccountRule] {
        guard let entry = fields["accounts"], let rules = mapping(entry.value, what: "`accounts`", keys: nil) else {
            return []
        }
        return rules.entries.compactMap { readAccount($0) }
    }

    private mutating func readAccount(_ entry: YAMLEntry) -> AccountRule? {
        let accounts = readAccountKey(entry)
        let what = "the rule for account `\(entry.key.excerpt)`"
        guard let fields = rule(entry.value, what, keys: Self.accountKeys) else { return nil }
        let location = document.location(of: entry.keyPosition)
        // After an error in the key, the values are read for their errors alone.
        var rule = AccountRule(accounts ?? .others, key: Located(entry.key, at: location))
        rule.access = readAccess(fields)
        rule.read = fields["read"].flatMap { readPurpose($0.value, .read) }
        rule.create = fields["create"].flatMap { readPurpose($0.value, .create) }
        rule.limits = readLimits(fields)
        rule.regions = readRegions(fields)
        for access in [rule.access, rule.read, rule.create] {
            if let access { checkAccount(of: access, in: rule) }
        }
        return accounts == nil ? nil : rule
    }

    /// A mapping with at least one key: a rule without any says nothing, which is probably a mistake.
    private mutating func rule(_ node: YAMLNode, _ what: String, keys: [String]) -> Fields? {
        guard let fields = mapping(node, what: what, keys: keys) else { return nil }
        if fields.entries.isEmpty {
            let list = keys.map { "`\($0)`" }.joined(separator: ", ")
            report("\(what) is empty", at: fields.position, help: "the keys are \(list)")
        }
        return fields
    }

    // MARK: Keys

    private mutating func readAccountKey(_ entry: YAMLEntry) -> AccountRule.Accounts? {
        do throws(InvalidValue) {
            return try Self.accounts(entry.key)
        } catch {
            report(
                "the account `\(entry.key.excerpt)` \(error)",
                at: entry.keyPosition,
                help: nearestName(to: entry.key, among: [Self.accountsOfOthers]).map { "did you mean `\($0)`?" }
            )
            return nil
        }
    }

    private static func accounts(_ key: String) throws(InvalidValue) -> AccountRule.Accounts {
        if key == accountsOfOthers { return .others }
        let form = "12 digits, a pattern of digits with `*`, `?` or `[...]`, or `\(accountsOfOthers)`"
        guard key.utf8.allSatisfy({ $0.isDigit || "*?[]!^-".utf8.contains($0) }) else {
            throw InvalidValue("must be \(form)")
        }
        let glob = try Glob(key)
        guard glob.canMatch(length: 12) else {
            throw InvalidValue(glob.isName ? "must be \(form)" : "matches no account ID: these have 12 digits")
        }
        return glob.isName ? .id(key) : .pattern(glob)
    }

    private mutating func readRegions(_ fields: Fields) -> [RegionRule] {
        guard let entry = fields["regions"], let rules = mapping(entry.value, what: "`regions`", keys: nil) else {
            return []
        }
        return rules.entries.compactMap { entry in
            let regions = readRegionKey(entry)
            let what = "the rule for region `\(entry.key.excerpt)`"
            guard let fields = rule(entry.value, what, keys: Self.limitKeys) else { return nil }
            let limits = readLimits(fields)
            return regions.map { regions in
                var rule = RegionRule(regions, at: document.location(of: entry.keyPosition))
                rule.limits = limits
                return rule
            }
        }
    }

    private mutating func readRegionKey(_ entry: YAMLEntry) -> Glob? {
        do throws(InvalidValue) {
            let glob = try Glob(entry.key)
            let isRegionLike = entry.key.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || $0.isDigit || "-*?[]!^".utf8.contains($0)
            }
            // Every region has a hyphen. So `default` is no region.
            guard isRegionLike, !glob.isName || entry.key.contains("-") else {
                throw InvalidValue("must be a region such as us-east-1, or a pattern such as `eu-*` or `*`")
            }
            return glob
        } catch {
            report("the region `\(entry.key.excerpt)` \(error)", at: entry.keyPosition)
            return nil
        }
    }

    // MARK: Access

    private mutating func readPurpose(_ node: YAMLNode, _ purpose: Settings.Purpose) -> Settings.Access? {
        let what = "`\(purpose.rawValue)`"
        guard let fields = mapping(node, what: what, keys: Self.accessKeys) else { return nil }
        if fields["profile"] == nil, fields["role"] == nil, fields.misspelt.isEmpty {
            report("\(what) needs `profile` or `role`", at: fields.position)
        }
        return readAccess(fields)
    }

    /// Other characters could imitate the words beside the name in a plan.
    private static func checkProfile(_ text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("must not be empty") }
        let isAllowed = text.unicodeScalars.allSatisfy {
            $0.isASCIIAlphanumeric || " _+=.@/:-".unicodeScalars.contains($0)
        }
        guard isAllowed else { throw InvalidValue("may contain only letters, digits, blanks and `_+=.@/:-`") }
    }

    /// - Returns: nil without `profile` and `role`, and after an error in one of them.
    private mutating func readAccess(_ fields: Fields) -> Settings.Access? {
        let profile = located(fields, "profile") {
            $0.value($1, $2) { text throws(InvalidValue) in
                try Self.checkProfile(text)
                return Settings.Access.Credentials.profile(text)
            }
        }
        let role = located(fields, "role") {
            $0.value($1, $2) { text throws(InvalidValue) in
                _ = try RoleReference(text)
                return Settings.Access.Credentials.role(text)
            }
        }
        if let one = fields["profile"], let other = fields["role"] {
            report(
                "`profile` and `role` exclude each other",
                at: max(one.keyPosition, other.keyPosition),
                help: """
                    use `role` to assume it with the run's own credentials; a profile names the role that it assumes \
                    in the AWS config file
                    """
            )
        }
        let externalID = located(fields, "externalId") {
            $0.value($1, $2) { text throws(InvalidValue) in
                try AssumeRoleRules.externalID.check(text)
                return text
            }
        }
        let sessionName = located(fields, "sessionName") {
            $0.value($1, $2) { text throws(InvalidValue) in
                try AssumeRoleRules.sessionName.check(text)
                return text
            }
        }
        let duration = located(fields, "duration") { $0.sessionDuration($1, $2) }
        checkRoleIsGiven(fields)
        guard let credentials = role ?? profile else { return nil }
        return Settings.Access(
            credentials.value,
            externalID: externalID?.value,
            sessionName: sessionName?.value,
            duration: duration?.value,
            at: credentials.location
        )
    }

    /// What AssumeRole takes needs a role in the same mapping.
    private mutating func checkRoleIsGiven(_ fields: Fields) {
        guard fields["role"] == nil, !fields.misspelt.contains("role") else { return }
        for entry in [fields["externalId"], fields["sessionName"], fields["duration"]] {
            guard let entry else { continue }
            report(
                "`\(entry.key)` needs a `role` beside it",
                at: entry.keyPosition,
                help: fields["profile"].map { _ in "write it into the profile, in the AWS config file" }
            )
        }
    }

    /// Seconds, as AssumeRole takes them, or a duration with units.
    private mutating func sessionDuration(_ node: YAMLNode, _ label: String) -> FieldValue<Int> {
        value(node, label) { text throws(InvalidValue) in
            let seconds = text.isDigits ? Int64(text) ?? .max : try WrittenDuration(settings: text).seconds
            guard AssumeRoleRules.seconds.contains(seconds) else {
                throw InvalidValue("must be 900 to 43200 seconds (15m to 12h), such as 3600 or 1h")
            }
            return Int(seconds)
        }
    }

    /// A role of another account cannot read the project: the service has no access across accounts.
    private mutating func checkAccount(of access: Settings.Access, in rule: AccountRule) {
        guard case .role(let text) = access.credentials, let owner = (try? RoleReference(text))?.owner else { return }
        let isCovered =
            switch rule.accounts {
            case .id(let id): id == owner.account
            case .pattern(let glob): glob.matches(owner.account)
            case .others: true
            }
        if isCovered { return }
        report(
            "the role is of account \(owner.account), and the rule is for account `\(rule.key.value)`",
            at: access.location.position,
            help: "write only the role's name for the role of this name in each account"
        )
    }
}
