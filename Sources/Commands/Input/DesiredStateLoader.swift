import ArgumentParser
import DesiredState
import Diagnostics
import Host
import Reports
import Text
import YAMLTree

/// A desired state as it was found in files.
struct LoadedState {
    var state = DesiredState()
    var diagnostics = DiagnosticList()
    /// The texts that the diagnostics speak of.
    var sources = SourceTexts()
    var fileCount = 0
    /// Where the values were written, if that was asked for.
    var origins: Origins?
}

/// Reads the files and folders that a command line names.
struct DesiredStateLoader {
    let files: any FileReader
    let environment: Environment

    init(in context: Context) {
        files = context.files
        environment = context.environment
    }

    private static let fileLimit = 64 * 1024 * 1024

    func load(_ paths: [String], explaining: Bool = false) -> LoadedState {
        var loaded = LoadedState()
        let found = FileFinder(files: files).find(paths)
        loaded.diagnostics.append(contentsOf: found.diagnostics)
        var reader = DesiredStateReader(
            variables: Variables { environment.exactValue(of: $0) },
            keepsOrigins: explaining
        )
        var sources: [(name: String, text: [UInt8])] = []
        loaded.fileCount = found.files.count
        for file in found.files {
            let result: YAMLParseResult
            do throws(FileError) {
                let bytes = try files.read(file.path, limit: Self.fileLimit)
                result = YAMLParser.parse(bytes, path: file.name)
            } catch {
                loaded.diagnostics.append(.error(error.description, help: error.advice))
                continue
            }
            loaded.diagnostics.append(contentsOf: result.diagnostics)
            if result.documents.isEmpty, !result.diagnostics.hasErrors {
                loaded.diagnostics.append(
                    .error(
                        "\(file.name) holds no document",
                        help: "remove the file, or describe a project in it: see `rekon schema`"
                    )
                )
            }
            reader.add(result.documents)
            sources.append((file.name, result.source))
        }
        loaded.state = reader.state
        loaded.origins = reader.origins
        loaded.diagnostics.merge(reader.diagnostics)
        if !loaded.diagnostics.isEmpty {
            for source in sources { loaded.sources[source.name] = source.text }
        }
        return loaded
    }
}

extension FileError {
    var advice: String? {
        switch reason {
        case .notFound: "check the path; it is taken relative to the current folder"
        case .permissionDenied: "give this user the right to read it"
        case .tooLarge: "split it into several files"
        case .isFolder, .notAFolder, .linkLoop, .other: nil
        }
    }
}

extension LoadedState {
    /// Such as `Valid: 2 versions in 1 project.`
    var validSummary: String {
        let (versions, projects) = (state.versionCount, state.projects.count)
        return
            "Valid: \(versions) version\(versions == 1 ? "" : "s") in \(projects) project\(projects == 1 ? "" : "s")."
    }

    /// The review of what was read, by itself.
    ///
    /// - Parameter summary: nil where it is not valid.
    func review(_ command: String, summary: String? = nil, paths: [String]) -> Review {
        let versions = state.projects.flatMap { project in project.versions.map { (project.arn, $0.name) } }
        return Review(
            diagnostics,
            command: command,
            summary: summary,
            toolVersion: RekonVersion.current,
            suites: TestSuite.suites(of: versions, findings: []),
            paths: paths
        )
    }

    /// The diagnostics for a person who looks at the log, where the result is in a format for reviews.
    func writeDiagnostics(beside format: ReviewFormat?, color: ColorOptions, in context: Context) {
        guard format == .github else {
            return writeDiagnostics(to: context.errors, style: color.errorStyle(in: context))
        }
        // A workflow takes commands from stderr too, and a file's name stands at the beginning of a line.
        let lines = TextLines()
        writeDiagnostics(to: lines, style: color.errorStyle(in: context))
        for line in lines.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            context.errors.write(GitHubAnnotations.guarded(String(line)) + "\n")
        }
    }

    /// As `loadForUse`, for a command whose result is reviewed: what is wrong is a result too, in the formats that were
    /// asked for. Text and JSON have none then: stderr has it, and in a file of text it stands as it does there.
    ///
    /// - Parameter inputs: What makes this run the same as the next one, such as its paths.
    static func loadForReview<Own: OwnFormat>(
        _ command: String,
        _ paths: [String],
        writer: ReportWriter<Own>,
        inputs: [String],
        in context: Context
    ) throws -> LoadedState {
        let loaded = DesiredStateLoader(in: context).load(paths)
        loaded.writeDiagnostics(beside: writer.format.review, color: writer.color, in: context)
        guard loaded.diagnostics.hasErrors else { return loaded }
        try writer.write(inputs: inputs, review: { loaded.review(command, paths: paths) }) { format, layout in
            format == .text && layout.isFile ? loaded.diagnosticsText : ""
        }
        throw ExitCode(ExitStatus.failure.rawValue)
    }

    /// The diagnostics as stderr has them, without colour.
    var diagnosticsText: String {
        let lines = TextLines()
        writeDiagnostics(to: lines, style: .plain)
        return lines.text
    }
}
