package import DesiredState
package import ModelVersions

/// The part of the desired state that a run is about.
package struct Selection: Sendable, Equatable {
    /// Patterns for the names of versions; none: every version.
    package var targets: [Glob]
    /// Patterns for the names or the ARNs of projects; none: every project.
    package var projects: [Glob]

    package static let everything = Selection()

    package init(targets: [Glob] = [], projects: [Glob] = []) {
        self.targets = targets
        self.projects = projects
    }

    package var isEverything: Bool { targets.isEmpty && projects.isEmpty }

    package func includes(_ project: ProjectARN) -> Bool {
        projects.isEmpty || projects.contains { $0.matches(project) }
    }

    package func includes(_ name: VersionName) -> Bool {
        targets.isEmpty || targets.contains { $0.matches(name.text) }
    }

    /// The desired state without what is not selected. A project of which nothing is selected is left out as a whole,
    /// and need not be read; one of which something is keeps its lists.
    package func selecting(from state: DesiredState) -> DesiredState {
        guard !isEverything else { return state }
        var selected = state
        selected.projects = state.projects.compactMap { project in
            guard includes(project.arn) else { return nil }
            guard !targets.isEmpty else { return project }
            let part = project.selecting { includes($0.name) }
            return part.versions.isEmpty ? nil : part
        }
        return selected
    }

    /// The patterns that match nothing: those for projects in the whole state, those for versions in the projects that
    /// are selected.
    package func unmatched(in state: DesiredState) -> (targets: [Glob], projects: [Glob]) {
        let projects = projects.filter { glob in !state.projects.contains { glob.matches($0.arn) } }
        let names = state.projects.filter { includes($0.arn) }.flatMap { $0.versions.map(\.name.text) }
        return (targets.filter { glob in !names.contains { glob.matches($0) } }, projects)
    }
}

extension Glob {
    fileprivate func matches(_ project: ProjectARN) -> Bool {
        matches(project.name) || matches(project.text)
    }
}

/// What a plan is not about, because of a selection.
package struct Omission: Sendable, Equatable {
    package var selection: Selection
    /// Described versions that were left out, those of projects that were left out among them.
    package var versions: Int
    /// Projects that were left out as a whole, and not read.
    package var projects: Int

    package init(selection: Selection, versions: Int, projects: Int) {
        self.selection = selection
        self.versions = versions
        self.projects = projects
    }

    /// With what had been left out before.
    package func adding(_ other: Omission?) -> Omission {
        guard let other else { return self }
        return Omission(
            selection: Selection(
                targets: other.selection.targets + selection.targets,
                projects: other.selection.projects + selection.projects
            ),
            versions: other.versions + versions,
            projects: other.projects + projects
        )
    }

    /// Nil where nothing was left out.
    init?(of state: DesiredState, by selection: Selection, leaving selected: DesiredState) {
        let versions = state.versionCount - selected.versionCount
        let projects = state.projects.count - selected.projects.count
        guard versions > 0 || projects > 0 else { return nil }
        self.init(selection: selection, versions: versions, projects: projects)
    }
}
