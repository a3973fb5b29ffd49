import ModelVersions
import Planning
import Rekognition
import Synchronization

/// All creations and deletions in a simulation, as the service knows them.
final class Ledger: Sendable {
    struct Creation: Sendable {
        var request: CreateProjectVersionRequest
        var arn: String
        var process: String
        var time: Duration
        var isDeleted = false

        var place: TracePlace? {
            guard let project = try? ProjectARN(request.projectARN) else { return nil }
            let (bucket, prefix) = (request.outputConfig.s3Bucket ?? "", request.outputConfig.s3KeyPrefix ?? "")
            return TracePlace(project: project, output: .init(bucket: bucket, prefix: prefix))
        }
    }

    private let state = Mutex<[Creation]>([])

    var creations: [Creation] { state.withLock { $0 } }

    func add(_ request: CreateProjectVersionRequest, _ arn: String, by process: String, at time: Duration) {
        state.withLock { $0.append(Creation(request: request, arn: arn, process: process, time: time)) }
    }

    func didDelete(_ arn: String) {
        state.withLock { creations in
            for index in creations.indices where creations[index].arn == arn { creations[index].isDeleted = true }
        }
    }

    /// The files of the trainings, failed ones among them: they outlive the versions.
    ///
    /// A training of the service takes at least half an hour (guide: tm-train-model.html). So a file of a version that
    /// was created after the live state was read, or that the lists did not show yet, cannot be there. Trainings are
    /// shorter here.
    ///
    /// - Parameter created: The end of the creations that the live state must show.
    func files(
        at wanted: [TracePlace: Set<VersionName>],
        created: Duration,
        ended: Duration
    ) -> EarlierTrainings {
        var earlier = EarlierTrainings()
        for place in wanted.keys { earlier.files[place] = .found([:]) }
        for creation in creations where creation.time <= created && creation.time <= ended {
            guard let place = creation.place, let name = try? VersionName(creation.request.versionName),
                wanted[place]?.contains(name) == true, case .found(var files)? = earlier.files[place]
            else { continue }
            files[name] = TrainingTrace.File(
                bucket: place.output.bucket,
                key: "\(place.output.prefix)ManifestSummary-\(place.project.name)-\(name).json",
                lastModified: 0
            )
            earlier.files[place] = .found(files)
        }
        return earlier
    }
}
