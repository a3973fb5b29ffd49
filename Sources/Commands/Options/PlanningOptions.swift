internal import ArgumentParser
internal import Diagnostics
internal import ModelVersions
internal import Planning
internal import Reconciler
internal import Reports

struct PlanningOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Compare tags too: one call for each live version that is described.")
    var tags = false

    @Flag(name: .customLong("show-unchanged"), help: "List the versions that need nothing, too.")
    var showUnchanged = false

    @Flag(name: .customLong("show-unmanaged"), help: "List the live versions that no file describes, too.")
    var showUnmanaged = false

    @Option(
        name: .customLong("allow-recreate"),
        help: ArgumentHelp(
            "Train this version although it was probably trained and deleted before; may be repeated.",
            valueName: "name"
        ),
        transform: { try VersionName($0) }
    )
    var allowedRecreations: [VersionName] = []

    @OptionGroup var limits: PlanLimits

    var price: TrainingPrice { limits.pricing.price }

    func textOptions(_ layout: TextLayout) -> PlanText.Options {
        PlanText.Options(
            style: layout.style,
            width: layout.width,
            showsUnchanged: showUnchanged,
            showsUnmanaged: showUnmanaged,
            price: price
        )
    }

    /// - Throws: `CommandFailure` for a name that the plan does not have, as in a misspelling, and for one that needs
    ///   the permission in several projects. One that needs none is fine: the next run, after a deferred one, is the
    ///   same command.
    func checkAllowedRecreations(in plan: Plan) throws {
        guard plan.isReadable else { return }
        for name in allowedRecreations {
            let matches = plan.projects.flatMap { $0.entries.filter { $0.name == name } }
            if matches.isEmpty {
                let names = plan.projects.flatMap { $0.entries.filter { $0.outcome == .recreate }.map(\.name.text) }
                let nearest = nearestName(to: name.text, among: names) ?? names.first
                throw CommandFailure(
                    message: "--allow-recreate \(name): the plan has no version of this name",
                    help: nearest.map { "did you mean `\($0)`?" } ?? "leave the option out: nothing needs it",
                    status: .usage
                )
            }
            if matches.allSatisfy({ $0.outcome == .retired }) {
                throw CommandFailure(
                    message: "--allow-recreate \(name): its entry says `retired: true`, and is never trained",
                    help: "remove `retired: true` to have it trained again, or leave the option out",
                    status: .usage
                )
            }
            try requireOneProject(of: name, in: plan)
        }
    }

    /// A permission is for a training that somebody has looked at, not for all that happen to have its name.
    private func requireOneProject(of name: VersionName, in plan: Plan) throws {
        let projects = plan.projects.filter { $0.entries.contains { $0.name == name && $0.recreation != nil } }
        guard projects.count > 1 else { return }
        throw CommandFailure(
            message: """
                --allow-recreate \(name): a version of this name was probably trained and deleted in \(projects.count) \
                projects: \(projects.map(\.project.text).joined(separator: ", "))
                """,
            help: "say which one is meant with `--project`, and apply the others for themselves",
            status: .usage
        )
    }
}

extension Plan {
    /// Whether every project could be read.
    var isReadable: Bool { projects.allSatisfy { $0.problem == nil } }

    /// Why apply must not touch it, as an exit status; nil where it may.
    var exitStatus: ExitStatus? {
        isComplete ? (isBlocked ? .blocked : nil) : .failure
    }
}
