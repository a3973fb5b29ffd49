import AWSProfiles
import AWSRuntime
import Diagnostics
import Host
import ModelVersions
import Planning
import Settings
import Text

/// Which credentials a run uses for each account, by its settings file and by what the runner allows.
struct AccountRules: Sendable {
    private var credentials: [String: AccountCredentials] = [:]
    /// For people, of each account that the settings name.
    private(set) var access: [String: AccountAccess] = [:]

    /// - Parameters:
    ///   - places: of the run.
    ///   - purpose: of this run.
    ///   - connection: without the accounts, for its profiles.
    /// - Throws: `InvalidSettings` with all errors, before any call.
    init(
        for places: some Sequence<AccountRegion>,
        _ purpose: Settings.Purpose,
        by loaded: LoadedSettings,
        _ connection: ConnectionSettings?,
        in context: Context
    ) throws {
        guard !loaded.settings.accountRules.isEmpty else { return }
        let rules = Rules(loaded.settings, try AllowedRoles(in: context), connection)
        var problems: [Diagnostic] = []
        var partitions: [String: String] = [:]
        for place in places { partitions[place.account] = place.partition }
        for (account, partition) in partitions.sorted(by: { $0.key < $1.key }) {
            var identities: [Settings.Purpose: AccountIdentity] = [:]
            for each in Settings.Purpose.allCases {
                guard let access = loaded.settings.access(to: account, for: each) else { continue }
                do throws(Refusal) {
                    let found = try rules.credentials(access, account, partition, isOfRun: each == purpose)
                    identities[each] = found.identity
                    if each == purpose { credentials[account] = found.credentials }
                } catch {
                    problems.append(error.diagnostic)
                }
            }
            guard !identities.isEmpty else { continue }
            access[account] = AccountAccess(
                read: identities[.read] ?? .ofRun,
                create: identities[.create] ?? .ofRun
            )
        }
        guard problems.isEmpty else { throw loaded.invalid(problems) }
    }

    func credentials(for account: String) -> AccountCredentials { credentials[account] ?? .ofRun }

    private struct Refusal: Error {
        var diagnostic: Diagnostic
    }

    private struct Rules {
        let settings: Settings
        let allowed: AllowedRoles
        /// Nil for the sandbox, which takes no credentials.
        let connection: ConnectionSettings?

        init(_ settings: Settings, _ allowed: AllowedRoles, _ connection: ConnectionSettings?) {
            self.settings = settings
            self.allowed = allowed
            self.connection = connection
        }

        /// - Parameter isOfRun: whether this run uses them. Another run has its own profiles and its own allowed roles.
        func credentials(
            _ access: Settings.Access,
            _ account: String,
            _ partition: String,
            isOfRun: Bool
        ) throws(Refusal) -> (credentials: AccountCredentials, identity: AccountIdentity) {
            let arn: String?
            do throws(Settings.RefusedRole) {
                arn = try Settings.role(access, account: account, partition: partition)
            } catch {
                throw Refusal(diagnostic: error.diagnostic)
            }
            let place = "\(access.location)"
            switch (access.credentials, arn) {
            case (.role, let arn?):
                if isOfRun, let problem = allowed.problem(of: arn) { throw refusal(problem, access) }
                let role = AssumedRole(
                    origin: place,
                    roleARN: arn,
                    externalID: access.externalID,
                    sessionName: access.sessionName,
                    duration: access.duration
                )
                return (.role(role), .role(arn))
            case (.profile(let name), _), (.role(let name), nil):
                if isOfRun, let connection { try check(profile: name, access, connection) }
                return (.profile(name, origin: place), .profile(name))
            }
        }

        private func check(
            profile: String,
            _ access: Settings.Access,
            _ connection: ConnectionSettings
        ) throws(Refusal) {
            let roles: [String]
            do throws(ConfigurationError) {
                roles = try connection.roles(ofProfile: profile).roles
            } catch {
                throw Refusal(diagnostic: .error(error.description, at: access.location, help: error.help))
            }
            if let problem = allowed.problem(ofProfile: profile, assuming: roles.last) {
                throw refusal(problem, access)
            }
        }

        private func refusal(_ problem: String, _ access: Settings.Access) -> Refusal {
            Refusal(diagnostic: .error(problem, at: access.location, help: allowed.help))
        }
    }
}

/// The roles that a run may use, as the runner says. A pull request can change the settings file, but not the runner's
/// variables.
private struct AllowedRoles {
    private static let variable = "REKON_ALLOWED_ROLES"

    /// Nil: all.
    private let globs: [Glob]?

    /// - Throws: `CommandFailure` for a variable that is no list of patterns.
    init(in context: Context) throws {
        guard let text = context.environment.exactValue(of: Self.variable) else {
            globs = nil
            return
        }
        globs = try text.split(whereSeparator: { ", \t\n".contains($0) }).map { part in
            do throws(InvalidValue) {
                return try Glob(String(part))
            } catch {
                throw CommandFailure(
                    message: "\(Self.variable): the pattern '\(part)' \(error)",
                    help: "separate ARNs of roles by commas or blanks; `*` and `?` match as in a shell",
                    status: .usage
                )
            }
        }
    }

    func problem(of arn: String) -> String? {
        guard let globs, !globs.contains(where: { $0.matches(arn) }) else { return nil }
        return "\(Self.variable) does not allow the role `\(arn)`"
    }

    /// - Parameter role: the last one that the profile assumes; nil where it assumes none.
    func problem(ofProfile profile: String, assuming role: String?) -> String? {
        guard globs != nil else { return nil }
        guard let role else {
            return "\(Self.variable) allows only roles, and the profile `\(profile)` assumes none; give it a `role_arn`"
        }
        return problem(of: role).map { "\($0) of the profile `\(profile)`" }
    }

    var help: String {
        let shown = (globs ?? []).map { "`\($0)`" }.joined(separator: ", ")
        return shown.isEmpty
            ? "the runner allows no role: remove `accounts` from the file, or ask the owner of the runner"
            : "the runner allows \(shown): name one of these, or ask the owner of the runner"
    }
}
