package import Diagnostics
import JSON
package import ModelVersions
package import Text

/// What `add`, `pin` or `retire` changed in the files, or would change (`--diff`).
package struct EditReport: Sendable {
    package enum Action: String, Sendable {
        case add, pin, retire
    }

    package struct Change: Sendable {
        package enum Kind: Sendable {
            case added(isFirst: Bool)
            /// - Parameter manifest: with the version id that was written.
            case pinned(ManifestLocation)
            case retired
        }

        package var kind: Kind
        package var project: ProjectARN
        package var name: VersionName
        /// In the changed file.
        package var location: SourceLocation

        package init(_ kind: Kind, _ project: ProjectARN, _ name: VersionName, at location: SourceLocation) {
            self.kind = kind
            self.project = project
            self.name = name
            self.location = location
        }
    }

    /// A version, or one manifest of it, that stays as it is.
    package struct Skip: Sendable {
        package enum Reason: String, Sendable, CaseIterable {
            case live
            case retired
            case pinned
            /// The version uses the datasets of its project.
            case projectDatasets = "project-datasets"
            /// S3 gives the object no version id that stays.
            case noVersioning = "no-versioning"
            /// A variable is in the manifest: a version id would be right for one of its values.
            case variable
        }

        package var reason: Reason
        package var project: ProjectARN
        package var name: VersionName
        /// In the file as it was read.
        package var location: SourceLocation
        /// Nil for the whole version.
        package var manifest: ManifestLocation?

        package init(
            _ reason: Reason,
            _ project: ProjectARN,
            _ name: VersionName,
            at location: SourceLocation,
            manifest: ManifestLocation? = nil
        ) {
            self.reason = reason
            self.project = project
            self.name = name
            self.location = location
            self.manifest = manifest
        }
    }

    package struct File: Sendable {
        package var path: String
        package var diff: String

        package init(path: String, diff: String) {
            self.path = path
            self.diff = diff
        }
    }

    package var action: Action
    /// False with `--diff`.
    package var isWritten: Bool
    /// The files that change.
    package var files: [File] = []
    package var changes: [Change] = []
    package var skipped: [Skip] = []

    package init(_ action: Action, isWritten: Bool) {
        self.action = action
        self.isWritten = isWritten
    }

    // MARK: For people

    /// A line for each change, and a summary.
    package func text(_ style: TextStyle) -> String {
        changes.map { "\(style.paint(HarmlessText.shown($0.place), .faint)): \($0.text)\n" }.joined() + summary + "\n"
    }

    /// The differences, coloured or as they are: `git apply` reads the latter.
    package func diff(_ style: TextStyle, isTerminal: Bool) -> String {
        let diff = files.map(\.diff).joined()
        guard isTerminal else { return diff }
        return diff.parts(between: "\n").map { line in
            // No text of a file controls the terminal.
            let shown = HarmlessText.shown(String(line))
            return switch shown.utf8.first {
            case UInt8(ascii: "+"): style.paint(shown, .green)
            case UInt8(ascii: "-"): style.paint(shown, .red)
            case UInt8(ascii: "@"): style.paint(shown, .cyan)
            default: shown
            }
        }.joined(separator: "\n")
    }

    private var summary: String {
        let names = Set(changes.map { [$0.project.text, $0.name.text] }).count
        let pins = changes.count { if case .pinned = $0.kind { true } else { false } }
        let done =
            switch action {
            case .add where pins == 0: "Add: \(counted(names, "version"))"
            case .add: "Add: \(counted(names, "version")), \(counted(pins, "manifest")) pinned"
            case .pin where pins == 0: "Pin: nothing to pin"
            case .pin: "Pin: \(counted(pins, "manifest")) of \(counted(names, "version"))"
            case .retire where names == 0: "Retire: nothing to retire"
            case .retire: "Retire: \(counted(names, "version"))"
            }
        let rest = Skip.Reason.allCases.compactMap { reason in
            let count = skipped.count { $0.reason == reason }
            return count == 0 ? nil : "\(count) \(reason.words)"
        }
        return done + (rest.isEmpty ? "." : "; unchanged: \(rest.joined(separator: ", ")).")
    }

    // MARK: For programs

    /// The format is specs/edit.schema.json.
    package func json(sandbox: Bool) -> String {
        JSONText.render { json in
            json.objects("changes", changes) { $0.write(to: &$1) }
            json.member("command", action.rawValue)
            json.objects("files", files) { file, json in
                json.member("diff", file.diff)
                json.member("path", file.path)
            }
            json.member("formatVersion", JSONText.formatVersion)
            json.member("sandbox", sandbox)
            json.objects("unchanged", skipped) { skip, json in
                json.object("location") { skip.location.write(to: &$0) }
                json.member("manifest", skip.manifest?.description)
                json.member("name", skip.name.text)
                json.member("project", skip.project.text)
                json.member("reason", skip.reason.rawValue)
            }
            json.member("written", isWritten && !files.isEmpty)
        }
    }
}

extension EditReport.Change {
    fileprivate var place: String { "\(location.path):\(location.line)" }

    fileprivate var text: String {
        switch kind {
        case .added(let isFirst):
            "added \(name) to project \(project.name), at the \(isFirst ? "start" : "end") of its list"
        case .pinned(let manifest): "pinned \(HarmlessText.shown(manifest.description)) in \(name)"
        case .retired: "retired \(name) in project \(project.name)"
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        let (change, end, manifest): (String, String?, ManifestLocation?) =
            switch kind {
            case .added(let isFirst): ("added", isFirst ? "first" : "last", nil)
            case .pinned(let manifest): ("pinned", nil, manifest)
            case .retired: ("retired", nil, nil)
            }
        json.member("at", end)
        json.member("change", change)
        json.object("location") { location.write(to: &$0) }
        json.member("manifest", manifest?.object.withoutVersion.description)
        json.member("name", name.text)
        json.member("project", project.text)
        json.member("versionId", manifest?.version)
    }
}

extension EditReport.Skip.Reason {
    /// After a number of versions or manifests.
    fileprivate var words: String {
        switch self {
        case .live: "live"
        case .retired: "retired"
        case .pinned: "pinned before"
        case .projectDatasets: "with the project's datasets"
        case .noVersioning: "without an object version"
        case .variable: "with a variable"
        }
    }
}
