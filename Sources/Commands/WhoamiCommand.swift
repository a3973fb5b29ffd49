import AWSProfiles
import AWSRuntime
import ArgumentParser
import Host
import JSON
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings
import Text

struct WhoamiCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "whoami",
        abstract: "Show the owner and the source of the credentials, and where requests go.",
        discussion: """
            Asks STS, which needs no permission. With a settings file, it also enters each account that the file names \
            by its id, or that --account names, for reading and for creating. Exits with 1 if an account cannot be \
            entered. `--debug` lists every place where rekon looked for credentials, and why it did not use that place.

            EXAMPLES
              rekon whoami
              rekon whoami --account 111122223333
              rekon whoami --profile production --region eu-west-1 --format json
            """
    )

    @Option(
        help: ArgumentHelp(
            "The region to ask in. The ARN of a project names the project's own region.",
            valueName: "region"
        )
    )
    var region: String?

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp(
            "Enter only this account, as the settings file says. May be repeated.",
            valueName: "id"
        ),
        transform: { text in
            guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw ValidationError("'\(text)' is not the 12 digits of an account.")
            }
            return text
        }
    )
    var accounts: [String] = []

    @Option(name: .customLong("format"), help: "How the result is written. Default: text.")
    var givenFormat: OutputFormat?

    @OptionGroup(title: HelpTitle.connection) var aws: AWSOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    private var format: OutputFormat { givenFormat ?? .text }

    static let formatNames = OutputFormat.allCases.map(\.rawValue)

    mutating func apply(_ settings: Settings) {
        givenFormat = givenFormat ?? settings.formats["whoami"].flatMap { OutputFormat(rawValue: $0.value) }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let connection = try aws.connect(region: region, in: context)
        // Errors of the settings come before any call.
        let entrances = try entrances(in: connection.region, context)
        let report = WhoamiReport(
            situation: try await connection.situation(),
            now: context.wallClock.now,
            accounts: try await concurrently(entrances, width: 8) { connection, entrance in
                try await entrance.entering(connection)
            }
        )
        switch format {
        case .text: context.output.write(report.text)
        case .json: context.output.write(report.json())
        }
        return report.accounts.allSatisfy { $0.problem == nil } ? .success : .failure
    }

    /// The accounts to enter, in the order of the settings file.
    private func entrances(in region: String, _ context: Context) throws -> [(AWSConnection, AccountEntrance)] {
        let ids = accounts.isEmpty ? context.settings.settings.accountIDs : accounts
        var seen: Set<String> = []
        let partition = Partition.of(region: region).id
        let places = ids.filter { seen.insert($0).inserted }
            .map { AccountRegion(partition: partition, region: region, account: $0) }
        guard !places.isEmpty else { return [] }
        var entrances: [(AWSConnection, AccountEntrance)] = []
        for purpose in Settings.Purpose.allCases {
            let (connection, rules) = try aws.connect(to: places, for: purpose, region: region, in: context)
            for place in places {
                let identity = rules.access[place.account].map { purpose == .read ? $0.read : $0.create } ?? .ofRun
                let same = entrances.firstIndex { $0.1.place == place && $0.1.identity == identity }
                if let same {
                    entrances[same].1.purposes.append(purpose)
                } else {
                    let entrance = AccountEntrance(place: place, purposes: [purpose], identity: identity)
                    entrances.append((connection.entering(place.account), entrance))
                }
            }
        }
        return entrances.sorted { left, right in
            (ids.firstIndex(of: left.1.place.account) ?? 0, left.1.purposes[0] == .read ? 0 : 1)
                < (ids.firstIndex(of: right.1.place.account) ?? 0, right.1.purposes[0] == .read ? 0 : 1)
        }
    }
}

/// How an account was entered, or why it could not be.
struct AccountEntrance: Sendable {
    let place: AccountRegion
    var purposes: [Settings.Purpose]
    let identity: AccountIdentity
    var caller: CallerIdentity?
    var problem: String?

    /// - Throws: an error that ends the run.
    fileprivate func entering(_ connection: AWSConnection) async throws -> AccountEntrance {
        var result = self
        do {
            let caller = try await connection.callerIdentity()
            result.caller = caller
            if !caller.account.utf8.elementsEqual(place.account.utf8) {
                result.problem = "these are credentials of account \(caller.account)"
            }
        } catch {
            try error.rethrowIfFatal()
            result.problem = "\(error)"
        }
        return result
    }

    fileprivate var label: String { purposes.map(\.rawValue).joined(separator: ", ") }
}

/// The owner of the credentials, without any secret.
struct WhoamiReport {
    let situation: ConnectionSituation
    let now: UnixTime
    /// In the order of the settings file.
    var accounts: [AccountEntrance] = []

    var text: String {
        let lines = [
            ("account", situation.identity.account),
            ("arn", situation.identity.arn),
            ("user id", situation.identity.userID),
            ("credentials", situation.credentialSource),
            ("access key", situation.accessKeyID),
            ("expires", expiration),
            ("profile", situation.profile),
            ("region", "\(situation.region) (\(situation.regionOrigin))"),
            ("rekognition", "\(situation.endpoint) (\(situation.endpoint.explanation))"),
            ("sts", "\(situation.identityEndpoint) (\(situation.identityEndpoint.explanation))"),
        ]
        return lines.map { name, value in
            name + String(repeating: " ", count: 13 - name.count) + HarmlessText.shown(value) + "\n"
        }.joined() + accountsText
    }

    private var accountsText: String {
        accounts.map { account in
            let head = "\naccount \(account.place.account), to \(account.label): \(account.identity)\n"
            let owner = account.caller.map { "  \(HarmlessText.shown($0.arn))\n" } ?? ""
            return head + owner + (account.problem.map { "  error: \(HarmlessText.shown($0))\n" } ?? "")
        }.joined()
    }

    private var expiration: String {
        guard let time = situation.expiration else { return "not by themselves" }
        let minutes = (time.seconds - now.seconds) / 60
        return "\(time.iso8601) (\(minutes < 0 ? "\(-minutes) min ago" : "in \(minutes) min"))"
    }

    /// The format is specs/whoami.schema.json.
    func json() -> String {
        JSONText.render { json in
            json.member("accessKeyId", situation.accessKeyID)
            json.member("account", situation.identity.account)
            if !accounts.isEmpty { json.objects("accounts", accounts) { write($0, to: &$1) } }
            json.member("arn", situation.identity.arn)
            json.member("credentialSource", situation.credentialSource)
            json.object("endpoints") { json in
                json.object("rekognition") { write(situation.endpoint, to: &$0) }
                json.object("sts") { write(situation.identityEndpoint, to: &$0) }
            }
            json.member("expiration", situation.expiration?.iso8601)
            json.member("formatVersion", JSONText.formatVersion)
            json.member("profile", situation.profile)
            json.member("region", situation.region)
            json.member("regionOrigin", situation.regionOrigin)
            json.member("userId", situation.identity.userID)
        }
    }

    private func write(_ endpoint: Endpoint, to json: inout JSONWriter) {
        json.member("origin", endpoint.explanation)
        json.member("url", "\(endpoint)")
    }

    private func write(_ account: AccountEntrance, to json: inout JSONWriter) {
        json.member("account", account.place.account)
        json.member("arn", account.caller?.arn)
        json.member("credentials", "\(account.identity)")
        json.member("problem", account.problem)
        json.strings("purposes", account.purposes) { $0.rawValue }
        json.member("userId", account.caller?.userID)
    }
}
