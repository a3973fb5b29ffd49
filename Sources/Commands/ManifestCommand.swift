internal import ArgumentParser

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Work with the manifests that describe a training's images.",
        discussion: """
            A manifest has a line of JSON for each image. Its rules are published, and a training that breaks them fails hours \
            after it was started, with its name used up.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check s3://acme-data/signs/day.manifest
            """,
        subcommands: [ManifestCheckCommand.self]
    )
}
