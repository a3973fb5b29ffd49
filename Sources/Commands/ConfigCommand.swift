import AWSProfiles
import AWSRuntime
import ArgumentParser
import Host
import JSON
import ModelVersions
import Reports
import Settings
import Text

struct ConfigCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "config",
        abstract: "Show the settings of a run, and where each comes from; asks no service.",
        discussion: """
            The order is: command line, environment, settings file, shared AWS config files, default. Account rules \
            are shown as they are written. `--account` shows what holds for an account, and `--region` for one of its \
            regions.

            EXAMPLES
              rekon config
              rekon config --account 111122223333 --region eu-west-1
              rekon config --config /etc/rekon.yaml --format json
            """
    )

    @Option(help: ArgumentHelp("Show what holds for this account.", valueName: "id"))
    var account: String?

    @Option(help: ArgumentHelp("With --account: the region. Default: us-east-1.", valueName: "region"))
    var region: String?

    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    @OptionGroup(title: HelpTitle.connection) var aws: AWSOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    func validate() throws {
        if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ValidationError("--account takes the 12 digits of an account.")
        }
        if region != nil, account == nil { throw ValidationError("--region needs --account.") }
    }

    func run(in context: Context) throws -> ExitStatus {
        let list = SettingsList(context.settings, client: try aws.settings(in: context).client)
        var accounts = list.rules
        if let account {
            let region = region ?? "us-east-1"
            let place = AccountRegion(partition: Partition.of(region: region).id, region: region, account: account)
            accounts = list.values(in: place)
            // The errors of a run for this account.
            _ = try AccountRules(for: [place], .read, by: context.settings, aws.settings(in: context), in: context)
        }
        switch format {
        case .text:
            let file = context.settings.path.map { "\($0) (\(context.settings.origin))" } ?? context.settings.origin
            context.output.write("settings file: \(HarmlessText.shown(file))\n\n")
            context.output.write(SettingsList.text(list.ofRun))
            if !accounts.isEmpty { context.output.write("\n" + SettingsList.text(accounts)) }
        case .json:
            context.output.write(
                JSONText.render { json in
                    json.objects("accounts", accounts) { $0.write(to: &$1) }
                    json.member("file", context.settings.path)
                    json.member("fileOrigin", context.settings.origin)
                    json.member("formatVersion", JSONText.formatVersion)
                    json.objects("settings", list.ofRun) { $0.write(to: &$1) }
                }
            )
        }
        return .success
    }
}

/// The settings of a run, each with its value and its origin.
struct SettingsList {
    struct Line {
        /// As in the settings file: `maxCreates`, `accounts.111122223333.read`.
        var key: String
        /// Nil for a setting without a value.
        var value: String?
        var origin: String

        func write(to json: inout JSONWriter) {
            json.member("key", key)
            json.member("origin", origin)
            json.member("value", value)
        }
    }

    private let settings: Settings
    private let client: ClientSettings

    init(_ loaded: LoadedSettings, client: ClientSettings) {
        settings = loaded.settings
        self.client = client
    }

    /// Those that are not of an account.
    var ofRun: [Line] {
        let policy = RetryPolicy(client)
        var lines = [
            line("requiredVersion", settings.requiredVersion) { "\($0)" },
            line("verify", settings.verify, default: "false") { "\($0)" },
            line("commentKey", settings.commentKey, default: "made of paths, regions and accounts") { $0 },
            line("timeout", settings.timeout, default: "none") { Self.text($0) },
        ]
        lines += [
            Line(key: "retryMode", value: policy.mode.rawValue, origin: origin(client.retryMode.origin)),
            Line(key: "maxAttempts", value: "\(policy.maxAttempts)", origin: origin(client.maxAttempts?.origin)),
            Line(
                key: "connectTimeout",
                value: Self.text(client.connectTimeout?.value ?? .milliseconds(3100)),
                origin: origin(client.connectTimeout?.origin)
            ),
            Line(
                key: "readTimeout",
                value: Self.text(client.readTimeout?.value ?? .seconds(30)),
                origin: origin(client.readTimeout?.origin)
            ),
        ]
        for pattern in settings.ignoreUnmanaged {
            lines.append(Line(key: "ignoreUnmanaged", value: pattern.value.text, origin: "\(pattern.location)"))
        }
        for (command, format) in settings.formats.sorted(by: { $0.key < $1.key }) {
            lines.append(Line(key: "formats.\(command)", value: format.value, origin: "\(format.location)"))
        }
        return lines + limits(settings.limits, of: nil, all: true)
    }

