import AWSRuntime
import ArgumentParser
import ModelVersions
import Planning
import Reports

/// The words of an option that several groups of options have.
///
/// Groups contain no groups: for each one the argument parser makes the runtime search all conformances of the program
/// five times, which is 2 to 3 % of the start of `rekon plan`. So a group repeats an option of another one, and the
/// option's name, help and rules are here once.
struct SharedOption {
    let name: NameSpecification
    let help: ArgumentHelp
    let completion: CompletionKind?

    init(_ name: String, _ help: String, valueName: String? = nil, completion: CompletionKind? = nil) {
        self.name = .customLong(name)
        self.help = ArgumentHelp(help, valueName: valueName)
        self.completion = completion
    }
}

extension SharedOption {
    // What a run reads

    static var desiredState: Self {
        Self(
            "path",
            """
            Files and folders with the desired state. In folders, rekon reads *.yaml and *.yml. `-` is the standard \
            input.
            """,
            valueName: "path",
            completion: .file(extensions: ["yaml", "yml"])
        )
    }

    static var variable: Self {
        Self(
            "var",
            "The value of `${var:NAME}` in the files, like REKON_VAR_NAME in the environment. May be repeated.",
            valueName: "name=value"
        )
    }

    static var variablesFile: Self {
        Self(
            "var-file",
            """
            A file of variables, in YAML or JSON: names and strings, or the output of `terraform output -json`. `-` is \
            the standard input. May be repeated: later files win, and --var wins over all.
            """,
            valueName: "file",
            completion: .file(extensions: ["yaml", "yml", "json"])
        )
    }

    static var allowedEnvironment: Self {
        Self(
            "allow-env",
            "An environment variable that the files may read, with `${env:NAME}` or `${var:NAME}`. May be repeated.",
            valueName: "name"
        )
    }

    static var config: Self {
        Self(
            "config",
            """
            The settings file (also: REKON_CONFIG). Default: `rekon.yaml` in the working directory, or in the nearest \
            parent up to the repository's root.
            """,
            valueName: "file",
            completion: .file(extensions: ["yaml", "yml"])
        )
    }

    static var noConfig: Self { Self("no-config", "Use no settings file.") }

    static var ignoreUnmanaged: Self {
        Self(
            "ignore-unmanaged",
            """
            Ignore live versions of such names that no file describes, in all projects. It replaces `ignoreUnmanaged` \
            of the settings file. May be repeated.
            """,
            valueName: "glob"
        )
    }

    // How AWS is reached

    static var sandbox: Self {
        Self(
            "sandbox",
            "Use the built-in emulator, with its state in this file, instead of AWS (also: REKON_SANDBOX).",
            valueName: "file",
            completion: .file()
        )
    }

    static var profile: Self {
        Self("profile", "The profile of the AWS config files to use. It overrides the environment.")
    }

    static var caBundle: Self {
        Self(
            "ca-bundle",
            "A file of certificates to trust, instead of those of the system.",
            valueName: "file",
            completion: .file()
        )
    }

    static var connectTimeout: Self {
        Self(
            "cli-connect-timeout",
            "The longest time to connect, from 0.1 to 3600. Default: 3.1.",
            valueName: "seconds"
        )
    }

    static var readTimeout: Self {
        Self(
            "cli-read-timeout",
            "The longest pause in an answer, from 0.1 to 3600. Default: 30.",
            valueName: "seconds"
        )
    }

    static var retryMode: Self {
        Self("retry-mode", "How calls are retried: standard or adaptive. Default: standard.")
    }

    static var maxAttempts: Self {
        Self("max-attempts", "The most attempts of a call, with the first one. Default: 3.", valueName: "number")
    }

    static var usesFIPS: Self { Self("use-fips-endpoint", "Use endpoints with FIPS 140 validated cryptography.") }
    static var usesDualStack: Self {
        Self("use-dualstack-endpoint", "Use endpoints that also answer over IPv6.")
    }

    static var allowsHTTP: Self {
        Self(
            "allow-http",
            "Send session tokens and other secrets to http:// endpoints on other machines, without encryption."
        )
    }

    static var debug: Self {
        Self("debug", "Log to stderr where credentials and endpoints come from, and each request.")
    }

