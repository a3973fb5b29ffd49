import Manifests
import ModelVersions
import Planning
import Text

/// Whether the manifests of each training fit together. `rekon manifest check --testing` has the same rules.
enum TrainingDataCheck: PreflightCheck {
    static let rule = CheckRule(id: "training-data", summary: "the manifests of a training fit together")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        let isAdapter = subject.live?.feature == .contentModeration
        let region = subject.arn.region
        func all(_ settings: TrainingSettings) -> [[ContentQuestion]] {
            let questions = ContentQuestion.all(of: settings, in: subject.arn)
            return questions.isEmpty ? [] : [questions]
        }
        return subject.project.grouped(by: all).flatMap { questions, trainings -> [Judgement] in
            var judgements: [Judgement?] = []
            // The guide has no rules for the labels and the lines of an adapter.
            if !isAdapter {
                let sides = Dataset.allCases.map { side in questions.filter { $0.dataset == side } }
                judgements += sides.map { judgeSum($0, subject.facts, in: region) }
                judgements += sides.map { judgeShortage($0, subject.facts) }
                judgements.append(judgeLabels(questions, subject.facts))
            }
            judgements.append(judgeImages(questions, subject.facts))
            return judgements.compactMap { $0?.about(for: trainings) }
        }
    }

    /// The quota of a region is for a training, not for a manifest. One manifest that exceeds it is reported alone.
    private static func judgeSum(_ side: [ContentQuestion], _ facts: CheckFacts, in region: String) -> Judgement? {
        guard let first = side.first, side.count > 1,
            let limit = ManifestChecker.imageLimit(
                of: first.dataset,
                splitsAutomatically: first.splitsAutomatically,
                in: region
            )
        else { return nil }
        let lines = side.compactMap { question -> Int? in
            if case .read(let content) = facts.contents[question] { content.lines } else { nil }
        }
        let sum = lines.reduce(0, +)
        guard sum > limit, lines.allSatisfy({ $0 <= limit }) else { return nil }
        return .fail(  // T3
            "the \(first.dataset.rawValue) manifests have \(sum) lines together; the limit in \(region) is \(limit)",
            help: ManifestFinding.regionalLimitHelp
        )
    }

    /// One manifest with too few labels is reported alone. Nil if a manifest of the side was not read.
    private static func judgeShortage(_ side: [ContentQuestion], _ facts: CheckFacts) -> Judgement? {
        guard let first = side.first, side.count > 1 else { return nil }
        var labels = DataLabels()
        for question in side {
            guard case .read(let content) = facts.contents[question] else { return nil }
            labels.add(content.labels)
        }
        guard let finding = labels.shortage(in: first.dataset, "the \(first.dataset.rawValue) manifests together have")
        else { return nil }
        return .fail(  // T4
            "the training would end with an error: \(finding.code.rawValue): \(finding.message)",
            help: finding.code.help
        )
    }

    /// Of the manifests that were read.
    private static func judgeImages(_ questions: [ContentQuestion], _ facts: CheckFacts) -> Judgement? {
        var images: [Dataset: DataImages] = [:]
        for question in questions {
            guard case .read(let content) = facts.contents[question] else { continue }
            images[question.dataset, default: DataImages()].add(content.imageNames)
        }
        guard let training = images[.training], let testing = images[.testing] else { return nil }
        let count = training.common(with: testing)
        guard count > 0 else { return nil }
        let code = FindingCode.imageInTrainingAndTesting
        return .warning(  // T5
            """
            \(code.rawValue): \(counted(count, "image")) of the testing data \(count == 1 ? "is" : "are") also in the \
            training data
            """,
            help: code.help
        )
    }

    /// Nil without testing manifests, and if a manifest was not read, which other checks report.
    private static func judgeLabels(_ questions: [ContentQuestion], _ facts: CheckFacts) -> Judgement? {
        guard questions.contains(where: { $0.dataset == .testing }) else { return nil }
        var labels: [Dataset: DataLabels] = [:]
        for question in questions {
            guard case .read(let content) = facts.contents[question] else { return nil }
            labels[question.dataset, default: DataLabels()].add(content.labels)
        }
        // Testing data without a label is reported by the checks of its manifests.
        guard let training = labels[.training], let testing = labels[.testing], testing.count > 0 else { return nil }
        guard let finding = LabelOverlap.judge(training: training, testing: testing) else {  // T1
            return .pass(
                "\(counted(training.count, "label")) in the training data, \(counted(testing.count, "label")) in the "
                    + "testing data"
            )
        }
        return .fail(  // T2
            "the training would end with an error: \(finding.code.rawValue): \(finding.message)",
            help: finding.help
        )
    }
}
