import ArgumentParser
import DesiredState
import Diagnostics
import Host
import ModelVersions
import Planning
import Reports
import SavedPlans
import Text

struct AddCommand: ConfiguredCommand, FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "add",
        abstract: "Add a version to a file: edit it in place; train nothing.",
        discussion: """
            The new entry stands where its list grows: at the end, or at the start if the live versions of the list \
            were created from its end to its start. Manifests without a version id get their current one from S3. \
            Every other byte of the file stays as it is.

            In a template, {date} is the day in UTC, {git} is the commit of HEAD, and {digest} identifies what the \
            version is trained from.

            EXAMPLES
              rekon add models/signs.yaml --name 2026-12-05 --from 2026-11-28
              rekon add models/signs.yaml --name-template 'signs-{date}-{git}' --training s3://acme-data/day.manifest
              rekon add --diff models/signs.yaml --name 2026-12-05 --from 2026-11-28 --tag campaign=winter
            """
    )

    @Argument(
        help: ArgumentHelp("The file to edit.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var path: String

    @OptionGroup(title: HelpTitle.input) var variables: VariableOptions

    @Option(help: ArgumentHelp("The name of the new version.", valueName: "name"))
    var name: String?

    @Option(
        name: .customLong("name-template"),
        help: ArgumentHelp("The name of the new version, with {date}, {git} or {digest}.", valueName: "template"),
        transform: { try NameTemplate($0) }
    )
    var template: NameTemplate?

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp("The project of the list, in a file with several: its name or ARN.", valueName: "glob"),
        transform: { try Glob($0) }
    )
    var project: Glob?

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("The version of the file whose settings, tags and gate are copied.", valueName: "name")
    )
    var previous: String?

    @Option(
        name: .customLong("training"),
        help: ArgumentHelp("A training manifest. May be repeated.", valueName: "s3-uri")
    )
    var training: [String] = []

    @Option(
        name: .customLong("testing"),
        help: ArgumentHelp(
            """
            A test manifest, `auto` to split the training data, or `none` for an adapter without test data. May be \
            repeated. Default: as in --from, or `auto`.
            """,
            valueName: "s3-uri|auto|none"
        )
    )
    var testing: [String] = []

    @Option(name: .customLong("tag"), help: ArgumentHelp("A tag. May be repeated.", valueName: "key=value"))
    var tags: [String] = []

    @Flag(help: "Ask no service: pin nothing, and add the entry at the end of the list.")
    var offline = false

    @OptionGroup var edit: EditOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    func validate() throws {
        guard (name == nil) != (template == nil) else {
            throw ValidationError("Give either --name or --name-template.")
        }
        if testing.count > 1, testing.contains(where: { ["auto", "none"].contains($0) }) {
            throw ValidationError("--testing is either `auto`, `none` or manifests.")
        }
        if !testing.isEmpty, training.isEmpty, previous == nil {
            throw ValidationError("--testing needs --training or --from: test data goes with training data.")
        }
        var keys: Set<[UInt8]> = []
        for tag in tags {
            guard let sign = tag.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw ValidationError("--tag '\(tag)' is not KEY=VALUE.")
            }
            guard keys.insert(Array(tag.utf8[..<sign])).inserted else {
                throw ValidationError("--tag gives the key `\(tag[..<sign])` twice.")
            }
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        try await edit.output.reportingFailures(of: "add", connection.sandbox, in: context) {
            var files = try EditedFiles([path], variables, color: edit.output.color, in: context)
            let list = try list(in: files)
            var version = try version(for: list, in: files)
            guard case .trained(var settings) = version.intent else { return .failure }
            var end = EditableFile.End.last
            var taken: [VersionName: String] = [:]
            var pinned: [ManifestLocation] = []
            if !offline {
                let (service, projects) = try await files.live([list.project], connection, in: context)
                guard let live = projects[list.project] else { return .failure }
                let versions = live.versions.newestByName
                for (name, one) in versions { taken[name] = "is live, with the status \(one.status)" }
                if PlannedList(list.outline.names, live: versions).growth == .at(.front) { end = .first }
                let manifests = Set(version.manifestPaths.map(\.manifest))
                let pins = try await ManifestPins(of: manifests, for: list.project, service.sources)
                settings.datasets = pins.pinning(settings.datasets)
                version.intent = .trained(settings)
                pinned = Array(pins.pinned.values)
                pins.warn(in: context)
            }
            version.name = try await newName(version, settings, in: list.project, context)
            for entry in files.entries where entry.project.mayBe(list.project) {
                taken[entry.name] = "is described (\(entry.location.path):\(entry.location.line))"
            }
            if let use = taken[version.name] {
                throw CommandFailure(
                    message: "the version \(version.name) of project \(list.project.name) \(use)",
                    help: "choose another name: a version cannot be changed, and its name is used once"
                )
            }
            try files.insert(version, in: list, at: end, pinned: pinned)
            warn(of: version, in: files, context)
            return try edit.finish(files, .add, connection.sandbox, in: context)
        }
    }

    /// - Throws: `CommandFailure` where not exactly one list of the file matches.
    private func list(in files: EditedFiles) throws -> EditedFiles.List {
        let lists = files.lists.filter { list in
            project.map { $0.matches(list.project.name) || $0.matches(list.project.text) } ?? true
        }
        if let list = lists.first, lists.count == 1 { return list }
        guard !lists.isEmpty else {
            throw CommandFailure(
                message: project.map { "\(path) describes no project that --project '\($0)' matches" }
                    ?? "\(path) has no list of versions",
                help: "correct the pattern, or name another file",
                status: .usage
            )
        }
        let places = lists.map { "\(files.place(of: $0)) (\($0.project))" }.joined(separator: ", ")
        throw CommandFailure(
            message: "\(path) has \(lists.count) lists of versions: \(places)",
            help: "name the project of one with --project, or move the lists into files of their own",
            status: .usage
        )
    }

    /// The new version, still without its name.
    private func version(for list: EditedFiles.List, in files: EditedFiles) throws -> DesiredVersion {
        let defaults = list.outline.defaults
        var version: DesiredVersion
        if let previous {
            let found = files.entries.filter { $0.name.text.utf8.elementsEqual(previous.utf8) }
            guard let entry = found.first(where: { $0.project == list.project }) else {
                if let other = found.first {
                    throw CommandFailure(
                        message: "the version \(previous) is of another project (\(other.location.path):"
                            + "\(other.location.line)), whose output, key and gate are its own",
                        help: "name a version of project \(list.project.name) in --from, or none",
                        status: .usage
                    )
                }
                let names = files.entries.map(\.name.text)
                let nearest = nearestName(to: previous, among: names).map { ": did you mean `\($0)`?" } ?? ""
                throw CommandFailure(
                    message: "\(path) describes no version \(previous.excerpt)",
                    help: "correct --from\(nearest)",
                    status: .usage
                )
            }
            guard case .trained = entry.version.intent else {
                throw CommandFailure(
                    message: "the version \(previous) is retired (\(entry.location.path):\(entry.location.line))",
                    help: "name a version with settings in --from, or none",
                    status: .usage
                )
            }
            try checkVariables(of: entry, for: list, in: files)
            version = entry.version
            version.tags = defaults.tags.merging(version.tags)
            // It is about a finding of drift of the earlier version.
            version.acknowledgement = nil
        } else {
            version = try self.version(with: list.outline.defaults)
        }
        version.tags = try version.tags.merging(givenTags())
        if case .trained(var settings) = version.intent {
            settings.datasets = try datasets(from: settings.datasets)
            version.intent = .trained(settings)
        }
        return version
    }

    /// - Throws: `CommandFailure` for a copied value with a variable.
    private func checkVariables(
        of entry: EditedFiles.Entry,
        for list: EditedFiles.List,
        in files: EditedFiles
    ) throws {
        guard var copied = entry.version.trainingSettings else { return }
        var copy = entry.version
        for tag in try givenTags().all { copy.tags = copy.tags.removing(tag.key) }
        // Only what the command line does not replace is copied.
        if case .manifests(let old, let tests) = copied.datasets {
            copied.datasets = .manifests(
                training: training.isEmpty ? old : [],
                testing: testing.isEmpty ? tests : .manifests([])
            )
        }
        copy.intent = .trained(copied)
        guard let path = files.variable(in: copy.written(over: list.outline.defaults), of: entry) else { return }
        throw CommandFailure(
            message: """
                the version \(entry.name) (\(entry.location.path):\(entry.location.line)) has a variable in \
                `\(path.joined(separator: "."))`, and a copy would have the value of this run
                """,
            help: "give manifests with --training and --testing, move other values to `defaults`, or edit by hand"
        )
    }

    private func version(with defaults: SharedSettings) throws -> DesiredVersion {
        guard let output = defaults.output else {
            throw CommandFailure(
                message: "\(path) has no `output` under `defaults`, which a new version needs",
                help: "write `defaults: { output: s3://BUCKET/PREFIX/ }`, or copy a version with --from",
                status: .usage
            )
        }
        let settings = TrainingSettings(
            output: output,
            datasets: defaults.datasets ?? .project,
            kmsKey: defaults.kmsKey,
            description: defaults.description,
            confidenceThreshold: defaults.confidenceThreshold
        )
        return DesiredVersion(
            name: try VersionName("new"),
            intent: .trained(settings),
            tags: defaults.tags,
            expectation: Expectation(minimumF1Score: defaults.minimumF1Score)
        )
    }

    private func datasets(from previous: Datasets) throws -> Datasets {
        func manifests(_ uris: [String], _ option: String) throws -> [ManifestLocation] {
            try uris.map { uri in
                do throws(InvalidValue) {
                    return try ManifestLocation(uri: uri)
                } catch {
                    throw CommandFailure(message: "\(option) '\(uri.excerpt)' \(error)", status: .usage)
                }
            }
        }
        if training.isEmpty, testing.isEmpty { return previous }
        var old: (training: [ManifestLocation], testing: TestingManifests)?
        if case .manifests(let training, let testing) = previous { old = (training, testing) }
        let new = training.isEmpty ? old?.training : try manifests(training, "--training")
        guard let new else {
            throw CommandFailure(
                message: "--testing needs training manifests, and the version trains on the project's datasets",
                help: "name them with --training",
                status: .usage
            )
        }
        switch testing {
        case []: return .manifests(training: new, testing: old?.testing ?? .autoCreate)
        case ["auto"]: return .manifests(training: new, testing: .autoCreate)
        case ["none"]: return .manifests(training: new, testing: .omitted)
        default: return .manifests(training: new, testing: .manifests(try manifests(testing, "--testing")))
        }
    }

    private func givenTags() throws -> Tags {
        Tags(
            try tags.map { tag in
                let sign = tag.utf8.firstIndex(of: UInt8(ascii: "=")) ?? tag.endIndex
                let (key, value) = (String(tag[..<sign]), String(tag[tag.utf8.index(after: sign)...]))
                do throws(InvalidValue) {
                    try Tags.check(key: key)
                    try Tags.check(value: value)
                } catch {
                    throw CommandFailure(
                        message: "--tag '\(tag.excerpt)': the key or the value \(error)",
                        status: .usage
                    )
                }
                return (key, value)
            }
        )
    }

    private func newName(
        _ version: DesiredVersion,
        _ settings: TrainingSettings,
        in project: ProjectARN,
        _ context: Context
    ) async throws -> VersionName {
        if let template {
            return try await template.name(digest: RequestDigest.of(version, settings, in: project), in: context)
        }
        do throws(InvalidValue) {
            return try VersionName(name ?? "")
        } catch {
            throw CommandFailure(message: "--name '\((name ?? "").excerpt)' \(error)", status: .usage)
        }
    }

    /// A training of the same data costs money, and gives no better model.
    private func warn(of version: DesiredVersion, in files: EditedFiles, _ context: Context) {
        let manifests = version.manifestPaths.map(\.manifest)
        guard !manifests.isEmpty, manifests.allSatisfy({ $0.version != nil }),
            let same = files.entries.first(where: { $0.version.trainingSettings == version.trainingSettings })
        else { return }
        context.errors.write(
            """
            warning: \(version.name) would be trained from the same data with the same settings as \(same.name)
              help: give newer manifests with --training

            """
        )
    }
}

extension ProjectARN {
    /// Whether two texts may name one project: the ARN of a project by name has no number.
    fileprivate func mayBe(_ other: ProjectARN) -> Bool {
        self == other || !(isResolved && other.isResolved) && textWithoutNumber == other.textWithoutNumber
    }
}