    /// The account rules as they are written.
    var rules: [Line] {
        settings.accountRules.flatMap { rule -> [Line] in
            let key = "accounts.\(rule.key.value)"
            var lines = Settings.Purpose.allCases.compactMap { purpose in
                rule.access(for: purpose).map { line("\(key).\(purpose.rawValue)", $0) }
            }
            lines += limits(rule.limits, of: key, all: false)
            for region in rule.regions {
                lines += limits(region.limits, of: "\(key).regions.\(region.regions)", all: false)
            }
            return lines
        }
    }

    /// What holds in an account and region.
    func values(in place: AccountRegion) -> [Line] {
        var lines = Settings.Purpose.allCases.map { purpose -> Line in
            let key = "\(place.account).\(purpose.rawValue)"
            return settings.access(to: place.account, for: purpose).map { access in
                var found = line(key, access)
                // The role that is assumed, not its name.
                if let arn = try? Settings.role(access, account: place.account, partition: place.partition) {
                    found.value = "role \(arn)" + Self.details(of: access)
                }
                return found
            } ?? Line(key: key, value: "the run's own credentials", origin: "default")
        }
        var limits = Settings.Limits()
        limits.maxTrainings = settings.limit(\.maxTrainings, in: place)
        limits.trainingPrice = settings.limit(\.trainingPrice, in: place)
        limits.inferencePrice = settings.limit(\.inferencePrice, in: place)
        lines += self.limits(limits, of: "\(place.account).\(place.region)", all: false)
        for limit in settings.placeLimits(\.maxCreates, in: [place]) {
            lines.append(line("\(key(of: limit)).maxCreates", limit.limit) { "\($0)" })
        }
        for limit in settings.placeLimits(\.maxCost, in: [place]) {
            lines.append(line("\(key(of: limit)).maxCost", limit.limit) { "\($0.text) USD" })
        }
        return lines
    }

    private func key(of limit: PlaceLimit<some Sendable>) -> String {
        [limit.account, limit.region].compactMap(\.self).joined(separator: ".")
    }

    // MARK: Lines

    private func line<Value>(
        _ key: String,
        _ value: Located<Value>?,
        default text: String? = nil,
        _ describe: (Value) -> String
    ) -> Line {
        guard let value else { return Line(key: key, value: text, origin: "default") }
        return Line(key: key, value: describe(value.value), origin: "\(value.location)")
    }

    private func line(_ key: String, _ access: Settings.Access) -> Line {
        let name =
            switch access.credentials {
            case .profile(let name): "profile \(name)"
            case .role(let name): "role \(name)"
            }
        return Line(key: key, value: name + Self.details(of: access), origin: "\(access.location)")
    }

    /// An external ID is no secret (IAM guide, "External ID"): the trust policy shows it.
    private static func details(of access: Settings.Access) -> String {
        var parts: [String] = []
        if let id = access.externalID { parts.append("external ID \(id)") }
        if let name = access.sessionName { parts.append("session \(name)") }
        if let seconds = access.duration { parts.append(text(.seconds(seconds))) }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// - Parameter all: whether those without a value are listed, with their default.
    private func limits(_ limits: Settings.Limits, of scope: String?, all: Bool) -> [Line] {
        func key(_ name: String) -> String { [scope, name].compactMap(\.self).joined(separator: ".") }
        let lines = [
            line(key("maxTrainings"), limits.maxTrainings, default: "the quota of each account and region") { "\($0)" },
            line(key("maxCreates"), limits.maxCreates, default: "no limit") { "\($0)" },
            line(key("maxCost"), limits.maxCost, default: "no limit") { "\($0.text) USD" },
            line(key("trainingPrice"), limits.trainingPrice, default: "1.00 USD") { "\($0.text) USD" },
            line(key("inferencePrice"), limits.inferencePrice, default: "4.00 USD") { "\($0.text) USD" },
        ]
        return all ? lines : lines.filter { $0.origin != "default" }
    }

    private func origin(_ origin: SettingOrigin?) -> String {
        guard let origin, origin != .standard else { return "default" }
        return origin.description
    }

    private static func text(_ duration: Duration) -> String {
        WrittenDuration.text(of: duration)
    }

    // MARK: Text

    static func text(_ lines: [Line]) -> String {
        let keys = lines.map(\.key.count).max() ?? 0
        let values = min(lines.map { ($0.value ?? "not set").count }.max() ?? 0, 40)
        return lines.map { line in
            let value = HarmlessText.shown(line.value ?? "not set")
            let text = pad(line.key, keys) + "  " + pad(value, values) + "  " + HarmlessText.shown(line.origin)
            return text + "\n"
        }.joined()
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
