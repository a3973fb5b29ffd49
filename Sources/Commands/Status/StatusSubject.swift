import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports

/// The projects that `status` and `report` are about: those of files, or those with given ARNs.
struct StatusSubject: ParsableArguments {
    @OptionGroup var subject: LiveSubject

    @Flag(inversion: .prefixedNo, help: "Also read tags: one call for each live version.")
    var tags = false

    @OptionGroup var prices: PriceOptions
    @OptionGroup var inference: InferencePriceOptions

    var paths: [String] { subject.paths }
    var variables: VariableOptions { subject.variables }
    var selection: SelectionOptions { subject.selection }

    /// Reads the live state.
    ///
    /// - Throws: `CommandFailure` for a pattern that matches nothing; what loading and reading throw.
    func read(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> StatusReport {
        let opened = try await subject.open(connection, color: color, in: context)
        let shown = Selection(targets: selection.targets)
        let isShown: @Sendable (ProjectARN, LiveVersion) -> Bool = { _, live in shown.includes(live.arn.name) }
        let live = try await opened.service.liveState.read(
            opened.selected.part.projects,
            tagsOf: tags ? isShown : nil,
            datasets: .all
        )
        let plan = opened.plan(against: live)
        let settings = context.placeSettings(for: plan)
        let report = StatusReport(
            plan,
            of: opened.selected.whole,
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
        try subject.checkTargets(isEmpty: report.isComplete && report.projects.allSatisfy(\.versions.isEmpty))
        return report
    }

    /// Which live versions can go.
    ///
    /// - Throws: as `read`.
    func cleanup(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> CleanupReport {
        let opened = try await subject.open(connection, color: color, in: context)
        if opened.isSavedPlan {
            throw CommandFailure(
                message: "--cleanup takes no saved plan: it may lack versions that the files describe",
                help: "name the files with the desired state",
                status: .usage
            )
        }
        let live = try await opened.service.liveState.read(opened.selected.part.projects)
        let report = CleanupReport(opened.plan(against: live), against: live, hasFiles: !paths.isEmpty)
            .showing(Selection(targets: selection.targets))
        try subject.checkTargets(isEmpty: report.isComplete && report.isEmpty)
        return report
    }

    /// The projects, and the service for them.
    ///
    /// - Throws: as `read`, before the live state is read.
    func projects(
        _ connection: ConnectionOptions,
        color: ColorOptions,
        in context: Context
    ) async throws -> ([ProjectARN], ReadingService) {
        let opened = try await subject.open(connection, color: color, in: context)
        return (opened.selected.part.projects.map(\.arn), opened.service)
    }
}
