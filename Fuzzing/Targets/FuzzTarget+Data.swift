import Checks
import Manifests

extension FuzzTarget {
    /// A manifest, which is also read as a validation manifest and as a summary of a training.
    ///
    /// Rules: the pieces in which it comes make no difference; each line is counted once; a finding is short and names
    /// a line of the manifest.
    static func checkManifests(_ bytes: [UInt8]) throws -> Int {
        let whole = check([bytes])
        let pieces = stride(from: 0, to: bytes.count, by: 61).map { Array(bytes[$0..<min($0 + 61, bytes.count)]) }
        let cut = check(pieces)
        try require(cut.findings == whole.findings, "the findings depend on the pieces")
        let summary = whole.summary
        try require(cut.summary.labels == summary.labels, "the labels depend on the pieces")
        try require(
            summary.totalLines == summary.validLines + summary.ignoredLines + summary.invalidLines,
            "a line is not counted once"
        )
        for finding in whole.findings {
            try requireShort(finding.message)
            try require(finding.line.map { (1...summary.totalLines).contains($0) } ?? true, "a line is outside")
        }
        var size = whole.findings.reduce(0) { $0 + $1.message.utf8.count }

        var (first, second) = (ValidationTally(.training, limit: 20), ValidationTally(.training, limit: 20))
        first.feed(bytes)
        for piece in pieces { second.feed(piece) }
        try require(first.findings == second.findings, "the errors of a validation manifest depend on the pieces")
        let reported = first.findings + ((try? SummaryFile(bytes))?.findings ?? [])
        for finding in reported {
            try requireShort(finding.error.message)
            try requireShort(finding.pointer ?? "")
            size += finding.error.message.utf8.count + (finding.pointer?.utf8.count ?? 0)
        }
        return size
    }

    private static func check(_ pieces: [[UInt8]]) -> (findings: [ManifestFinding], summary: ManifestSummary) {
        var findings: [ManifestFinding] = []
        let checker = ManifestChecker(.training) { findings.append($0) }
        for piece in pieces { checker.feed(piece) }
        let summary = checker.finish()
        return (findings, summary)
    }

    /// The first bytes of an image.
    ///
    /// Rules: the size is the same where the file is read in two parts; a part goes on behind what was read.
    static func checkImages(_ bytes: [UInt8]) throws -> Int {
        let whole = ImageHeader(bytes)
        switch whole {
        case .png(let width, let height), .jpeg(let width, let height):
            try require(width >= 0 && height >= 0, "a size is below zero")
            try requireShort(ImageLimits.problem(width: width, height: height)?.description ?? "")
        case .jpegContinues, .other, .damaged: break
        }
        guard case .jpeg = whole else { return 1 }
        var offset = bytes.count / 2
        var header = ImageHeader(Array(bytes.prefix(max(offset, 3))))
        var parts = 1
        while case .jpegContinues(let next) = header, next < bytes.count {
            // A marker at the end of a part is read again with the next part.
            try require(parts < bytes.count, "the parts do not end")
            offset = Int(next)
            parts += 1
            header = ImageHeader(continuing: Array(bytes[offset...]), at: next)
        }
        try require(header == whole, "in parts, it is \(header) and not \(whole)")
        return bytes.count
    }
}
