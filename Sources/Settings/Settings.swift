package import Diagnostics
package import ModelVersions
package import Planning

/// A value of the settings file and its place.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    package var location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}

/// What `rekon.yaml` sets: defaults of the command line's options, and how each account is entered.
package struct Settings: Sendable {
    package static let none = Settings()

    package enum Purpose: String, Sendable, CaseIterable {
        /// plan, drift, status, verify and the other commands that create nothing
        case read
        /// apply
        case create
    }

    /// How an account is entered, as written.
    package struct Access: Sendable, Equatable {
        package enum Credentials: Sendable, Equatable {
            case profile(String)
            /// A name with its path, or an ARN. `Settings.role` makes the ARN of it.
            case role(String)
        }

        package var credentials: Credentials
        /// API: ExternalId of AssumeRole. Only a role has it, and the next two.
        package var externalID: String?
        /// API: RoleSessionName.
        package var sessionName: String?
        /// Seconds, 900 to 43200. API: DurationSeconds; the role itself may allow less.
        package var duration: Int?
        /// Of the value of `profile` or `role`.
        package var location: SourceLocation

        package init(
            _ credentials: Credentials,
            externalID: String? = nil,
            sessionName: String? = nil,
            duration: Int? = nil,
            at location: SourceLocation
        ) {
            self.credentials = credentials
            self.externalID = externalID
            self.sessionName = sessionName
            self.duration = duration
            self.location = location
        }
    }

    /// Limits and prices: of the run, of an account, or of a region in an account.
    package struct Limits: Sendable, Equatable {
        /// Trainings at the same time, in each account and region, wherever it is written.
        package var maxTrainings: Located<Int>?
        package var maxCreates: Located<Int>?
        package var maxCost: Located<DollarAmount>?
        package var trainingPrice, inferencePrice: Located<HourlyPrice>?

        package init() {}
    }

    package var requiredVersion: Located<VersionRange>?
    package var accountRules: [AccountRule] = []
    /// Of the run.
    package var limits = Limits()
    package var ignoreUnmanaged: [Located<Glob>] = []
    /// A `CommentKey`.
    package var commentKey: Located<String>?
    /// By the name of the command: a value of its `--format`. Neither is checked here.
    package var formats: [String: Located<String>] = [:]
    package var verify: Located<Bool>?
    /// `standard` or `adaptive`.
    package var retryMode: Located<String>?
    package var maxAttempts: Located<Int>?
    package var connectTimeout, readTimeout: Located<Duration>?
    /// Of `wait` and `apply --wait`.
    package var timeout: Located<Duration>?

    package init() {}
}

/// What the file says for some accounts.
package struct AccountRule: Sendable {
    package enum Accounts: Sendable, Equatable {
        /// Twelve digits.
        case id(String)
        case pattern(Glob)
        /// `default`
        case others
    }

    package var accounts: Accounts
    /// As written, at the place of the key.
    package var key: Located<String>
    /// For both purposes.
    package var access: Settings.Access?
    package var read: Settings.Access?
    package var create: Settings.Access?
    package var limits = Settings.Limits()
    /// In the order of the file.
    package var regions: [RegionRule] = []

    package init(_ accounts: Accounts, key: Located<String>) {
        self.accounts = accounts
        self.key = key
    }

    package func access(for purpose: Settings.Purpose) -> Settings.Access? {
        switch purpose {
        case .read: read ?? access
        case .create: create ?? access
        }
    }
}

/// What the file says for some regions of some accounts.
package struct RegionRule: Sendable {
    package var regions: Glob
    package var location: SourceLocation
    package var limits = Settings.Limits()

    package init(_ regions: Glob, at location: SourceLocation) {
        self.regions = regions
        self.location = location
    }
}

// MARK: Which rule holds

extension Settings {
    /// The accounts that the file names by their twelve digits, in the order of the file.
    package var accountIDs: [String] {
        accountRules.compactMap { if case .id(let id) = $0.accounts { id } else { nil } }
    }

    /// The rules for an account in their precedence: its own, those with a pattern in the order of the file, `default`.
    private func rules(for account: String) -> [AccountRule] {
        accountRules.filter { $0.accounts == .id(account) }
            + accountRules.filter { if case .pattern(let glob) = $0.accounts { glob.matches(account) } else { false } }
            + accountRules.filter { $0.accounts == .others }
    }

    /// How an account is entered; nil: with the run's own credentials.
    ///
    /// The first rule that says it for this purpose holds, with its external id, session name and duration: nothing is
    /// put together from two rules.
    package func access(to account: String, for purpose: Purpose) -> Access? {
        rules(for: account).lazy.compactMap { $0.access(for: purpose) }.first
    }

    /// The limit or the price for a place. Each account rule in its precedence, its regions before the rule itself,
    /// then the top level.
    ///
    /// For `maxCreates` and `maxCost`, which sum up, use `placeLimits` and the top level's `limits`.
    package func limit<Value>(_ key: KeyPath<Limits, Located<Value>?>, in place: AccountRegion) -> Located<Value>? {
        for rule in rules(for: place.account) {
            let limits = rule.rules(for: place.region).map(\.limits) + [rule.limits]
            if let value = limits.lazy.compactMap({ $0[keyPath: key] }).first { return value }
        }
        return limits[keyPath: key]
    }

    /// The limits of sums at accounts and regions, without the top level. All of them hold at the same time.
    ///
    /// Each account that a rule covers has the limit for itself, and so has each region.
    ///
    /// - Parameter places: of the run.
    /// - Returns: by account; the account's own before those of its regions.
    package func placeLimits<Value>(
        _ key: KeyPath<Limits, Located<Value>?>,
        in places: some Sequence<AccountRegion>
    ) -> [PlaceLimit<Value>] {
        var result: [PlaceLimit<Value>] = []
        var account: String?
        for place in Set(places).sorted() {
            let rules = rules(for: place.account)
            if place.account != account {
                account = place.account
                if let limit = rules.lazy.compactMap({ $0.limits[keyPath: key] }).first {
                    result.append(PlaceLimit(limit: limit, account: place.account, region: nil))
                }
            }
            let regions = rules.flatMap { $0.rules(for: place.region) }
            if let limit = regions.lazy.compactMap({ $0.limits[keyPath: key] }).first {
                result.append(PlaceLimit(limit: limit, account: place.account, region: place.region))
            }
        }
        return result
    }
}

/// A limit and what it counts.
package struct PlaceLimit<Value: Sendable>: Sendable {
    package var limit: Located<Value>
    package var account: String
    /// Nil: all regions of the account together.
    package var region: String?

    package func covers(_ place: AccountRegion) -> Bool {
        place.account == account && (region ?? place.region) == place.region
    }
}

extension AccountRule {
    /// In their precedence: the region's own rule, then those with a pattern in the order of the file.
    fileprivate func rules(for region: String) -> [RegionRule] {
        let matching = regions.filter { $0.regions.matches(region) }
        return matching.filter(\.regions.isName) + matching.filter { !$0.regions.isName }
    }
}
