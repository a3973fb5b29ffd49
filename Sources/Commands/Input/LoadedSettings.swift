import Diagnostics
import Host
import ModelVersions
package import Settings
import Text
import YAMLTree

/// The settings file of a run.
package struct LoadedSettings: Sendable {
    package private(set) var settings = Settings.none
    /// As messages show it; nil without a file.
    private(set) var path: String?
    /// Why the file was chosen, for `rekon config`: `--config`, `REKON_CONFIG`, or where it was found.
    private(set) var origin = "no rekon.yaml was found"
    /// Why the run must not go on.
    private(set) var problem: InvalidSettings?
    private var source: [UInt8] = []
    /// Patterns for live versions that no file describes; those of the command line replace those of the file.
    private(set) var ignoredUnmanaged: [(glob: Glob, location: SourceLocation?)] = []

    package static let none = LoadedSettings()

    /// In bytes.
    private static let limit = 1_048_576
    static let fileName = "rekon.yaml"

    /// The value of `--config`, for the command line of a further run.
    private(set) var option: String?

    private init() {}

    /// Finds and reads the file.
    init(_ options: SettingsOptions, in context: Context) {
        ignoredUnmanaged = options.ignoredUnmanaged.map { ($0, nil) }
        guard !options.isLeftOut else {
            origin = "--no-config"
            return
        }
        let files = context.files
        let given = options.path ?? context.environment["REKON_CONFIG"]
        let place: Place
        if let given {
            origin = options.path != nil ? "--config" : "REKON_CONFIG"
            place = Place(shown: FileFinder.normalized(given), path: given, folder: nil)
        } else if let found = Self.find(files) {
            origin = found.shown == Self.fileName ? "found in the working directory" : "found in a parent folder"
            place = found
        } else {
            return
        }
        path = place.shown
        option = options.path
        // Messages quote the file: a link that a pull request puts here must not lead to a file of the machine.
        if given != nil, InheritedDescriptor(place.path) == nil, !files.linksStayInFolders(of: place.path) {
            problem = InvalidSettings(
                path: place.shown,
                diagnostics: DiagnosticList([
                    .error(
                        "\(place.shown): the settings file is not read: a link on the path leads out of its folder",
                        help: "name the file itself with \(origin)"
                    )
                ])
            )
            return
        }
        do throws(FileError) {
            if given != nil { try files.checkFile(place.path) }
            if let folder = place.folder {
                source = try files.read(place.path, within: folder, limit: Self.limit)
            } else {
                source = try files.read(place.path, limit: Self.limit)
            }
        } catch {
            problem = InvalidSettings(
                path: place.shown,
                diagnostics: DiagnosticList([Self.unreadable(place, error.reason, origin: given == nil ? nil : origin)])
            )
            return
        }
        let parsed = YAMLParser.parse(source, path: place.shown)
        source = parsed.source
        var (settings, diagnostics) = SettingsFile.read(parsed, path: place.shown, version: RekonVersion.current)
        if !diagnostics.hasErrors { diagnostics.merge(checkFormats(of: settings)) }
        if diagnostics.hasErrors {
            settings = .none
            problem = invalid(Array(diagnostics))
        }
        self.settings = settings
        if ignoredUnmanaged.isEmpty { ignoredUnmanaged = settings.ignoreUnmanaged.map { ($0.value, $0.location) } }
    }

    /// - Parameter origin: what names the file; nil for one that was found.
    private static func unreadable(_ place: Place, _ reason: FileError.Reason, origin: String?) -> Diagnostic {
        let error = FileError(path: place.shown, reason: reason)
        if let origin {
            return .error("\(error)", help: "correct \(origin), or pass --no-config for a run without settings")
        }
        let help = "replace it by a file, name a settings file with --config, or pass --no-config"
        return switch reason {
        case .leavesFolder: .error("\(place.shown): is a link that leads out of the repository", help: help)
        case .notFound: .error("\(place.shown): is a link, and its target does not exist", help: help)
        default: .error("\(error)", help: help)
        }
    }

    /// Errors at places in the file.
    func invalid(_ diagnostics: [Diagnostic]) -> InvalidSettings {
        var sources = SourceTexts()
        if let path { sources[path] = source }
        return InvalidSettings(path: path ?? Self.fileName, diagnostics: DiagnosticList(diagnostics), sources: sources)
    }

    private func checkFormats(of settings: Settings) -> DiagnosticList {
        let known = RekonCommand.formats
        var diagnostics = DiagnosticList()
        for (command, format) in settings.formats.sorted(by: { $0.key < $1.key }) {
            guard let names = known[command] else {
                let nearest = nearestName(to: command, among: known.keys.sorted())
                diagnostics.append(
                    .error(
                        "`formats` names `\(command)`, which is no command with formats",
                        at: format.location,
                        help: nearest.map { "did you mean `\($0)`?" }
                            ?? "the commands are \(known.keys.sorted().joined(separator: ", "))"
                    )
                )
                continue
            }
            guard !names.contains(format.value) else { continue }
            diagnostics.append(
                .error(
                    "`\(format.value.excerpt)` is not a format of `rekon \(command)`",
                    at: format.location,
                    help: "use one of \(names.joined(separator: ", "))"
                )
            )
        }
        return diagnostics
    }

    // MARK: Finding

    private struct Place {
        /// The path in messages.
        var shown: String
        /// The path to open.
        var path: String
        /// The repository's root, which the file may not leave by a link; nil for a file that was named.
        var folder: String?
    }

    /// `rekon.yaml` in the working directory or the nearest parent up to the repository's root. Outside a repository,
    /// a parent could belong to another user, so only the working directory counts.
    private static func find(_ files: any FileReader) -> Place? {
        func exists(_ path: String) -> Bool {
            if files.isLink(path) { return true }
            do throws(FileError) {
                _ = try files.kind(of: path)
                return true
            } catch {
                // What cannot be looked at is there: to ignore it would change what is trained.
                return error.reason != .notFound && error.reason != .notAFolder
            }
        }
        guard let here = files.realPath(of: ".") else {
            return exists(fileName) ? Place(shown: fileName, path: fileName) : nil
        }
        var folder = here
        var shown = fileName
        var found: Place?
        while true {
            let path = (folder == "/" ? "" : folder) + "/" + fileName
            if found == nil, exists(path) { found = Place(shown: shown, path: path, folder: folder) }
            if exists((folder == "/" ? "" : folder) + "/.git") {
                found?.folder = folder
                return found
            }
            guard folder != "/", let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) else { break }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
            shown = "../" + shown
        }
        return found?.shown == fileName ? found : nil
    }
}

/// The settings file cannot be used. Nothing was read from the service.
package struct InvalidSettings: Error {
    let path: String
    let diagnostics: DiagnosticList
    var sources = SourceTexts()

    /// The diagnostics as stderr has them.
    func text(_ style: TextStyle) -> String {
        DiagnosticRenderer(sources: sources, style: style).render(diagnostics)
            + (diagnostics.remainder.map { $0 + "\n" } ?? "") + "\(diagnostics.summary)\n"
    }
}
