internal import ArgumentParser
internal import Reports

/// The formats that a command has beside those for reviews.
protocol OwnFormat: RawRepresentable, CaseIterable, Equatable, Sendable where RawValue == String {
    static var text: Self { get }
}

/// A drift report is metrics, too.
enum DriftFormat: String, OwnFormat {
    case text, json, prometheus
}

/// How a result is written that people review: in a format of the command's own, or in one of those for reviews.
enum ReportFormat<Own: OwnFormat>: ExpressibleByArgument, Equatable, Sendable {
    case own(Own)
    case review(ReviewFormat)

    static var allValueStrings: [String] { Own.allCases.map(\.rawValue) + ReviewFormat.all.map(\.name) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        if let own = Own(rawValue: argument) {
            self = .own(own)
        } else if let format = ReviewFormat.all.first(where: { $0.name == argument }) {
            self = .review(format)
        } else {
            return nil
        }
    }

    /// Nil for a format of the command's own.
    var review: ReviewFormat? {
        if case .review(let format) = self { format } else { nil }
    }

    var name: String {
        switch self {
        case .own(let own): own.rawValue
        case .review(let format): format.name
        }
    }

    var defaultValueDescription: String { name }
}
