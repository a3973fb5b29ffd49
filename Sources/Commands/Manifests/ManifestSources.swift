internal import Host

/// Opens what a command line names as a manifest.
struct ManifestSources {
    let files: any FileReader

    func open(_ name: String) async throws -> ByteStream {
        if name.hasPrefix("s3://") {
            throw CommandFailure(
                message: "\(name): manifests in S3 are not read directly",
                help: "aws s3 cp \(name) - | rekon manifest check -"
            )
        }
        do throws(FileError) {
            return try files.stream(name)
        } catch {
            throw CommandFailure(message: error.description, help: error.advice)
        }
    }
}
