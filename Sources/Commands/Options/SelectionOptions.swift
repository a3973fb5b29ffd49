import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Text

/// The part of the desired state that a command is for.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("target"),
        help: ArgumentHelp(
            "Only versions whose name matches, with `*`, `?` and `[a-z]` as in a shell. May be repeated.",
            valueName: "name-glob"
        ),
        transform: { try Glob($0) }
    )
    var targets: [Glob] = []

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp(
            "Only projects whose name or ARN matches. Others are not read. May be repeated.",
            valueName: "glob"
        ),
        transform: { try Glob($0) }
    )
    var projects: [Glob] = []

    var selection: Selection { Selection(targets: targets, projects: projects) }

    /// - Throws: `CommandFailure` for a pattern that matches nothing.
    func select(from state: DesiredState) throws -> SelectedState {
        let selection = self.selection
        let unmatched = selection.unmatched(in: state)
        if let glob = unmatched.projects.first {
            throw Self.failure("--project", glob, among: state.projects.map(\.arn.name), what: "project")
        }
        if let glob = unmatched.targets.first {
            let names = state.projects.filter { selection.includes($0.arn) }.flatMap { $0.versions.map(\.name.text) }
            throw Self.failure("--target", glob, among: names, what: "version")
        }
        return SelectedState(selection, of: state)
    }

    /// The projects of a state that match, with all their versions.
    ///
    /// - Throws: `CommandFailure` for a pattern that matches nothing.
    static func select(projects: [Glob], from state: DesiredState) throws -> SelectedState {
        let selection = Selection(projects: projects)
        if let glob = selection.unmatched(in: state).projects.first {
            throw failure("--project", glob, among: state.projects.map(\.arn.name), what: "project")
        }
        return SelectedState(selection, of: state)
    }

    private static func failure(_ option: String, _ glob: Glob, among names: [String], what: String) -> CommandFailure {
        let nearest = nearestName(to: glob.text, among: names).map { ": did you mean `\($0)`?" }
        return CommandFailure(
            message: "\(option) '\(glob)' matches no \(what) that the files describe",
            help:
                """
                correct the \
                pattern\(nearest ?? ", or leave it out: `rekon plan --show-unchanged` lists all versions")
                """,
            status: .usage
        )
    }
}

struct PathArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            """
            Files and folders with the desired state. In folders, rekon reads *.yaml and *.yml. `-` is the standard \
            input.
            """,
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String]

    @OptionGroup var variables: VariableOptions
}
