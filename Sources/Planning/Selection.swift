package import DesiredState
package import ModelVersions

/// The part of the desired state that a run uses.
package struct Selection: Sendable, Equatable {
    /// What an option selects by. The option has the name of the case.
    package enum Part: String, Sendable, CaseIterable {
        case target, project, account, region

        package var option: String { "--\(rawValue)" }
    }

    /// Patterns for names of versions; empty: every version.
    package var targets: [Glob]
    /// Patterns for names or ARNs of projects; empty: every project.
    package var projects: [Glob]
    /// Patterns for the accounts and regions of projects; empty: every one.
    package var accounts: [Glob]
    package var regions: [Glob]

    package static let everything = Selection()

    package init(targets: [Glob] = [], projects: [Glob] = [], accounts: [Glob] = [], regions: [Glob] = []) {
        self.targets = targets
        self.projects = projects
        self.accounts = accounts
        self.regions = regions
    }

    package subscript(part: Part) -> [Glob] {
        switch part {
        case .target: targets
        case .project: projects
        case .account: accounts
        case .region: regions
        }
    }

    /// All patterns, as the command line has them.
    package var options: [(part: Part, glob: Glob)] {
        Part.allCases.flatMap { part in self[part].map { (part, $0) } }
    }

    package var isEverything: Bool { options.isEmpty }

    /// This selection without its patterns for versions.
    package var ofProjects: Selection { Selection(projects: projects, accounts: accounts, regions: regions) }

    package func includes(_ project: ProjectARN) -> Bool {
        [Part.project, .account, .region].allSatisfy { part in
            self[part].isEmpty || self[part].contains { part.matches($0, project) }
        }
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

    /// Why a selection is not one of a desired state.
    package enum Problem: Sendable, Equatable {
        /// A pattern matches nothing.
        ///
        /// - Parameter names: what it could match.
        case unmatched(Part, Glob, among: [String])
        /// Each pattern for projects matches one, but no project matches all options.
        case contradictory
    }

    /// The first problem; nil without one. Patterns for versions are compared within the selected projects.
    package func problem(in state: DesiredState) -> Problem? {
        let projects = state.projects.map(\.arn)
        for part in [Part.account, .region, .project] {
            if let glob = self[part].first(where: { glob in !projects.contains { part.matches(glob, $0) } }) {
                return .unmatched(part, glob, among: projects.map { part.name(of: $0) })
            }
        }
        let selected = state.projects.filter { includes($0.arn) }
        if selected.isEmpty, !projects.isEmpty { return .contradictory }
        let names = selected.flatMap { $0.versions.map(\.name.text) }
        guard let glob = targets.first(where: { glob in !names.contains { glob.matches($0) } }) else { return nil }
        return .unmatched(.target, glob, among: names)
    }
}

extension Selection.Part {
    /// What a pattern of this part is compared with; an ARN can also match a pattern for projects.
    fileprivate func name(of project: ProjectARN) -> String {
        switch self {
        case .target, .project: project.name
        case .account: project.account
        case .region: project.region
        }
    }

    /// Whether a pattern matches a project. A pattern for ARNs may leave out the number, which the ARN of a project by
    /// name does not have.
    fileprivate func matches(_ glob: Glob, _ project: ProjectARN) -> Bool {
        if glob.matches(name(of: project)) { return true }
        return self == .project && (glob.matches(project.text) || glob.matches(String(project.textWithoutNumber)))
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
                projects: other.selection.projects + selection.projects,
                accounts: other.selection.accounts + selection.accounts,
                regions: other.selection.regions + selection.regions
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
