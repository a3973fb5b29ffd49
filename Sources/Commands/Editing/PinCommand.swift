import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Planning
import Reports

struct PinCommand: ConfiguredCommand, FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "pin",
        abstract: "Write the current version ids of manifests into entries that are not live: edit files in place.",
        discussion: """
            A manifest without a version id is read as it is when the training starts. rekon asks S3 for the current \
            version of each, and writes it into the entry. Entries that are live or retired stay as they are, and so \
            does every other byte of the files.

            EXAMPLES
              rekon pin models/
              rekon pin --diff --target '2026-12-*' models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup var edit: EditOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    var config: SettingsOptions { arguments.config }

    func run(in context: Context) async throws -> ExitStatus {
        try await edit.output.reportingFailures(of: "pin", connection.sandbox, in: context) {
            var files = try EditedFiles(arguments.paths, arguments.variables, color: edit.output.color, in: context)
            let selected = try selection.select(from: files.state).part
            let names = Dictionary(selected.projects.map { ($0.arn, Set($0.versions.map(\.name))) }) { $0.union($1) }
            let entries = files.entries.filter { names[$0.project]?.contains($0.name) == true }
            var skipped: [EditReport.Skip] = []
            var candidates: [ProjectARN: [EditedFiles.Entry]] = [:]
            for entry in entries {
                func skip(_ reason: EditReport.Skip.Reason, _ manifest: ManifestLocation? = nil) {
                    skipped.append(
                        EditReport.Skip(reason, entry.project, entry.name, at: entry.location, manifest: manifest)
                    )
                }
                guard let settings = entry.version.trainingSettings else { skip(.retired); continue }
                guard case .manifests = settings.datasets else { skip(.projectDatasets); continue }
                var isOpen = false
                for (path, manifest) in entry.version.manifestPaths {
                    if manifest.version != nil {
                        skip(.pinned, manifest)
                    } else if files.isVariable(path, of: entry) {
                        skip(.variable, manifest)
                    } else {
                        isOpen = true
                    }
                }
                if isOpen { candidates[entry.project, default: []].append(entry) }
            }
            let projects = selected.projects.map(\.arn).filter { candidates[$0] != nil }
            if !projects.isEmpty {
                let (service, live) = try await files.live(projects, connection, in: context)
                for project in projects {
                    let isLive = Set(live[project]?.versions.map(\.arn.name) ?? [])
                    let open = candidates[project, default: []].filter { entry in
                        guard isLive.contains(entry.name) else { return true }
                        skipped.append(EditReport.Skip(.live, project, entry.name, at: entry.location))
                        return false
                    }
                    try await pin(open, of: project, in: &files, &skipped, service, context)
                }
            }
            return try edit.finish(files, .pin, skipped: skipped, connection.sandbox, in: context)
        }
    }

    private func pin(
        _ entries: [EditedFiles.Entry],
        of project: ProjectARN,
        in files: inout EditedFiles,
        _ skipped: inout [EditReport.Skip],
        _ service: ReadingService,
        _ context: Context
    ) async throws {
        let open = entries.map { entry in
            entry.version.manifestPaths.filter { $0.manifest.version == nil && !files.isVariable($0.path, of: entry) }
        }
        let pins = try await ManifestPins(of: Set(open.joined().map(\.manifest)), for: project, service.sources)
        pins.warn(in: context)
        for (entry, manifests) in zip(entries, open) {
            for (_, manifest) in manifests where pins.withoutVersions.contains(manifest) {
                skipped.append(
                    EditReport.Skip(.noVersioning, project, entry.name, at: entry.location, manifest: manifest)
                )
            }
            let known = manifests.filter { pins.pinned[$0.manifest] != nil }
            if !known.isEmpty { files.pin(entry, known.map(\.path), to: pins) }
        }
    }
}
