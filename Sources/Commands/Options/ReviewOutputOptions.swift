internal import ArgumentParser
internal import Diagnostics
internal import Reports

/// How a result is written that people review: as text, as JSON, or in one of the formats for reviews.
enum ReviewOutputFormat: ExpressibleByArgument, Equatable {
    case text
    case json
    case review(ReviewFormat)

    static var allValueStrings: [String] { ["text", "json"] + ReviewFormat.all.map(\.name) }

    init?(argument: String) {
        switch argument {
        case "text": self = .text
        case "json": self = .json
        default:
            guard let format = ReviewFormat.all.first(where: { $0.name == argument }) else { return nil }
            self = .review(format)
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .text: "text"
        case .json: "json"
        case .review(let format): format.name
        }
    }
}

struct ReviewOutputOptions: ParsableArguments {
    @Option(help: "How the result is written.")
    var format: ReviewOutputFormat = .text

    @OptionGroup var comment: CommentOptions
    @OptionGroup var color: ColorOptions
}
