internal import ArgumentParser

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Work with the manifests that describe a training's images.",
        discussion: """
            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check s3://acme-data/signs/day.manifest
            """,
        subcommands: [ManifestCheckCommand.self]
    )
}
