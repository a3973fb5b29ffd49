import DesiredState
import ModelVersions
import Planning
import Text

/// The texts of a project's desired versions. A live version uses them where its own are equal.
///
/// The settings of a version in sync are in the files and in the answer of the service. A plan keeps both, so the equal
/// ones of 100,000 versions would take a tenth of its memory.
struct SharedTexts {
    private let versions: [VersionName: DesiredVersion]

    init(_ project: DesiredProject?) {
        versions = Dictionary(project?.versions.map { ($0.name, $0) } ?? []) { first, _ in first }
    }

    /// The values stay the same.
    func share(with arn: inout VersionARN, _ live: inout LiveSettings) {
        guard let desired = versions[arn.name] else { return }
        arn.share(desired.name)
        guard case .trained(let settings) = desired.intent else { return }
        if let description = settings.description { live.description?.share(description.text) }
        guard case .manifests(let training, let testing) = settings.datasets else { return }
        Self.share(training, with: &live.training)
        if case .manifests(let manifests) = testing { Self.share(manifests, with: &live.testing) }
    }

    /// By their places in the lists, which the service keeps.
    private static func share(_ desired: [ManifestLocation], with live: inout [S3Object]?) {
        guard let count = live?.count else { return }
        for index in 0..<min(count, desired.count) {
            live?[index].key.share(desired[index].key)
            if let version = desired[index].version { live?[index].version?.share(version) }
        }
    }
}
