package import ModelVersions

/// The place where the trainings of a project leave their files: an output location of the desired state.
package struct TracePlace: Hashable, Sendable {
    package let project: ProjectARN
    /// The output of the versions to create; its prefix is empty for none.
    package let output: LiveSettings.Output

    package init(project: ProjectARN, output: LiveSettings.Output) {
        self.project = project
        self.output = output
    }
}

/// What shows that a version that is not live was created before.
package struct TrainingTrace: Sendable, Equatable {
    /// A file that its training wrote, and that outlives the version.
    package struct File: Sendable, Equatable {
        package var bucket: String
        package var key: String
        /// Milliseconds since 1970 (API: S3 LastModified).
        package var lastModified: Int64

        package init(bucket: String, key: String, lastModified: Int64) {
            self.bucket = bucket
            self.key = key
            self.lastModified = lastModified
        }

        /// The object, as the files of the desired state name one.
        package var uri: String { S3URI.text(bucket: bucket, key: key, version: nil) }
    }

    /// A call that CloudTrail recorded.
    package struct Event: Sendable, Equatable {
        /// Milliseconds since 1970 (API: CloudTrail EventTime).
        package var time: Int64
        /// The ARN of the caller; nil if the event does not have it.
        package var caller: String?

        package init(time: Int64, caller: String?) {
            self.time = time
            self.caller = caller
        }
    }

    package var file: File?
    /// The newest CreateProjectVersion of the name that succeeded.
    package var creation: Event?
    /// The newest DeleteProjectVersion of the name that succeeded.
    package var deletion: Event?

    package init(file: File? = nil, creation: Event? = nil, deletion: Event? = nil) {
        self.file = file
        self.creation = creation
        self.deletion = deletion
    }
}

/// What earlier trainings have left behind, as far as rekon looked (specs/planning.md, "Was it deleted?").
package struct EarlierTrainings: Sendable, Equatable {
    /// A look at one place.
    package enum Look<Found: Sendable & Equatable>: Sendable, Equatable {
        case found(Found)
        /// The credentials have no right to look: a missing right is never an absence.
        case denied(permission: String)
        case failed(reason: String)
    }

    /// The versions of the project with a file there; without those of another project whose keys look alike, and
    /// without files that are older than the project.
    package var files: [TracePlace: Look<[VersionName: TrainingTrace.File]>]
    /// The versions without one, but with a file that a live version of the same file names may have written.
    package var doubtful: [TracePlace: [VersionName: TrainingTrace.File]]
    /// Whether a file of an earlier training was found anywhere.
    package var hasFiles: Bool {
        files.values.contains { if case .found(let found) = $0 { !found.isEmpty } else { false } }
    }

    /// The events of the last 90 days; empty unless CloudTrail was asked.
    package var events: [AccountRegion: Look<[ProjectARN: [VersionName: TrainingTrace]]>]

    package init(
        files: [TracePlace: Look<[VersionName: TrainingTrace.File]>] = [:],
        doubtful: [TracePlace: [VersionName: TrainingTrace.File]] = [:],
        events: [AccountRegion: Look<[ProjectARN: [VersionName: TrainingTrace]]>] = [:]
    ) {
        self.files = files
        self.doubtful = doubtful
        self.events = events
    }
}
