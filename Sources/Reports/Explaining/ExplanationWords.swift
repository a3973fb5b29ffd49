internal import Explaining
internal import Manifests

enum ExplanationWords {
    static let notYet = """
        Nothing is there yet: the service writes what it finds in the manifests when the training has ended. `rekon wait` \
        waits for it.
        """
    static let notNamed = """
        The service names no manifest summary. It writes none where a manifest as a whole could not be used, or where \
        it failed itself: the status message says which. `rekon manifest check` tells what is wrong with a manifest.
        """

    static func useCase(_ text: String) -> String {
        switch text {
        case "IMAGE_LEVEL_LABELS": "image-level labels"
        case "OBJECT_LOCALIZATION": "bounding boxes"
        case "NOT_DETERMINED": "the format was not determined"
        default: text
        }
    }

    static func message(of finding: ReportedFinding) -> String {
        var message = finding.error.message
        while message.hasSuffix(".") { message.removeLast() }
        if message.isEmpty { message = "the service says no more" }
        if let pointer = finding.pointer { return "\(message) (\(pointer))" }
        if finding.line == nil, let dataset = finding.dataset { return "\(message) (\(dataset.rawValue))" }
        return message
    }

    /// As in `3, 5-9 and 12 more`.
    static func ranges(_ lines: [Int], of count: Int, limit: Int = 20) -> String {
        var ranges: [ClosedRange<Int>] = []
        var told = 0
        for line in lines {
            if let last = ranges.last, last.upperBound < line, line - last.upperBound == 1 {
                ranges[ranges.count - 1] = last.lowerBound...line
            } else {
                guard ranges.count < limit else { break }
                ranges.append(line...line)
            }
            told += 1
        }
        let text = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
        return told < count ? text + " and \(grouped(count - told)) more" : text
    }
}

/// How much is wrong with the manifests of a training.
struct ExplanationCounts {
    var terminalErrors = 0
    var lineErrors = 0
    var warnings = 0

    init(_ explanation: TrainingExplanation) {
        if let file = explanation.summaryFile {
            for finding in file.findings {
                switch finding.level {
                case .error: terminalErrors += 1
                case .warning: warnings += 1
                }
            }
            terminalErrors += file.omittedErrors
        }
        for manifest in explanation.manifests {
            lineErrors += manifest.tally.errors
            warnings += manifest.tally.warnings
        }
    }
}
