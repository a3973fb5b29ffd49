import Manifests
import ModelVersions
import Planning
import Text

/// Whether the datasets of the project hold what a training needs, as far as their counts and their entries with errors
/// show.
enum DatasetEntriesCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "dataset-entries",
        summary: "the entries of the project's datasets follow the published rules"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        let users = subject.project.trainings.filter { $0.settings.datasets == .project }
        guard let live = subject.live, !users.isEmpty else { return [] }
        let isAdapter = live.feature == .contentModeration
        var judgements = live.datasets.flatMap { dataset in
            judge(dataset, in: subject.arn.region, isAdapter: isAdapter, subject.facts).map {
                $0.about(dataset.arn, for: users)
            }
        }
        func labels(_ kind: LiveProject.Dataset.Kind) -> Int? {
            live.datasets.first { $0.kind == kind }?.reading.content?.labels
        }
        if !isAdapter,
            let finding = DatasetCounts.judge(trainingLabels: labels(.train), testLabels: labels(.test))
        {  // E6
            judgements.append(.warning(finding.text, help: finding.code.help).about(for: users))
        }
        return judgements
    }

    private static func judge(
        _ dataset: LiveProject.Dataset,
        in region: String,
        isAdapter: Bool,
        _ facts: CheckFacts
    ) -> [Judgement] {
        switch dataset.reading {
        case .notAsked:
            return []
        case .unreadable(let reason, true):  // E7
            return [
                .unknown(
                    "the \(dataset.word) dataset could not be described: \(reason)",
                    help: "allow rekognition:DescribeDataset on it",
                    permission: "rekognition:DescribeDataset"
                )
            ]
        case .unreadable(let reason, false):  // E8
            return [.unknown("the \(dataset.word) dataset could not be described: \(reason)")]
        case .read(let content):
            // The guide has no rules for the datasets of an adapter.
            let findings =
                isAdapter
                ? []
                : DatasetCounts.judge(
                    dataset.kind.dataset,
                    entries: content.entries,
                    labeled: content.labeledEntries,
                    labels: content.labels,
                    in: region
                )
            var judgements = findings.map { finding -> Judgement in
                finding.level == .error  // E2, E3
                    ? .fail("the \(dataset.word) dataset: \(finding.text)", help: finding.code.help)
                    : .warning("the \(dataset.word) dataset: \(finding.text)", help: finding.code.help)  // E4
            }
            judgements += errors(in: content, of: dataset, facts)
            if judgements.isEmpty {  // E1
                judgements.append(.pass("the \(dataset.word) dataset: \(content.text)"))
            }
            return judgements
        }
    }

    private static func errors(
        in content: DatasetContent,
        of dataset: LiveProject.Dataset,
        _ facts: CheckFacts
    ) -> [Judgement] {
        guard let errors = content.errorEntries, errors > 0 else { return [] }
        let share = content.entries.map { " of \(grouped($0)) entries" } ?? ""
        var warning = Judgement.warning(  // E5
            """
            the \(dataset.word) dataset: \(grouped(errors))\(share) with errors; the training leaves them, or parts of \
            them, out
            """,
            help: "correct the entries in the console, or with UpdateDatasetEntries"
        )
        if let entries = content.entries, errors * 5 > entries {
            warning.message += "; it ends with an error if more than 20 % of the lines are invalid"
        }
        var judgements: [Judgement] = []
        switch dataset.arn.flatMap({ facts.entries[$0] }) {
        case .read(let found):
            if found.isCut { warning.message += "; the findings are those of the first \(grouped(found.listed))" }
            warning.findings = found.findings
        case .denied:  // E9
            judgements.append(
                .unknown(
                    "the entries with errors of the \(dataset.word) dataset could not be listed: access is denied",
                    help: "allow rekognition:ListDatasetEntries on the dataset",
                    permission: "rekognition:ListDatasetEntries"
                )
            )
        case .unreadable(let reason):  // E10
            judgements.append(
                .unknown("the entries with errors of the \(dataset.word) dataset could not be listed: \(reason)")
            )
        case nil:
            break
        }
        return [warning] + judgements
    }
}

extension ManifestFinding {
    fileprivate var text: String { "\(code.rawValue): \(message)" }
}
