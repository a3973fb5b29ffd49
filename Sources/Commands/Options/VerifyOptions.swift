internal import ArgumentParser

struct VerifyOptions: ParsableArguments {
    @Flag(
        name: .customLong("verify"),
        help: "Check as `rekon verify` does that the trainings can work; what would fail blocks the plan."
    )
    var isAsked = false

    @OptionGroup var content: ManifestContentOptions
}

struct ManifestContentOptions: ParsableArguments {
    @Flag(name: .customLong("no-manifests"), help: "Of manifests, check only that they are there; do not read them.")
    var isSkipped = false
}
