import Checks
import Host
import LibC
import Manifests
import ModelVersions
import Reports
import Storage

/// Checks the manifests of a training, one after the other, and reports findings as they are found.
struct ManifestCheckRun {
    let sources: ManifestSources
    let options: ManifestChecker.Options
    /// Writes findings at once; nil if the report at the end contains them.
    let text: ManifestReportText?
    /// Nil if images are not checked.
    var inspection: ImageInspection?
    let context: Context

    func check(training: String, testing: String?) async throws -> ManifestReport {
        var report = ManifestReport(parts: [], findings: [], overlap: nil)
        // Both are opened first, so that a wrong name is reported before minutes of work.
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
            try await feed(stream, to: checker, images, progress)
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

    private func feed(
        _ stream: ByteStream,
        to checker: ManifestChecker,
        _ images: ImageLookup?,
        _ progress: ReadingProgress
    ) async throws {
        let width = images == nil && stream.size ?? 0 > Self.smallSize ? min(Self.processors, 16) : 1
        if width > 1 {
            try await checker.feed(stream, width: width) { count in
                try Task.checkCancellation()
                progress.advance(by: count)
                return !checker.isRefused && context.output.failure == nil
            }
            return
        }
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
    }

    /// In bytes: 10 ms of work.
    private static let smallSize = 4_000_000
    private static let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private static func shown(_ name: String) -> String { name == "-" ? "<stdin>" : name }
}

/// Findings that a closure collects.
private final class FindingList {
    var findings: [ManifestFinding] = []
}

/// Opens the manifests that a command line names.
struct ManifestSources {
    /// S3, as the command line selects it.
    struct Storage {
        let s3: RegionalS3Clients
        /// The region to try first for a bucket.
        let region: String
    }

    let files: any FileReader
    /// Nil if the command line names nothing in S3.
    var storage: Storage?

    static func isInS3(_ name: String) -> Bool { name.utf8.starts(with: "s3://".utf8) }

    func open(_ name: String) async throws -> ByteStream {
        if let storage, Self.isInS3(name) { return try await storage.open(name) }
        do throws(FileError) {
            return try files.stream(name)
        } catch {
            throw CommandFailure(message: error.description, help: error.advice)
        }
    }
}

extension ManifestSources.Storage {
    fileprivate func open(_ uri: String) async throws -> ByteStream {
        let location: ManifestLocation
        do throws(InvalidValue) {
            location = try ManifestLocation(uri: uri)
        } catch {
            throw CommandFailure(message: "\(uri): the location \(error)", status: .usage)
        }
        return try await withS3(in: region, s3) { try await open(location, from: $0) }
    }

    private func open(_ location: ManifestLocation, from client: any S3API) async throws -> ByteStream {
        var object = location.object
        let head = try await client.headObject(HeadObjectRequest(object))
        object.version = object.version ?? head.versionID
        let reader = ChunkReader(S3ObjectChunks(GetObjectRequest(object), from: client))
        return ByteStream(size: head.contentLength.map { Int($0) }) {
            do {
                return try await reader.next()
            } catch is S3ObjectChanged {
                throw CommandFailure(message: "\(location) was overwritten during the check", help: "run it again")
            }
        }
    }
}

/// The one iterator of a stream that is read once.
private actor ChunkReader {
    private let iterator: S3ObjectChunks.Iterator

    init(_ chunks: S3ObjectChunks) {
        iterator = chunks.makeAsyncIterator()
    }

    func next() async throws -> [UInt8]? { try await iterator.next() }
}

/// Collects the images of a manifest, and checks them in S3 when there are enough, or at the end.
final class ImageLookup {
    private let inspection: ImageInspection
    private let name: String
    private let context: Context
    private var images = ImageSet()
    private var progress: ReadingProgress?
    private(set) var counts: ManifestReport.ImageCounts

    /// - Parameter name: of the manifest.
    init(_ inspection: ImageInspection, of name: String, in context: Context) {
        self.inspection = inspection
        self.name = name
        self.context = context
        counts = ManifestReport.ImageCounts(depth: inspection.depth)
    }

    var isFull: Bool { images.isFull }

    func add(_ image: ImageReference) { images.append(image) }

    /// Checks the collected images, and gives the result to the checker.
    func look(for checker: ManifestChecker) async throws {
        guard !images.isEmpty else { return }
        let progress = ReadingProgress(of: "images of \(name) in S3", size: images.count, in: context)
        self.progress = progress
        defer { progress.end() }
        let findings = try await inspection.inspect(images) { progress.advance(by: $0) }
        images = ImageSet()
        counts.images += findings.images
        counts.requests += findings.requests
        counts.rejectedLines += findings.rejections.count
        checker.take(findings)
    }

    /// Called before other text is written to the terminal.
    func progressEnds() { progress?.end() }
}
