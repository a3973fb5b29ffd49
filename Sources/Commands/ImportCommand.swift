import ArgumentParser
import ModelVersions
import Planning
import Reconciler
import Reports
import Text

struct ImportCommand: ContextCommand {
    static let configuration = RekonCommand.command(
        "import",
        abstract: "Write YAML that describes the live versions; changes nothing.",
        discussion: """
            A plan of the result has nothing to do; rekon checks that before it writes anything. Versions that failed \
            or \
            are being deleted, and versions that cannot be described, are commented out with the reason. A project \
            that \
            cannot be read is left out with a comment, and the exit code is 1.

            EXAMPLES
              rekon import --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon import --all --region us-east-1 --out models/all.yaml
              rekon import --all --region us-east-1 --no-tags
            """
    )

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp("The project to describe. May be repeated.", valueName: "arn"),
        transform: { try ProjectARN($0) }
    )
    var projects: [ProjectARN] = []

    @Flag(help: "Describe all projects of the account in --region.")
    var all = false

    @Option(help: "The region for --all.")
    var region: String?

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
                throw ValidationError("--region needs --all: the ARN of a project contains its region.")
            }
        }
        if force, out == nil { throw ValidationError("--force needs --out.") }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let file = try out.flatMap { path in
            path == "-" ? nil : try OutputFile(path, .imported(overwrites: force), in: context)
        }
        let (arns, live) = try await read(in: context)
        var texts: [ImportedText] = []
        var missing: [String] = []
        var status = ExitStatus.success
        func leaveOut(_ arn: ProjectARN, _ problem: String) {
            status = .failure
            context.errors.write("error: \(arn) was not imported: \(HarmlessText.shown(problem))\n")
            missing.append("# NOT COMPLETE: \(arn) is left out, because it could not be imported.\n")
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
                leaveOut(arn, "the project was not found")
            case .unreadable(let reason):
                leaveOut(arn, "it could not be read: \(reason)")
            }
        }
        if !texts.isEmpty {
            // Readers of the file must see that it is not complete.
            let notice = connection.sandbox.notice(in: context).map { "# \($0.text)\n" } ?? ""
            let head = Self.schema + notice + missing.joined()
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
                try file.write(text)
            }
        }
        context.errors.write(summary(of: texts))
        return status
    }

    /// For the editor.
    private static let schema =
        "# yaml-language-server: $schema=desired-state.schema.json  (what `rekon schema` prints)\n"

    private func read(in context: Context) async throws -> ([ProjectARN], LiveState) {
        if all, let region {
            return try await LiveStateReader.readAll(of: connection.readingAPI(in: region, context), tags: tags)
        }
        // Each project once, in the order of the command line.
        var seen: Set<ProjectARN> = []
        let arns = projects.filter { seen.insert($0).inserted }
        let service = try connection.readingService(in: context)
        return (arns, try await service.liveState.read(everythingOf: arns, tags: tags))
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
