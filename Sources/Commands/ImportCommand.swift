import AWSRuntime
import ArgumentParser
import Host
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Reports
import Settings
import Text

struct ImportCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "import",
        abstract: "Write YAML that describes the live versions; changes nothing.",
        discussion: """
            A plan of the result has nothing to do; rekon checks that before it writes anything. Versions that failed \
            or \
            are being deleted, and versions that cannot be described, are commented out with the reason. A project \
            that \
            cannot be read is left out with a comment, and the exit code is 1.

            `--all` is about the account of the credentials, or about every account that the settings file names by \
            its id. `--account` selects some of these, or names others by their id.

            `--out-dir` writes a file for each project, named as the project, and the schema for editors beside them. \
            Projects of several accounts or regions get a folder for each: ACCOUNT/REGION. Nothing is written if one \
            of the files exists.

            EXAMPLES
              rekon import --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon import --all --region us-east-1 --out models/all.yaml
              rekon import --all --region us-east-1 --region eu-west-1 --no-tags --out-dir models
              rekon import --all --region us-east-1 --account '2222*'
            """
    )

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp("The project to describe. May be repeated.", valueName: "arn"),
        transform: { try ProjectARN($0) }
    )
    var projects: [ProjectARN] = []

    @Flag(help: "Describe all projects of the accounts in each --region.")
    var all = false

    @Option(name: .customLong("region"), help: "A region for --all. May be repeated.")
    var regions: [String] = []

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp("The accounts for --all: 12 digits, or a pattern. May be repeated.", valueName: "glob"),
        transform: { try Glob($0) }
    )
    var accounts: [Glob] = []

    @Flag(inversion: .prefixedNo, help: "Read tags: one call for each version.")
    var tags = true

    @Option(
        help: ArgumentHelp(
            "Write to this file. `-` is the standard output, which is the default.",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @Option(
        name: .customLong("out-dir"),
        help: ArgumentHelp("Write a file for each project to this folder.", valueName: "folder"),
        completion: .directory
    )
    var outDirectory: String?

    @Flag(help: "Let --out or --out-dir overwrite files.")
    var force = false

    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    func validate() throws {
        if all {
            guard projects.isEmpty else { throw ValidationError("Give either --project or --all.") }
            guard !regions.isEmpty, !regions.contains("") else {
                throw ValidationError("--all needs --region: projects are listed region by region.")
            }
        } else {
            guard !projects.isEmpty else { throw ValidationError("Name a --project, or pass --all and --region.") }
            guard regions.isEmpty, accounts.isEmpty else {
                throw ValidationError("--region and --account need --all: the ARN of a project contains both.")
            }
        }
        if out != nil, outDirectory != nil { throw ValidationError("Give either --out or --out-dir.") }
        if force, out == nil, outDirectory == nil { throw ValidationError("--force needs --out or --out-dir.") }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let file = try out.flatMap { path in
            path == "-" ? nil : try OutputFile(path, .imported(overwrites: force), in: context)
        }
        let folder = try outDirectory.map { try ImportFolder($0, overwrites: force, in: context) }
        let (arns, live, problems) = try await read(in: context)
        var projects: [(arn: ProjectARN, text: ImportedText)] = []
        var missing: [String] = []
        var status = ExitStatus.success
        func leaveOut(_ arn: ProjectARN, _ problem: String) {
            status = .failure
            context.errors.write("error: \(arn) was not imported: \(HarmlessText.shown(problem))\n")
            missing.append("# NOT COMPLETE: \(arn) is left out, because it could not be imported.\n")
        }
        for (place, problem) in problems {
            status = .failure
            context.errors.write("error: \(place) was not imported: \(HarmlessText.shown(problem))\n")
            missing.append("# NOT COMPLETE: \(place) is left out, because its projects could not be listed.\n")
        }
        for arn in arns {
            switch live[arn] {
            case .present(let project):
                if let reason = project.tagsProblem {
                    leaveOut(arn, "the tags of a version could not be read: \(reason)")
                } else {
                    projects.append((arn, try ImportedText(arn, project, readTags: tags)))
                }
            case .absent:
                leaveOut(arn, "the project was not found")
            case .unreadable(let reason):
                leaveOut(arn, "it could not be read: \(reason)")
            }
        }
        let texts = projects.map(\.text)
        let notice = connection.sandbox.notice(in: context).map { "# \($0.text)\n" } ?? ""
        if !texts.isEmpty, let folder {
            let hasPlaces = Set(arns.map { AccountRegion($0) }).count + problems.count > 1
            try folder.write(projects, head: notice, hasPlaces: hasPlaces)
        } else if !texts.isEmpty {
            // Readers of the file must see that it is not complete.
            let head = notice + missing.joined()
            let text = head + texts.map(\.document).joined(separator: "---\n")
            switch file {
            case nil:
                context.output.write(text)
            case let file? where file.replacesContent && !missing.isEmpty:
                // The old file may be complete.
                throw CommandFailure(
                    message: "\(file.path) was not changed: not everything could be imported",
                    help: "name another file for --out to write the part that could be imported"
                )
            case let file?:
                try file.write(SchemaFile.modeline(beside: file.path, context.files) + text)
            }
        }
        context.errors.write(summary(of: texts))
        return status
    }

    /// - Returns: the projects by account and region, their live state, and the places that could not be listed.
    private func read(
        in context: Context
    ) async throws -> ([ProjectARN], LiveState, problems: [(place: String, reason: String)]) {
        guard all else {
            // Each project once, in the order of the command line.
            var seen: Set<ProjectARN> = []
            let arns = projects.filter { seen.insert($0).inserted }
            let service = try connection.readingService(for: arns, in: context)
            return (arns, try await service.liveState.read(everythingOf: arns, tags: tags), [])
        }
        let accounts = try selectedAccounts(in: context).map { account in
            (account, try connection.readingAPIs(of: account, in: regions, context))
        }
        let owners = try await concurrently(accounts, width: Self.placesAtATime) { account, apis in
            try await Self.owner(account, apis)
        }
        var places: [Place] = []
        for ((account, apis), problem) in zip(accounts, owners) {
            for (region, api) in apis.apis {
                places.append(
                    Place(name: account.map { "\(region) of account \($0)" } ?? region, api: api, problem: problem)
                )
            }
        }
        let tags = tags
        let readings = try await concurrently(places, width: Self.placesAtATime) { place in
            do {
                if let problem = place.problem { throw problem }
                return Result<_, any Error>.success(try await LiveStateReader.readAll(of: place.api, tags: tags))
            } catch {
                try error.rethrowIfFatal()
                return .failure(error)
            }
        }
        // A single place has one error, which ends the command.
        if readings.count == 1 { _ = try readings[0].get() }
        var (arns, live, problems) = ([ProjectARN](), LiveState(), [(String, String)]())
        for (place, reading) in zip(places, readings) {
            switch reading {
            case .success(let found):
                arns += found.projects
                live = live.merging(found.live)
            case .failure(let error):
                problems.append((place.name, Rekon.failure(for: error)?.message ?? "\(error)"))
            }
        }
        return (arns, live, problems)
    }

    private static let placesAtATime = 8

    private struct Place: Sendable {
        var name: String
        var api: any RekognitionAPI
        /// Why its projects must not be listed.
        var problem: CommandFailure?
    }

    /// Whose projects would be listed: without a rule in the settings, the run's own credentials list those of their
    /// own account.
    ///
    /// - Returns: nil for credentials of the account, and where the owner cannot be read.
    private static func owner(
        _ account: String?,
        _ apis: ConnectionOptions.RegionalAPIs
    ) async throws -> CommandFailure? {
        guard let account, let caller = apis.caller else { return nil }
        do {
            guard let owner = try await caller(), !owner.account.utf8.elementsEqual(account.utf8) else { return nil }
            return CommandFailure(
                message: "the credentials for account \(account) belong to account \(owner.account) (\(owner.arn))",
                help: "give account \(account) a role or a profile in the settings file"
            )
        } catch {
            try error.rethrowIfFatal()
            return nil
        }
    }

    /// The ids of the accounts; one nil for that of the run's own credentials.
    ///
    /// - Throws: `CommandFailure` for a pattern that matches none.
    private func selectedAccounts(in context: Context) throws -> [String?] {
        let known = context.settings.settings.accountIDs
        guard !accounts.isEmpty else { return known.isEmpty ? [nil] : known }
        var selected: [String] = []
        for glob in accounts {
            let isID = glob.text.utf8.count == 12 && glob.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let matches = isID ? [glob.text] : known.filter { glob.matches($0) }
            guard !matches.isEmpty else {
                throw CommandFailure(
                    message: "--account '\(glob)' matches no account that the settings file names by its id",
                    help: known.isEmpty
                        ? "write the 12 digits of the account" : "the accounts are \(known.joined(separator: ", "))",
                    status: .usage
                )
            }
            selected += matches.filter { !selected.contains($0) }
        }
        return selected
    }

    private func summary(of texts: [ImportedText]) -> String {
        let described = texts.reduce(0) { $0 + $1.describedCount }
        let omitted = texts.reduce(0) { $0 + $1.omittedCount }
        let text = "Import: \(counted(described, "version")) in \(counted(texts.count, "project"))"
        return text + (omitted == 0 ? ".\n" : ", \(omitted) commented out.\n")
    }
}

extension LiveProject {
    /// Why the tags of a version could not be read; nil if all requested tags were read.
    fileprivate var tagsProblem: String? {
        for version in versions {
            if case .unreadable(let reason) = version.tags { return reason }
        }
        return nil
    }
}
