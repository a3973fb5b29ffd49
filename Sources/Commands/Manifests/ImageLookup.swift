internal import Manifests
internal import Preflight
internal import Reports

/// Gathers the images of a manifest, and looks for them in S3 as soon as there are enough, or all.
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

    /// Tells the checker of the images that were gathered.
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

    /// Before anything else is written to the terminal.
    func progressEnds() { progress?.end() }
}
