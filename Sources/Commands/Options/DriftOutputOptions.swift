internal import ArgumentParser
internal import Reports

/// How a drift report is written: what people review, and metrics.
enum DriftOutputFormat: ExpressibleByArgument, Equatable {
    case text, json, prometheus
    case review(ReviewFormat)

    static var allValueStrings: [String] { ["text", "json", "prometheus"] + ReviewFormat.all.map(\.name) }

    init?(argument: String) {
        switch argument {
        case "text": self = .text
        case "json": self = .json
        case "prometheus": self = .prometheus
        default:
            guard let format = ReviewFormat.all.first(where: { $0.name == argument }) else { return nil }
            self = .review(format)
        }
    }

    /// Nil for what is not reviewed.
    var review: ReviewFormat? {
        if case .review(let format) = self { format } else { nil }
    }

    var defaultValueDescription: String {
        switch self {
        case .text: "text"
        case .json: "json"
        case .prometheus: "prometheus"
        case .review(let format): format.name
        }
    }
}

struct DriftOutputOptions: ParsableArguments {
    @Option(help: "How the result is written.")
    var format: DriftOutputFormat = .text

    @OptionGroup var comment: CommentOptions
    @OptionGroup var color: ColorOptions
}
