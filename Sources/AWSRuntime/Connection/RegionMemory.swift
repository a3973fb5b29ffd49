internal import AWSProfiles
internal import Synchronization

/// The region for the services that no project's ARN gives one: the configured one, unless the projects are in another
/// partition, where its credentials mean nothing; else that of the first client. Commands make a client for each region
/// in the order of the projects' ARNs before they call any, so the first one is always the same.
final class RegionMemory: Sendable {
    private let configured: String?
    private let profile: String
    private let noted = Mutex<[String]>([])

    init(_ settings: ConnectionSettings) {
        configured = settings.client.region?.value
        profile = settings.profile.profile
    }

    func note(_ region: String) {
        noted.withLock { if !$0.contains(region) { $0.append(region) } }
    }

    func region() throws(ConfigurationError) -> String {
        let noted = noted.withLock { $0 }
        if let configured {
            let partition = Partition.of(region: configured).id
            let fits = noted.isEmpty || noted.contains { Partition.of(region: $0).id == partition }
            return fits ? configured : noted[0]
        }
        guard let region = noted.first else {
            throw ConfigurationError(
                "no region is set, and STS must be called in one",
                help: "set AWS_REGION, or `region` in the profile `\(profile)`"
            )
        }
        return region
    }
}
