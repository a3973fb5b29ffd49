import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition

/// The datasets of the projects, one DescribeDataset each.
extension PlaceReader {
    /// - Returns: the state with the readings of the datasets that are needed.
    func describeDatasets(
        of projects: [DesiredProject],
        where need: DatasetNeed,
        in live: LiveState
    ) async throws -> LiveState {
        let wanted = projects.flatMap { project -> [(arn: ProjectARN, index: Int, dataset: LiveProject.Dataset)] in
            guard case .present(let found) = live[project.arn], need.includes(project, found) else { return [] }
            return found.datasets.enumerated().map { (project.arn, $0.offset, $0.element) }
        }
        let readings = try await concurrently(wanted, width: Self.concurrency) { wanted in
            try await describe(wanted.dataset)
        }
        var live = live
        for (wanted, reading) in zip(wanted, readings) {
            guard case .present(var project) = live[wanted.arn] else { continue }
            project.datasets[wanted.index].reading = reading
            live[wanted.arn] = .present(project)
        }
        return live
    }

    private func describe(_ dataset: LiveProject.Dataset) async throws -> DatasetReading {
        guard let arn = dataset.arn else {
            return .unreadable(reason: "the service does not report the ARN of the dataset", isDenied: false)
        }
        do {
            guard let description = try await client.describeDataset(.init(datasetARN: arn)).datasetDescription else {
                return .unreadable(reason: "the service's answer has no description of the dataset", isDenied: false)
            }
            return .read(DatasetContent(description))
        } catch let error as AWSError where error.code == RekognitionErrorCode.resourceNotReady {
            return .unreadable(reason: "the dataset is being created or changed", isDenied: false)
        } catch {
            return .unreadable(
                reason: try ReadingProblem(error).reason,
                isDenied: (error as? AWSError)?.isDenial == true
            )
        }
    }
}
