import ModelVersions
import Planning
import Rekognition

/// The answer to: which labels do the images of a dataset have? The names are in UTF-8.
package typealias DatasetLabelsFact = DatasetFact<Set<[UInt8]>>

extension CheckSources {
    /// Lists the labels of the datasets that versions are to be trained on, where both datasets of a project are ready.
    ///
    /// - Returns: the facts, by the ARNs of the datasets.
    /// - Throws: as `facts`.
    func labels(of projects: [ProjectTrainings]) async throws -> [String: DatasetLabelsFact] {
        let questions = projects.flatMap { project -> [LabelsQuestion] in
            // The guide has no rules for the labels of an adapter.
            guard project.trainsOnDatasets, case .present(let live) = project.reading,
                live.feature != .contentModeration
            else { return [] }
            let arns = live.datasets.compactMap { dataset in
                dataset.isReady && dataset.reading.content != nil ? dataset.arn : nil
            }
            return arns.count == 2 ? arns.map { LabelsQuestion(project: project.project, arn: $0) } : []
        }
        let facts = try await answers(to: questions, in: { AccountRegion($0.project) }) {
            try await self.fact(about: $0)
        }
        return facts.reduce(into: [:]) { $0[$1.key.arn] = $1.value }
    }

    private func fact(about question: LabelsQuestion) async throws -> DatasetLabelsFact {
        try await fact {
            let labels = try await rekognition(question.project).datasetLabels(of: question.arn)
            let used = labels.filter { $0.labelStats?.entryCount != 0 }
            return Set(used.compactMap { $0.labelName.map { Array($0.utf8) } })
        }
    }
}

private struct LabelsQuestion: Hashable {
    var project: ProjectARN
    var arn: String
}