    // What a plan may do

    static var history: Self {
        Self(
            "history",
            """
            Look for earlier trainings of the versions to create also in CloudTrail, as --verify does. By default, \
            only in their output locations. --no-history: do not look.
            """
        )
    }

    static var noManifests: Self {
        Self("no-manifests", "Check only that manifests exist; do not read them.")
    }

    static var maxCreates: Self {
        Self("max-creates", "Refuse a plan that would train more versions than this.", valueName: "number")
    }

    static var maxCost: Self {
        Self(
            "max-cost",
            """
            Refuse a plan whose trainings could cost more than this. Each training counts as long as the longest of \
            its project so far, or as a day if there was none.
            """,
            valueName: "USD"
        )
    }

    static var trainingPrice: Self {
        Self(
            "training-price",
            "The price of an hour of training, for the costs that are shown. Default: 1.00, an assumption.",
            valueName: "USD"
        )
    }

    // How the result is written

    static var color: Self {
        Self("color", "When to colour text; auto: on a terminal, unless NO_COLOR is set.")
    }

    static var outputs: Self {
        Self(
            "outputs",
            """
            Write values for later steps of a pipeline to this file: github=$GITHUB_OUTPUT, gitlab=FILE or dotenv=FILE.
            """,
            valueName: "format=file",
            completion: .file()
        )
    }

    static var commentKey: Self {
        Self(
            "comment-key",
            """
            The key of the comment for a Markdown report. Runs with one key update one comment. Default: made of the \
            paths, the regions and the accounts.
            """,
            valueName: "key"
        )
    }

    static var commentOrder: Self {
        Self(
            "comment-order",
            """
            A number that grows from run to run, such as 12 or 12.1. Default on GitHub and GitLab: the number of the \
            run.
            """,
            valueName: "number"
        )
    }
}

// MARK: The types of their values

extension Argument where Value == [String] {
    init(_ shared: SharedOption) {
        self.init(help: shared.help, completion: shared.completion)
    }
}

extension Flag where Value == Bool {
    init(wrappedValue: Bool, _ shared: SharedOption) {
        self.init(wrappedValue: wrappedValue, name: shared.name, help: shared.help)
    }
}

extension Flag where Value == Bool? {
    /// With an inverted flag, `--no-NAME`.
    init(_ shared: SharedOption) {
        self.init(name: shared.name, inversion: .prefixedNo, exclusivity: .exclusive, help: shared.help)
    }
}

extension Option where Value == String? {
    init(_ shared: SharedOption) {
        self.init(name: shared.name, help: shared.help, completion: shared.completion)
    }
}

extension Option where Value == RetryPolicy.Mode? {
    init(_ shared: SharedOption) {
        self.init(name: shared.name, help: shared.help)
    }
}

extension Option where Value == ColorChoice {
    init(wrappedValue: ColorChoice, _ shared: SharedOption) {
        self.init(wrappedValue: wrappedValue, name: shared.name, help: shared.help)
    }
}

extension Option where Value == Int? {
    init(_ shared: SharedOption) {
        self.init(name: shared.name, help: shared.help)
    }
}

extension Option {
    init<T>(_ shared: SharedOption, transform: @escaping @Sendable (String) throws -> T) where Value == T? {
        self.init(name: shared.name, help: shared.help, completion: shared.completion, transform: transform)
    }

    init<T>(wrappedValue: [T], _ shared: SharedOption, transform: @escaping @Sendable (String) throws -> T)
    where Value == [T] {
        self.init(
            wrappedValue: wrappedValue,
            name: shared.name,
            help: shared.help,
            completion: shared.completion,
            transform: transform
        )
    }
}

extension Option where Value == [String] {
    init(wrappedValue: [String], _ shared: SharedOption) {
        self.init(wrappedValue: wrappedValue, name: shared.name, help: shared.help, completion: shared.completion)
    }
}

/// The titles under which help shows the options of a command that has many.
enum HelpTitle {
    static let input = "Input"
    static let selection = "Selection"
    static let drift = "What drift is"
    static let planning = "Planning and limits"
    static let training = "Training"
    static let review = "Review and output"
    static let records = "Records"
    static let connection = "Connection"
}
