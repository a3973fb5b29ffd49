import ArgumentParser
import DesiredState
import Host

/// The variables that the values of the desired state may contain. Only the operator decides which there are.
struct VariableOptions: ParsableArguments {
    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "The value of `${var:NAME}` in the files, like REKON_VAR_NAME in the environment. May be repeated.",
            valueName: "name=value"
        ),
        transform: Given.init
    )
    var given: [Given] = []

    @Option(
        name: .customLong("allow-env"),
        help: ArgumentHelp(
            "An environment variable that the files may read, with `${env:NAME}` or `${var:NAME}`. May be repeated.",
            valueName: "name"
        ),
        transform: { try Self.name($0) }
    )
    var allowed: [String] = []

    /// A name and its value.
    struct Given: Sendable {
        let name: String
        let value: String

        /// - Throws: `ValidationError`, which does not show the value.
        init(_ text: String) throws {
            guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw ValidationError("--var takes NAME=VALUE, and this one has no `=`.")
            }
            name = try VariableOptions.name(String(text[..<sign]))
            value = String(text[text.utf8.index(after: sign)...])
        }
    }

    private static func name(_ text: String) throws -> String {
        guard Variables.isName(text) else {
            throw ValidationError("'\(text)' is not the name of a variable: use letters, digits and `_`.")
        }
        return text
    }

    func validate() throws {
        var names: Set<String> = []
        for variable in given where !names.insert(variable.name).inserted {
            throw ValidationError("--var gives `\(variable.name)` twice.")
        }
    }

    var isEmpty: Bool { given.isEmpty && allowed.isEmpty }

    func variables(in context: Context) -> Variables {
        Variables(
            given: Dictionary(given.map { ($0.name, $0.value) }) { first, _ in first },
            allowing: Set(allowed)
        ) { context.environment.exactValue(of: $0) }
    }

    /// The names of --var that no file mentions: probably misspelt, so that a default is used in their place.
    func unused(among mentioned: Set<String>) -> [String] {
        given.map(\.name).filter { !mentioned.contains($0) }
    }
}
