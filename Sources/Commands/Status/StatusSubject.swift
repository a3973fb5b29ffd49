import ArgumentParser
import DesiredState
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
    }

    /// Reads the live state.
    ///
    /// - Throws: `CommandFailure` for a pattern that matches nothing; what loading and reading throw.
    func read(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> StatusReport {
        let (desired, omission, options) = try desiredState(connection, color, in: context)
        // Versions are selected later: a pattern may be for versions that no file describes.
        let projects = paths.isEmpty ? [] : selection.projects
        let selected = try SelectionOptions.select(projects: projects, from: desired)
        let shown = Selection(targets: selection.targets)
        let isShown: @Sendable (ProjectARN, LiveVersion) -> Bool = { _, live in shown.includes(live.arn.name) }
        let service = try connection.readingService(in: context)
        let live = try await service.liveState.read(
            selected.part.projects,
            tagsOf: tags ? isShown : nil,
            datasets: .all
        )
        var plan = Planner.plan(selected, against: live, options: options)
        plan.omission = plan.omission?.adding(omission) ?? omission
        let report = StatusReport(
            plan,
            of: desired,
            against: live,
            options: StatusReport.Options(
                targets: selection.targets,
                hasFiles: !paths.isEmpty,
                readsTags: tags,
                price: prices.price,
                inferencePrice: inference.price
            )
        )
        try checkTargets(in: report)
        return report
    }

    /// The projects.
    ///
    /// - Throws: as `read`, before the live state is read.
    func projects(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) throws -> [ProjectARN] {
        let (desired, _, _) = try desiredState(connection, color, in: context)
        let globs = paths.isEmpty ? [] : selection.projects
        return try SelectionOptions.select(projects: globs, from: desired).part.projects.map(\.arn)
    }

    private func desiredState(
        _ connection: ConnectionOptions,
        _ color: ColorOptions,
        in context: Context
    ) throws -> (DesiredState, Omission?, PlanOptions) {
        guard !paths.isEmpty else {
            var seen: Set<ProjectARN> = []
            let arns = try selection.projects.map { try ProjectARN($0.text) }.filter { seen.insert($0).inserted }
            return (DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: []) }), nil, PlanOptions())
        }
        switch try PlanInput.find(paths, variables, in: context) {
        case .desiredState(let input):
            return (try LoadedState.loadForUse(input, color: color, in: context).state, nil, PlanOptions())
        case .saved(let path, let saved, _):
            try connection.checkTarget(of: saved, savedIn: path, in: context)
            return (saved.desiredState, saved.omission, saved.planOptions)
        }
    }

    private func checkTargets(in report: StatusReport) throws {
        guard report.isComplete, !selection.targets.isEmpty, report.projects.allSatisfy(\.versions.isEmpty) else {
            return
        }
        let patterns = selection.targets.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            message: "--target \(patterns) matches no version, live or described",
            help: "correct the pattern, or leave it out to see all versions",
            status: .usage
        )
    }
}
