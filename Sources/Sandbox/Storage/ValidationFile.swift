/// What a training leaves of what it found in its manifests, below its output location.
///
/// A training of the sandbox reads no manifest: one that fails is said to have failed over a small one of twenty lines,
/// in which there is an error of each kind of place that the guide has.
enum ValidationFile: String {
    case summary = "manifest_summary.json"
    case training = "validation/training_manifest_with_validation.json"
    case testing = "validation/testing_manifest_with_validation.json"

    /// The lines of which the image cannot be used, from 1: more than a fifth.
    private static let badImages = [3, 6, 9, 12, 15]
    /// The line of which the label's metadata is wrong.
    private static let badMetadata = 18

    func text(failed: Bool, bucket: String, key: String) -> String {
        switch self {
        case .summary: Self.summary(failed: failed)
        case .training:
            SampleManifest.text(bucket: bucket, key: key).split(separator: "\n").enumerated().map {
                failed ? Self.line(String($1), number: $0 + 1) : String($1)
            }.joined(separator: "\n") + "\n"
        case .testing:
            SampleManifest.text(bucket: bucket, key: key).split(separator: "\n").prefix(4).joined(separator: "\n")
                + "\n"
        }
    }

    private static func line(_ text: String, number: Int) -> String {
        if badImages.contains(number) {
            let error = error("ERROR_INVALID_IMAGE", "The image cannot be used: the sandbox says so.")
            return text.dropLast() + #","errors":[\#(error)]}"#
        }
        if number == badMetadata {
            let error = error("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", "The metadata cannot be used.")
            return text.dropLast(2) + #","errors":[\#(error)]}}"#
        }
        return text
    }

    private static func error(_ code: String, _ message: String) -> String {
        #"{"code":"\#(code)","message":"\#(message)"}"#
    }

    private static func summary(failed: Bool) -> String {
        let bad = failed ? (badImages + [badMetadata]) : []
        let errors =
            failed
            ? error("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST", "More than a fifth of the lines are invalid.") : ""
        return #"{"statistics":{"training":"#
            + statistics(20, bad, errors) + #","testing":"# + statistics(4, [], "") + #"},"errors":[]}"# + "\n"
    }

    private static func statistics(_ total: Int, _ bad: [Int], _ errors: String) -> String {
        #"{"use_case":"IMAGE_LEVEL_LABELS","total_json_lines":\#(total),"valid_json_lines":\#(total - bad.count),"#
            + #""invalid_json_lines":\#(bad.count),"ignored_json_lines":0,"errors":[\#(errors)],"#
            + #""error_json_line_indices":[\#(bad.map(String.init).joined(separator: ","))]}"#
    }
}

extension SandboxEngine {
    /// An object that a training wrote: it follows from the version, and is not stored.
    func result(_ key: String, in bucket: String) throws -> SandboxState.StoredObject? {
        let state = try store.read()
        let life = VersionLife(settings: state.settings, now: now)
        for project in state.projects {
            for version in project.versions {
                let stage = life.stage(of: version)
                let results = TrainingResults(version)
                guard stage != .training, results.bucket == bucket, let file = results.validationFile(of: key) else {
                    continue
                }
                let content = file.text(failed: stage == .failed, bucket: bucket, key: key)
                return SandboxState.StoredObject(
                    key: key,
                    versions: [SandboxState.ObjectVersion(content: content, number: 0, at: life.end(of: version))]
                )
            }
        }
        return nil
    }
}
