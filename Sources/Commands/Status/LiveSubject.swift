import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans

/// The projects whose live versions a command reads: those of files, or those with given ARNs.
struct LiveSubject: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with the desired state, or a saved plan. `-` is the standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String] = []

    @OptionGroup(title: HelpTitle.input) var variables: VariableOptions

    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions

    /// Every path that the command reads: no output may replace one.
    var inputs: [String] { paths + variables.files }

    func validate() throws {
        guard paths.isEmpty else { return }
        guard !selection.projects.isEmpty else {
            throw ValidationError("Name files or folders, or the ARN of a project with --project.")
        }
        for glob in selection.projects {
            do throws(InvalidValue) {
                _ = try ProjectARN(glob.text)
            } catch {
                throw ValidationError("--project '\(glob)' \(error). A pattern needs files.")
            }
        }
        guard selection.accounts.isEmpty, selection.regions.isEmpty else {
            throw ValidationError("--account and --region need files. Without files, --project names each project.")
        }
    }

    /// The selected projects and the service for them. Nothing of them is read.
    struct Opened {
        var selected: SelectedState
        var omission: Omission?
        var options: PlanOptions
        var service: ReadingService
        /// It may lack versions that the files describe.
        var isSavedPlan: Bool
    }

    /// - Throws: `CommandFailure` for a pattern that matches no project; what loading throws.
    func open(_ connection: ConnectionOptions, color: ColorOptions, in context: Context) async throws -> Opened {
        var (desired, loaded, omission, options) = try desiredState(connection, color, in: context)
        // Versions are selected later: a pattern may be for versions that no file describes. Without files, --project
        // has given the projects.
        var selected = try (paths.isEmpty ? Selection.everything : selection.selection.ofProjects).select(from: desired)
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let loaded, let known = try await service.resolve(selected) {
            let resolved = try loaded.resolvedForUse(by: known.arns, color: color, in: context)
            selected = SelectedState(selected.selection, of: resolved.state)
        }
        options.access = service.access
        return Opened(
            selected: selected,
            omission: omission,
            options: options,
            service: service,
            isSavedPlan: loaded == nil && !paths.isEmpty
        )
    }

    private func desiredState(
        _ connection: ConnectionOptions,
        _ color: ColorOptions,
        in context: Context
    ) throws -> (DesiredState, LoadedState?, Omission?, PlanOptions) {
        guard !paths.isEmpty else {
            var seen: Set<ProjectARN> = []
            let arns = try selection.projects.map { try ProjectARN($0.text) }.filter { seen.insert($0).inserted }
            let projects = arns.map { DesiredProject(arn: $0, versions: []) }
            return (DesiredState(projects: projects), nil, nil, PlanOptions())
        }
        switch try PlanInput.find(paths, variables, in: context) {
        case .desiredState(let input):
            let loaded = try LoadedState.loadForUse(input, color: color, in: context)
            return (loaded.state, loaded, nil, PlanOptions())
        case .saved(let path, let saved, _):
            try connection.checkTarget(of: saved, savedIn: path, in: context)
            return (saved.desiredState, nil, saved.omission, saved.planOptions)
        }
    }

    /// - Parameter isEmpty: Whether a complete report has no version.
    /// - Throws: `CommandFailure` for patterns that match no version.
    func checkTargets(isEmpty: Bool) throws {
        guard isEmpty, !selection.targets.isEmpty else { return }
        let patterns = selection.targets.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            message: "--target \(patterns) matches no version, live or described",
            help: "correct the pattern, or leave it out to see all versions",
            status: .usage
        )
    }
}

extension LiveSubject.Opened {
    /// Compares a live state with the files.
    func plan(against live: LiveState) -> Plan {
        var plan = Planner.plan(selected, against: live, options: options)
        plan.omission = plan.omission?.adding(omission) ?? omission
        return plan
    }
}
