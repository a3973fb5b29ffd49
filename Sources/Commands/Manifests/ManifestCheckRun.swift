internal import Host
internal import Manifests
internal import Preflight
internal import Reports

/// Checks the manifests of a training, one after the other, and tells findings as they are found.
struct ManifestCheckRun {
    let sources: ManifestSources
    let options: ManifestChecker.Options
    /// How findings are told at once; nil where the report holds them.
    let text: ManifestText?
    /// How images are looked for; nil where they are not.
    var inspection: ImageInspection?
    let context: Context

    func check(training: String, testing: String?) async throws -> ManifestReport {
        var report = ManifestReport(parts: [], findings: [], overlap: nil)
        // Both are opened first: a mistyped name is told before minutes of work.
        let first = try await sources.open(training)
        let second = if let testing { try await sources.open(testing) } else { ByteStream?.none }
        let trained = try await check(.training, training, first, after: nil, &report)
        if let testing, let second {
            let tested = try await check(.testing, testing, second, after: trained, &report)
            report.overlap = LabelOverlap.judge(training: trained, testing: tested)
            if let overlap = report.overlap, let text {
                context.output.write(text.finding(overlap, name: Self.shown(testing)))
            }
        }
        return report
    }

    private func check(
        _ dataset: Dataset,
        _ name: String,
        _ stream: ByteStream,
        after training: ManifestSummary?,
        _ report: inout ManifestReport
    ) async throws -> ManifestSummary {
        let shown = Self.shown(name)
        let progress = ReadingProgress(of: shown, size: stream.size, in: context)
        defer { progress.end() }
        let kept = FindingList()
        let images = inspection.map { ImageLookup($0, of: shown, in: context) }
        let checker = ManifestChecker(dataset, options: options, after: training, image: images?.add) { finding in
            if let text {
                progress.end()
                images?.progressEnds()
                context.output.write(text.finding(finding, name: shown))
            } else {
                kept.findings.append(finding)
            }
        }
        do {
            for try await piece in stream {
                try Task.checkCancellation()
                checker.feed(piece)
                if checker.isRefused || context.output.failure != nil { break }
                progress.advance(by: piece.count)
                if let images, images.isFull {
                    progress.end()
                    try await images.look(for: checker)
                }
            }
            progress.end()
            if !checker.isRefused, context.output.failure == nil { try await images?.look(for: checker) }
        } catch let error as FileError {
            throw CommandFailure(message: error.description, help: error.advice)
        }
        let summary = checker.finish()
        progress.end()
        if let text {
            context.output.write(text.omitted(summary, name: shown, limit: options.findingsPerCode))
        }
        report.findings += kept.findings
        report.parts.append(ManifestReport.Part(name: shown, summary: summary, images: images?.counts))
        return summary
    }

    private static func shown(_ name: String) -> String { name == "-" ? "<stdin>" : name }
}

/// What a closure gathers.
private final class FindingList {
    var findings: [ManifestFinding] = []
}
