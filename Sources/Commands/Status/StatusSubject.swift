import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans

/// What a command that shows what is live is about: the projects of files, or projects by their ARNs.
struct StatusSubject: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with the desired state, or a saved plan; `-` is the standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String] = []

    @OptionGroup var selection: SelectionOptions

    @Flag(inversion: .prefixedNo, help: "Read tags too: one call for each live version.")
    var tags = false

    @OptionGroup var prices: PriceOptions

    func validate() throws {
        guard paths.isEmpty else { return }
        guard !selection.projects.isEmpty else {
            throw ValidationError("Name files or folders, or a project's ARN with --project.")
        }
        for glob in selection.projects {
            do throws(InvalidValue) {
                _ = try ProjectARN(glob.text)
            } catch {
                throw ValidationError("--project '\(glob)' \(error). Without files there is nothing to match it with.")
            }
        }
    }

    /// Reads what is live.
    ///
    /// - Throws: What loading and reading throw; `CommandFailure` for a pattern that matches nothing.
    func read(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> StatusReport {
        let (desired, omission) = try desiredState(connection, color, in: context)
        // Versions are selected when they are there: a pattern may be meant for what no file describes.
        let projects = paths.isEmpty ? [] : selection.projects
        let selected = try SelectionOptions.select(projects: projects, from: desired)
        let shown = Selection(targets: selection.targets)
        let isShown: @Sendable (ProjectARN, LiveVersion) -> Bool = { _, live in shown.includes(live.arn.name) }
        let readsTags = tags
        let live = try await connection.withReadingService(in: context) { service in
            try await LiveStateReader(api: service.api, caller: service.caller).read(
                selected.projects,
                tagsOf: readsTags ? isShown : nil
            )
        }
        let options = PlanOptions(selection: Selection(projects: projects))
        var plan = Planner.plan(desired, against: live, options: options)
        plan.omission = plan.omission?.adding(omission) ?? omission
        let report = StatusReport(
            plan,
            live,
            options: StatusReport.Options(
                targets: selection.targets,
                hasFiles: !paths.isEmpty,
                readsTags: tags,
                price: prices.price
            )
        )
        try checkTargets(in: report)
        return report
    }

    /// The projects that are named.
    ///
    /// - Throws: as `read`, before anything is read of what is live.
    func projects(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) throws -> [ProjectARN] {
        let (desired, _) = try desiredState(connection, color, in: context)
        let globs = paths.isEmpty ? [] : selection.projects
        return try SelectionOptions.select(projects: globs, from: desired).projects.map(\.arn)
    }

    private func desiredState(
        _ connection: ConnectionOptions,
        _ color: ColorOptions,
        in context: Context
    ) throws -> (DesiredState, Omission?) {
        guard !paths.isEmpty else {
            var seen: Set<ProjectARN> = []
            let arns = try selection.projects.map { try ProjectARN($0.text) }.filter { seen.insert($0).inserted }
            return (DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: []) }), nil)
        }
        switch try PlanInput.find(paths, in: context) {
        case .desiredState:
            return (try LoadedState.loadForUse(paths, color: color, in: context).state, nil)
        case .saved(let path, let saved):
            try connection.checkTarget(of: saved, savedIn: path, in: context)
            return (saved.desiredState, saved.omission)
        }
    }

    private func checkTargets(in report: StatusReport) throws {
        guard report.isComplete, !selection.targets.isEmpty, report.projects.allSatisfy(\.versions.isEmpty) else {
            return
        }
        let patterns = selection.targets.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            message: "--target \(patterns) matches no version, live or described",
            help: "correct the pattern, or leave it out to see all there are",
            status: .usage
        )
    }
}

extension ExitStatus {
    /// Of several that hold, the one that counts: the order of specs/exit-codes.md.
    static func first(of statuses: [ExitStatus]) -> ExitStatus {
        [.failure, .blocked, .gateFailed, .unfinished, .changes].first(where: statuses.contains) ?? .success
    }
}

extension TrainingReport {
    var exitStatus: ExitStatus {
        let statuses = items.map { item -> ExitStatus in
            switch item.result {
            case .completed, .failed: item.result.missesGate ? .gateFailed : .success
            case .inProgress, .notStarted: .unfinished
            case .conflict: .blocked
            case .disappeared, .deleting, .unreadable: .failure
            }
        }
        return .first(of: statuses + problems.map { _ in .failure })
    }
}

extension ApplyReport {
    var exitStatus: ExitStatus {
        var statuses = items.map { item -> ExitStatus in
            if item.result.isFailure { return .failure }
            return item.result.isInPlace ? .success : .unfinished
        }
        if let trainings { statuses.append(trainings.exitStatus) }
        return .first(of: statuses)
    }
}

extension DriftReport {
    var exitStatus: ExitStatus {
        isComplete ? (hasDrift ? .changes : .success) : .failure
    }
}
