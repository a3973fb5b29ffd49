package import DesiredState
package import ModelVersions

/// The part of the desired state that a run uses.
package struct Selection: Sendable, Equatable {
    /// Patterns for names of versions; empty: every version.
    package var targets: [Glob]
    /// Patterns for names or ARNs of projects; empty: every project.
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

    /// The selected part of the desired state. A project without a selected version is left out and not read; the
    /// others keep their lists.
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

    /// The patterns without a match. Patterns for versions are compared within the selected projects.
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

/// A desired state, and the part of it that a run is for. It is selected once, here.
package struct SelectedState: Sendable {
    package let whole: DesiredState
    package let selection: Selection
    package let part: DesiredState
    let omission: Omission?

    package init(_ selection: Selection, of whole: DesiredState) {
        self.whole = whole
        self.selection = selection
        part = selection.selecting(from: whole)
        omission = Omission(selection, of: whole, leaving: part)
    }
}

/// What a selection left out of a plan.
package struct Omission: Sendable, Equatable {
    package var selection: Selection
    /// The number of desired versions that were left out, including those of omitted projects.
    package var versions: Int
    /// The number of projects that were left out and not read.
    package var projects: Int

    package init(selection: Selection, versions: Int, projects: Int) {
        self.selection = selection
        self.versions = versions
        self.projects = projects
    }

    /// This omission together with an earlier one.
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

    /// Nil if nothing was left out.
    fileprivate init?(_ selection: Selection, of whole: DesiredState, leaving part: DesiredState) {
        let versions = whole.versionCount - part.versionCount
        let projects = whole.projects.count - part.projects.count
        guard versions > 0 || projects > 0 else { return nil }
        self.init(selection: selection, versions: versions, projects: projects)
    }
}
