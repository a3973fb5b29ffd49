internal import ArgumentParser
internal import Host
internal import ModelVersions
internal import Sandbox

struct SandboxPutCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Write an object into a sandbox's S3.",
        discussion: """
            Where the object is there already, the new content is another version of it. A bucket that is not there is \
            made, in the region that --region names.

            EXAMPLES
              rekon sandbox put --sandbox state.json s3://acme-data/signs/day.manifest day.manifest
            """
    )

    @Argument(
        help: ArgumentHelp("Where to: s3://BUCKET/KEY.", valueName: "uri"),
        transform: { try ManifestLocation(uri: $0) }
    )
    var location: ManifestLocation

    @Argument(help: ArgumentHelp("The file with its content: text in UTF-8.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Where a new bucket is made.", valueName: "region"))
    var region = "us-east-1"

    @OptionGroup var sandbox: SandboxOptions

    /// In bytes; the state file holds it whole.
    private static let limit = 16 * 1_048_576

    func run(in context: Context) async throws -> ExitStatus {
        guard let engine = sandbox.engine(in: context) else {
            throw CommandFailure(
                message: "there is no state file to write an object into",
                help: "name one with --sandbox FILE, or in REKON_SANDBOX",
                status: .usage
            )
        }
        let bytes: [UInt8]
        do {
            bytes = try context.files.read(file, limit: Self.limit)
        } catch {
            throw CommandFailure(message: "\(error)", help: "name a file that can be read")
        }
        guard let content = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(message: "\(file) is not text in UTF-8, which is all that a sandbox keeps")
        }
        let version = try await engine.put(content, at: location, region: region)
        context.output.write("\(location): version \(version), \(bytes.count) bytes.\n")
        return .success
    }
}
