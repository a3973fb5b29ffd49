internal import ArgumentParser
internal import Diagnostics
internal import Host

enum OutputFormat: String, ExpressibleByArgument, OwnFormat {
    case text, json
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

struct ColorOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: "When to colour text; auto: on a terminal, unless NO_COLOR is set.")
    var choice: ColorChoice = .auto

    func style(isTerminal: Bool, in context: Context) -> TextStyle {
        switch choice {
        case .always: .coloured
        case .never: .plain
        case .auto:
            isTerminal && context.environment["NO_COLOR"] == nil && context.environment["TERM"] != "dumb"
                ? .coloured : .plain
        }
    }

    func outputStyle(in context: Context) -> TextStyle {
        style(isTerminal: context.terminal.outputIsTerminal, in: context)
    }

    func outputLayout(in context: Context) -> TextLayout {
        .of(context.terminal, style: outputStyle(in: context))
    }

    func errorStyle(in context: Context) -> TextStyle {
        style(isTerminal: context.terminal.errorsAreTerminal, in: context)
    }
}

struct OutputOptions: ParsableArguments {
    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    @OptionGroup var color: ColorOptions
}
