internal import ArgumentParser
internal import Reports

struct PlanningOptions: ParsableArguments {
    @Flag(help: "Compare tags too: one call for each live version that is described.")
    var tags = false

    @Flag(name: .customLong("show-unchanged"), help: "List the versions that need nothing, too.")
    var showUnchanged = false

    @Flag(name: .customLong("show-unmanaged"), help: "List the live versions that no file describes, too.")
    var showUnmanaged = false

    func text(_ color: ColorOptions, in context: Context) -> PlanText {
        PlanText(
            PlanText.Options(
                style: color.outputStyle(in: context),
                width: context.terminal.columns,
                showsUnchanged: showUnchanged,
                showsUnmanaged: showUnmanaged
            )
        )
    }
}
