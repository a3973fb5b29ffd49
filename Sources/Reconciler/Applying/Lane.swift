internal import ModelVersions

/// Where training slots are counted: an account in a region.
struct Lane: Hashable, CustomStringConvertible {
    let partition: String
    let region: String
    let account: String

    init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
        account = project.account
    }

    var description: String { "\(region) of account \(account)" }
}

/// A version of a project by name: what a training is known by.
struct TrainingKey: Hashable {
    let project: ProjectARN
    let name: VersionName
}
