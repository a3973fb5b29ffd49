internal import ArgumentParser

struct PathArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with the desired state; folders are searched for *.yaml and *.yml. `-` is the standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String]
}
