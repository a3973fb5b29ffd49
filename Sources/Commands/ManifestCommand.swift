internal import ArgumentParser

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Work with the manifests that describe a training's images.",
        subcommands: [ManifestCheckCommand.self]
    )
}
