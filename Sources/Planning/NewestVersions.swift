package import ModelVersions

extension [LiveVersion] {
    /// The live versions by name. Where a name occurs twice, as a list read page by page may have it, the newest
    /// counts: the one with the larger number at the end of its ARN.
    package var newestByName: [VersionName: LiveVersion] {
        var result: [VersionName: LiveVersion] = [:]
        result.reserveCapacity(count)
        for version in self {
            if let other = result[version.arn.name], !version.arn.isNewer(than: other.arn) { continue }
            result[version.arn.name] = version
        }
        return result
    }
}
