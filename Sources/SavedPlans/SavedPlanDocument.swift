import DesiredState
import ModelVersions
import Planning
import Text

/// The file of a saved plan.
struct SavedPlanDocument: Codable {
    struct Target: Codable {
        /// `aws` or `sandbox`.
        var kind: String
        var endpoint: String?
    }

    struct Options: Codable {
        var allowedRecreations: [String]
        /// Absent: false.
        var history: Bool?
        var targets: [String]
        var projects: [String]
        /// Absent: every one.
        var accounts, regions: [String]?
    }

    struct Partial: Codable {
        var versionsLeftOut: Int
        var projectsLeftOut: Int
    }

    var kind: String
    var formatVersion: String
    var toolVersion: String
    var target: Target
    var desiredStateDigest: String
    var options: Options
    var partial: Partial?
    /// Absent without variables.
    var variables: [String]?
    var projects: [ProjectDocument]
    /// Absent if no project was refused.
    var refused: [RefusedDocument]?
    /// Absent if the manifests were not read.
    var manifests: [ManifestDocument]?

    static let kind = "rekon.plan"
    /// A new minor version only adds members that an older reader may ignore.
    static let formatVersion = "1.0"
    /// Of a plan whose projects name credentials: a reader that ignores them would create with its own.
    static let formatVersionWithCreators = "2.0"

    init(_ plan: SavedPlan) throws {
        kind = Self.kind
        let hasCreators = plan.projects.contains { $0.creator != .ofRun }
        formatVersion = hasCreators ? Self.formatVersionWithCreators : Self.formatVersion
        toolVersion = plan.toolVersion
        target =
            switch plan.target {
            case .sandbox: Target(kind: "sandbox", endpoint: nil)
            case .aws(let endpoint): Target(kind: "aws", endpoint: endpoint)
            }
        desiredStateDigest = plan.desiredStateDigest
        options = Options(
            allowedRecreations: plan.allowedRecreations.map(\.text),
            history: plan.asksCloudTrail ? true : nil,
            targets: plan.selection.targets.map(\.text),
            projects: plan.selection.projects.map(\.text),
            accounts: plan.selection.accounts.isEmpty ? nil : plan.selection.accounts.map(\.text),
            regions: plan.selection.regions.isEmpty ? nil : plan.selection.regions.map(\.text)
        )
        partial = plan.omission.map { Partial(versionsLeftOut: $0.versions, projectsLeftOut: $0.projects) }
        variables = plan.variables.isEmpty ? nil : plan.variables
        projects = try plan.projects.map(ProjectDocument.init)
        refused = plan.refused.isEmpty ? nil : try plan.refused.map(RefusedDocument.init)
        manifests = plan.manifests.isEmpty ? nil : plan.manifests.map(ManifestDocument.init)
    }

    /// - Throws: `InvalidValue` for values that this program does not write, and `DecodingError`.
    func plan() throws -> SavedPlan {
        let target: PlanTarget =
            switch (self.target.kind, self.target.endpoint) {
            case ("sandbox", nil): .sandbox
            case ("aws", let endpoint): .aws(endpoint: endpoint)
            default: throw InvalidValue("is for an unknown target `\(self.target.kind.excerpt)`")
            }
        var selection = Selection()
        for text in options.targets { selection.targets.append(try Glob(text)) }
        for text in options.projects { selection.projects.append(try Glob(text)) }
        for text in options.accounts ?? [] { selection.accounts.append(try Glob(text)) }
        for text in options.regions ?? [] { selection.regions.append(try Glob(text)) }
        var allowed: [VersionName] = []
        for text in options.allowedRecreations { allowed.append(try VersionName(text)) }
        var projects: [SavedPlan.Project] = []
        for document in self.projects { projects.append(try document.checked()) }
        var refused: [SavedPlan.RefusedPart] = []
        for document in self.refused ?? [] { refused.append(try document.checked()) }
        let arns = projects.map(\.arn) + refused.map(\.desired.arn)
        guard Set(arns).count == arns.count else {
            throw InvalidValue("names a project twice")
        }
        var manifests: [ManifestFingerprint] = []
        for document in self.manifests ?? [] { manifests.append(try document.fingerprint()) }
        return SavedPlan(
            toolVersion: toolVersion,
            target: target,
            desiredStateDigest: desiredStateDigest,
            allowedRecreations: allowed,
            asksCloudTrail: options.history ?? false,
            selection: selection,
            omission: partial.map {
                Omission(selection: selection, versions: $0.versionsLeftOut, projects: $0.projectsLeftOut)
            },
            variables: variables ?? [],
            projects: projects,
            refused: refused.sorted { $0.place < $1.place },
            manifests: manifests
        )
    }
}

/// A manifest's fingerprint in the file of a saved plan.
struct ManifestDocument: Codable {
    var region: String
    var bucket: String
    var key: String
    var versionId: String?
    var eTag: String

    init(_ fingerprint: ManifestFingerprint) {
        region = fingerprint.region
        bucket = fingerprint.manifest.bucket.text
        key = fingerprint.manifest.key
        versionId = fingerprint.versionID
        eTag = fingerprint.eTag
    }

    func fingerprint() throws(InvalidValue) -> ManifestFingerprint {
        ManifestFingerprint(
            region: region,
            manifest: try ManifestLocation(S3Object(bucket: bucket, key: key)),
            versionID: versionId,
            eTag: eTag
        )
    }
}
