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
        if !isAdapter {
            let datasets = [LiveProject.Dataset.Kind.train, .test].compactMap { kind in
                live.datasets.first { $0.kind == kind }
            }
            if datasets.count == 2 {
                judgements += overlap(datasets[0], datasets[1], subject.facts).map { $0.about(for: users) }
                judgements += datasets.flatMap { dataset in
                    unlisted(dataset, subject.facts).map { $0.about(dataset.arn, for: users) }
                }
            }
        }
        return judgements
    }

    /// At most one judgement.
    private static func overlap(
        _ train: LiveProject.Dataset,
        _ test: LiveProject.Dataset,
        _ facts: CheckFacts
    ) -> [Judgement] {
        guard let training = labels(of: train, facts), let testing = labels(of: test, facts) else {
            let counts = [train, test].map { $0.reading.content?.labels }
            return DatasetCounts.judge(trainingLabels: counts[0], testLabels: counts[1])
                .map { [.warning($0.text, help: $0.help)] } ?? []
        }
        guard let finding = LabelOverlap.judge(training: training, testing: testing) else { return [] }
        // A training may leave out a label with these entries, and then needs fewer labels of the test.
        let isCertain = train.reading.content?.errorEntries ?? 0 == 0
        return [  // E6
            isCertain
                ? .fail(finding.text, help: finding.help) : .warning(finding.text, help: finding.help)
        ]
    }

    private static func labels(of dataset: LiveProject.Dataset, _ facts: CheckFacts) -> Set<[UInt8]>? {
        guard let arn = dataset.arn, case .read(let labels)? = facts.labels[arn] else { return nil }
        return labels
    }

    /// At most one judgement.
    private static func unlisted(_ dataset: LiveProject.Dataset, _ facts: CheckFacts) -> [Judgement] {
        switch dataset.arn.flatMap({ facts.labels[$0] }) {
        case .denied:  // E11
            return [
                .unknown(
                    "the labels of the \(dataset.word) dataset could not be listed: access is denied",
                    help: "allow rekognition:ListDatasetLabels on the dataset",
                    permission: "rekognition:ListDatasetLabels"
                )
            ]
        case .unreadable(let reason):  // E12
            return [.unknown("the labels of the \(dataset.word) dataset could not be listed: \(reason)")]
        case .read, nil:
            return []
        }
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
                    ? .fail("the \(dataset.word) dataset: \(finding.text)", help: finding.help)
                    : .warning("the \(dataset.word) dataset: \(finding.text)", help: finding.help)  // E4
            }
            judgements += errors(in: content, of: dataset, isAdapter: isAdapter, facts)
            if judgements.isEmpty {  // E1
                judgements.append(.pass("the \(dataset.word) dataset: \(content.text)"))
            }
            return judgements
        }
    }

    private static func errors(
        in content: DatasetContent,
        of dataset: LiveProject.Dataset,
        isAdapter: Bool,
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
            if !isAdapter, let entries = content.entries, found.invalid * 5 > entries {  // E13
                warning.verdict = .fail
                let code = FindingCode.tooManyInvalidRows.rawValue
                warning.message += "; \(code): \(grouped(found.invalid)) invalid by the published rules"
            }
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
