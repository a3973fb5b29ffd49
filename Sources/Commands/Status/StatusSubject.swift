import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans

/// The projects that `status` and `report` are about: those of files, or those with given ARNs.
struct StatusSubject: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with the desired state, or a saved plan. `-` is the standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String] = []

    @OptionGroup var variables: VariableOptions

    @OptionGroup var selection: SelectionOptions

    @Flag(inversion: .prefixedNo, help: "Also read tags: one call for each live version.")
    var tags = false

    @OptionGroup var prices: PriceOptions
    @OptionGroup var inference: InferencePriceOptions

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

    /// Reads the live state.
    ///
    /// - Throws: `CommandFailure` for a pattern that matches nothing; what loading and reading throw.
    func read(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> StatusReport {
        let shown = Selection(targets: selection.targets)
        let isShown: @Sendable (ProjectARN, LiveVersion) -> Bool = { _, live in shown.includes(live.arn.name) }
        let (plan, desired, live) = try await plan(
            connection,
            color: color,
            tagsOf: tags ? isShown : nil,
            datasets: .all,
            in: context
        )
        let settings = context.placeSettings(for: plan)
        let report = StatusReport(
            plan,
            of: desired,
            against: live,
            options: StatusReport.Options(
                targets: selection.targets,
                hasFiles: !paths.isEmpty,
                readsTags: tags,
                price: prices.prices(settings),
                inferencePrice: inference.prices(settings),
                today: context.wallClock.now.day
            )
        )
        try checkTargets(isEmpty: report.isComplete && report.projects.allSatisfy(\.versions.isEmpty))
        return report
    }

    /// Which live versions can go.
    ///
    /// - Throws: as `read`; `CommandFailure` for a saved plan, which may lack versions that the files describe.
    func cleanup(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> CleanupReport {
        let (plan, _, live) = try await plan(
            connection,
            color: color,
            tagsOf: nil,
            datasets: nil,
            needsAllVersions: true,
            in: context
        )
        let report = CleanupReport(plan, against: live, hasFiles: !paths.isEmpty)
            .showing(Selection(targets: selection.targets))
        try checkTargets(isEmpty: report.isComplete && report.isEmpty)
        return report
    }

    /// The plan of all versions of the projects, what it was made from, and the live state.
    private func plan(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        tagsOf isShown: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        datasets: DatasetNeed?,
        needsAllVersions: Bool = false,
        in context: Context
    ) async throws -> (Plan, DesiredState, LiveState) {
        var (desired, loaded, omission, options) = try desiredState(connection, color, in: context)
        if needsAllVersions, loaded == nil, !paths.isEmpty {
            throw CommandFailure(
                message: "--cleanup takes no saved plan: it may lack versions that the files describe",
                help: "name the files with the desired state",
                status: .usage
            )
        }
        // Versions are selected later: a pattern may be for versions that no file describes.
        var selected = try selectProjects(from: desired)
        let service = try await service(connection, loaded, &selected, color, in: context)
        desired = selected.whole
        options.access = service.access
        let live = try await service.liveState.read(
            selected.part.projects,
            tagsOf: isShown,
            datasets: datasets
        )
        var plan = Planner.plan(selected, against: live, options: options)
        plan.omission = plan.omission?.adding(omission) ?? omission
        return (plan, desired, live)
    }

    /// The projects, and the service for them.
    ///
    /// - Throws: as `read`, before the live state is read.
    func projects(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> ([ProjectARN], ReadingService) {
        let (desired, loaded, _, _) = try desiredState(connection, color, in: context)
        var selected = try selectProjects(from: desired)
        let service = try await service(connection, loaded, &selected, color, in: context)
        return (selected.part.projects.map(\.arn), service)
    }

    private func service(
        _ connection: ConnectionOptions,
        _ loaded: LoadedState?,
        _ selected: inout SelectedState,
        _ color: ColorOptions,
        in context: Context
    ) async throws -> ReadingService {
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let loaded, let known = try await service.resolve(selected) {
            let resolved = try loaded.resolvedForUse(by: known.arns, color: color, in: context)
            selected = SelectedState(selected.selection, of: resolved.state)
        }
        return service
    }

    /// Without files, --project has given the projects.
    private func selectProjects(from desired: DesiredState) throws -> SelectedState {
        try (paths.isEmpty ? Selection.everything : selection.selection.ofProjects).select(from: desired)
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

    private func checkTargets(isEmpty: Bool) throws {
        guard isEmpty, !selection.targets.isEmpty else { return }
        let patterns = selection.targets.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            message: "--target \(patterns) matches no version, live or described",
            help: "correct the pattern, or leave it out to see all versions",
            status: .usage
        )
    }
}
