internal import ArgumentParser

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Work with the manifests that describe a training's images.",
        discussion: """
            A manifest names an image and its labels on each line: SageMaker Ground Truth's format, as Custom Labels reads it.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check s3://acme-data/signs/day.manifest
            """,
        subcommands: [ManifestCheckCommand.self]
    )
}
