import ArgumentParser
import ModelVersions
import Planning
import Reconciler
import Text

struct ImportCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        _superCommandName: RekonCommand.name,
        abstract: "Write the YAML that describes what is live; changes nothing.",
        discussion: """
            A plan of what it writes says that there is nothing to do; that is checked before a word is written. \
            Versions that failed or are being deleted, and whatever cannot be described, are commented out with the \
            reason. A project that cannot be read is left out and named, and the exit code is 1.

            EXAMPLES
              rekon import --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon import --all --region us-east-1 --out models/all.yaml
              rekon import --all --region us-east-1 --no-tags
            """
    )

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp("The project to describe; may be repeated.", valueName: "arn"),
        transform: { try ProjectARN($0) }
    )
    var projects: [ProjectARN] = []

    @Flag(help: "Describe all projects of the account in --region.")
    var all = false

    @Option(help: "The region that --all is about.")
    var region: String?

    @Flag(inversion: .prefixedNo, help: "Read tags: one call for each version.")
    var tags = true

    @Option(
        help: ArgumentHelp(
            "Write to this file rather than to the standard output, which `-` is too.",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @Flag(help: "Let --out overwrite a file.")
    var force = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if all {
            guard projects.isEmpty else { throw ValidationError("Give either --project or --all.") }
            guard let region, !region.isEmpty else {
                throw ValidationError("--all needs --region: projects are listed region by region.")
            }
        } else {
            guard !projects.isEmpty else { throw ValidationError("Name a --project, or pass --all and --region.") }
            guard region == nil else {
                throw ValidationError("--region belongs to --all: a project's ARN says where it is.")
            }
        }
        if force, out == nil { throw ValidationError("--force belongs to --out.") }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let destination = try ImportDestination(out, overwrites: force, in: context)
        let (arns, live) = try await read(in: context)
        var texts: [ImportedText] = []
        var missing: [String] = []
        var status = ExitStatus.success
        func leaveOut(_ arn: ProjectARN, _ problem: String) {
            status = .failure
            context.errors.write("error: \(arn) was not imported: \(HarmlessText.shown(problem))\n")
            missing.append("# NOT COMPLETE: \(arn) is left out, as it could not be imported.\n")
        }
        for arn in arns {
            switch live[arn] {
            case .present(let project):
                if let reason = project.tagsProblem {
                    leaveOut(arn, "the tags of a version could not be read: \(reason)")
                } else {
                    texts.append(try ImportedText(arn, project, readTags: tags))
                }
            case .absent:
                leaveOut(arn, "the service knows no such project")
            case .unreadable(let reason):
                leaveOut(arn, "it could not be read: \(reason)")
            }
        }
        if !texts.isEmpty {
            // Whoever finds the file must see that it is not all there is.
            let head = Self.schema + missing.joined()
            let text = head + texts.map(\.document).joined(separator: "---\n")
            try destination.write(text, isComplete: missing.isEmpty, in: context)
        }
        context.errors.write(summary(of: texts))
        return status
    }

    /// For the editor.
    private static let schema =
        "# yaml-language-server: $schema=desired-state.schema.json  (what `rekon schema` prints)\n"

    private func read(in context: Context) async throws -> ([ProjectARN], LiveState) {
        if all, let region {
            return try await connection.withReadingAPI(in: region, context) { api in
                try await LiveStateReader.readAll(of: api, tags: tags)
            }
        }
        // Each once, in the order in which they were named.
        var seen: Set<ProjectARN> = []
        let arns = projects.filter { seen.insert($0).inserted }
        return try await connection.withReadingService(in: context) { service in
            let reader = LiveStateReader(api: service.api, caller: service.caller)
            return (arns, try await reader.read(everythingOf: arns, tags: tags))
        }
    }

    private func summary(of texts: [ImportedText]) -> String {
        let described = texts.reduce(0) { $0 + $1.describedCount }
        let omitted = texts.reduce(0) { $0 + $1.omittedCount }
        let projects = "\(texts.count) project\(texts.count == 1 ? "" : "s")"
        let text = "Import: \(described) version\(described == 1 ? "" : "s") in \(projects)"
        return text + (omitted == 0 ? ".\n" : ", \(omitted) commented out.\n")
    }
}

extension LiveProject {
    /// Why the tags of a version could not be read; nil where all could that were asked for.
    fileprivate var tagsProblem: String? {
        for version in versions {
            if case .unreadable(let reason) = version.tags { return reason }
        }
        return nil
    }
}
