internal import Host
package import ModelVersions

extension SandboxEngine {
    /// Writes an object, as a new version where there is one already (API: PutObject). A bucket that is not there yet is
    /// made in the region.
    ///
    /// - Parameter location: its version is the id of what is written; without one it is given one.
    /// - Returns: the version's id.
    /// - Throws: `SandboxError`.
    package func put(_ content: String, at location: ManifestLocation, region: String) async throws -> String {
        try await store.update { state in
            var all = state.buckets ?? []
            let bucket = all.firstIndex { $0.name == location.bucket.text } ?? all.count
            if bucket == all.count {
                all.append(
                    SandboxState.Bucket(
                        name: location.bucket.text,
                        region: region,
                        owner: state.settings.account,
                        objects: []
                    )
                )
            }
            let written = all[bucket].write(content, key: location.key, id: location.version, at: now.milliseconds)
            state.buckets = all
            state.sort()
            return written
        }
    }
}

extension SandboxState.Bucket {
    /// - Returns: the version's id.
    mutating func write(_ content: String, key: String, id: String?, at time: Int64) -> String {
        var index = objects.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
        if index == nil {
            objects.append(SandboxState.StoredObject(key: key, versions: []))
            index = objects.count - 1
        }
        let object = index ?? 0
        let version = SandboxState.ObjectVersion(
            content: content,
            id: id,
            number: objects[object].versions.count,
            at: time
        )
        objects[object].versions.append(version)
        return version.id
    }
}
