import ModelVersions
import Rekognition

/// An object as the readers of a bucket see it.
struct VisibleObject {
    let key: String
    /// The oldest first.
    fileprivate(set) var stored: [SandboxState.ObjectVersion]
    /// The newest file that the training of an existing version wrote.
    fileprivate(set) var written: TrainingResult?

    /// The oldest first. What was put after the end of a training replaces its file, and the reverse.
    var versions: [SandboxState.ObjectVersion] {
        guard let written, written.time > stored.last?.lastModified ?? .min else { return stored }
        return stored + [written.object]
    }
}

extension SandboxEngine {
    /// The objects of a bucket, with the files of trainings, in the order of their keys as bytes.
    ///
    /// - Parameter key: of the only object that is wanted; nil for all.
    func objects(in bucket: SandboxState.Bucket, withKey key: String? = nil) throws -> [VisibleObject] {
        var objects: [S3Object: VisibleObject] = [:]
        for object in bucket.objects where key?.utf8.elementsEqual(object.key.utf8) ?? true {
            objects[S3Object(bucket: bucket.name, key: object.key)] = VisibleObject(
                key: object.key,
                stored: object.versions
            )
        }
        let state = try store.read()
        let life = VersionLife(settings: state.settings, now: now)
        for version in state.projects.lazy.flatMap(\.versions)
        where version.request.outputConfig.s3Bucket == bucket.name && version.mayHaveWritten(key) {
            for file in life.files(of: version) where key?.utf8.elementsEqual(file.key.utf8) ?? true {
                let place = S3Object(bucket: bucket.name, key: file.key)
                var object = objects[place] ?? VisibleObject(key: file.key, stored: [])
                if file.time > object.written?.time ?? .min { object.written = file }
                objects[place] = object
            }
        }
        return objects.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension SandboxState.Version {
    /// Whether a key has the version's name at its end: much faster than making the keys of its files.
    fileprivate func mayHaveWritten(_ key: String?) -> Bool {
        let name = request.versionName.utf8
        return key.map { $0.utf8.dropLast(".json".utf8.count).suffix(name.count).elementsEqual(name) } ?? true
    }
}

extension SandboxState {
    /// Stores the files of a training, so that they outlive its version. A file whose bucket does not exist is lost.
    mutating func keep(_ files: [TrainingResult]) {
        var all = buckets ?? []
        for file in files {
            guard let bucket = all.firstIndex(where: { $0.name == file.bucket }) else { continue }
            guard let object = all[bucket].objects.firstIndex(where: { $0.key.utf8.elementsEqual(file.key.utf8) })
            else {
                all[bucket].objects.append(StoredObject(key: file.key, versions: [file.object]))
                continue
            }
            if file.time > all[bucket].objects[object].versions.last?.lastModified ?? .min {
                all[bucket].objects[object].versions.append(file.object)
            }
        }
        guard !all.isEmpty else { return }
        buckets = all
        sort()
    }
}
