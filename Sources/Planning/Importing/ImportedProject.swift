package import DesiredState
package import ModelVersions

/// The live versions of a project as somebody would have described them.
package struct ImportedProject: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var version: DesiredVersion
        /// Why it stands in the file as a comment; nil where it is part of the desired state.
        package var omission: String?
        /// What a reader should know of it.
        package var remark: String?
    }

    package var arn: ProjectARN
    /// In the order of their creation, so that the list grows at its end.
    package var entries: [Entry]

    /// - Parameter project: with all versions; tags are left out where they were not read.
    package init(_ arn: ProjectARN, _ project: LiveProject) {
        self.arn = arn
        entries = project.versions.newestByName.values.sorted { left, right in
            if right.arn.isNewer(than: left.arn) { return true }
            return !left.arn.isNewer(than: right.arn) && left.arn.name < right.arn.name
        }.map(Entry.init)
    }

    /// The versions that the file is to describe.
    package var versions: [DesiredVersion] { entries.filter { $0.omission == nil }.map(\.version) }
    package var omittedCount: Int { entries.count { $0.omission != nil } }
}

extension ImportedProject.Entry {
    /// What cannot be written so that a plan finds nothing to do is commented out, and never guessed.
    fileprivate init(_ live: LiveVersion) {
        // Its settings are nobody's business where it is left out, and may be none that can be written.
        version = DesiredVersion(name: live.arn.name, intent: .retired)
        do throws(Inexpressible) {
            version = try DesiredVersion(live)
        } catch {
            omission = error.reason
        }
        switch live.status.phase {
        case .failed:
            omission = Self.reason("\(live.status): the name is used up", live)
        case .deleting:
            omission = Self.reason("\(live.status): the name is not free yet", live)
        case .trained where live.status.rawValue == "COPYING_COMPLETED":
            remark = "copied from another project"
        case .expired:
            remark = "\(live.status): it can no longer be run"
        case .unrecognized:
            remark = "\(live.status): a status that this version of rekon does not know"
        case .trained, .inProgress:
            break
        }
    }

    private static func reason(_ text: String, _ live: LiveVersion) -> String {
        guard let message = live.statusMessage, !message.isEmpty else { return text }
        return "\(text). \(message)"
    }
}

/// Why a live version cannot be described.
struct Inexpressible: Error {
    var reason: String
}
