package import ModelVersions

/// Checks one manifest piece by piece, in bounded memory.
///
///     let checker = ManifestChecker(.training) { finding in ... }
///     while !checker.isRefused, let chunk = try await next() { checker.feed(chunk) }
///     let summary = checker.finish()
///
/// The result does not depend on how the bytes are cut into chunks.
package final class ManifestChecker {
    /// Bytes of a manifest that the service accepts at most.
    package static let sizeLimit = Int64(Limits.sizeInGiB)

    package struct Options: Sendable {
        /// How many findings of one code are reported; the others are counted.
        package var findingsPerCode = 20
        /// The feature of the project. Nil: that of the training manifest, or of the first line that shows one.
        package var feature: ProjectFeature?
        /// The region of the project, where it is known: some have lower quotas.
        package var region: String?
        /// Whether the service splits the testing data off the training data: `testing: auto`.
        package var splitsAutomatically = false

        package init() {}
    }

    /// How many images a training takes in a region where that is less than elsewhere and cannot be raised; nil in
    /// other regions (limits.html).
    package static func imageLimit(of dataset: Dataset, splitsAutomatically: Bool, in region: String) -> Int? {
        guard Limits.smallRegions.contains(region) else { return nil }
        let (training, testing) = Limits.smallRegionRows
        switch dataset {
        case .training: return splitsAutomatically ? training + testing : training
        case .testing: return testing
        }
    }

    var rules: ManifestRules
    private var splitter = LineSplitter()
    /// The first bytes, until there are enough to recognize their format.
    private var head: [UInt8]? = []
    /// Whether the content is not text. Then further bytes are ignored.
    package private(set) var isRefused = false

    /// - Parameters:
    ///   - training: the summary of the training manifest, if this is its testing manifest.
    ///   - image: called with the image of each valid line.
    ///   - emit: called with each finding.
    package init(
        _ dataset: Dataset,
        options: Options = Options(),
        after training: ManifestSummary? = nil,
        image: ((ImageReference) -> Void)? = nil,
        emit: @escaping (ManifestFinding) -> Void
    ) {
        rules = ManifestRules(
            dataset: dataset,
            options: options,
            emit: emit,
            image: image,
            summary: ManifestSummary(
                dataset: dataset,
                feature: options.feature ?? training?.feature,
                table: training?.table ?? SharedImageTable()
            )
        )
    }

    package func feed(_ chunk: [UInt8]) {
        guard !isRefused else { return }
        rules.summary.size += chunk.count
        if let start = head {
            head = start + chunk
            guard start.count + chunk.count >= ContentKind.headLength else { return }
            readHead()
        } else {
            split(chunk)
        }
    }

    /// Checks the pieces of a manifest, as `feed` does for each, with the same findings in the same order. Lines are
    /// read on several processors at once.
    ///
    /// - Parameters:
    ///   - width: the number of processors.
    ///   - isWanted: called before each piece with its size in bytes; false ends the check, as the last piece does.
    package func feed(
        _ pieces: some AsyncSequence<[UInt8], any Error>,
        width: Int,
        _ isWanted: (Int) throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: CheckedBatch.self) { group in
            var (sent, taken) = (0, 0)
            var early: [Int: CheckedBatch] = [:]
            /// Takes results, in the order of the manifest, until this many are missing.
            func take(until missing: Int) async throws {
                while sent - taken > missing {
                    if let batch = early.removeValue(forKey: taken) {
                        if !rules.take(batch) { batch.batch.check(with: &rules) }
                        taken += 1
                    } else if let batch = try await group.next() {
                        early[batch.number] = batch
                    }
                }
            }
            for try await piece in pieces {
                guard try isWanted(piece.count) else { break }
                if let batch = batch(of: piece, number: sent) {
                    group.addTask { batch.checked() }
                    sent += 1
                    // The next ones wait while this task takes a result.
                    try await take(until: 2 * width)
                } else {
                    try await take(until: 0)
                    feed(piece)
                }
            }
            try await take(until: 0)
        }
    }

    /// - Returns: nil for a piece that must be checked in its order.
    private func batch(of piece: [UInt8], number: Int) -> LineBatch? {
        // The first lines decide the state of all others.
        guard head == nil, !isRefused, rules.summary.feature != nil, let cut = splitter.cut(piece) else { return nil }
        rules.summary.size += piece.count
        return LineBatch(number: number, start: cut.start, piece: piece, count: cut.count, of: rules)
    }

    private func readHead() {
        guard let start = head else { return }
        head = nil
        if let kind = ContentKind(start) {
            isRefused = true
            rules.report(.unsupportedFormat, kind.message)
        } else {
            split(start)
        }
    }

    private func split(_ chunk: [UInt8]) {
        unsafe chunk.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe splitter.feed(base, count: buffer.count) { rules.check($0) }
        }
    }

    /// Call it after the last chunk.
    package func finish() -> ManifestSummary {
        readHead()
        if !isRefused {
            splitter.finish { rules.check($0) }
            rules.judgeManifest()
        }
        return rules.summary
    }

    /// Counts an image that cannot be used as an error of its line: the guide's rule of 20 % includes such images. Call
    /// it before `finish`, once for a valid line.
    package func reject(line: Int, column: Int, because reason: @autoclosure () -> String) {
        rules.reject(line: line, column: column, because: reason())
    }

    /// Reports images that could not be checked, all for one reason. Call it before `finish`.
    ///
    /// - Parameters:
    ///   - line: of the first image.
    ///   - count: how many lines name the images.
    package func leaveUnchecked(line: Int, column: Int, count: Int, because reason: String) {
        rules.leaveUnchecked(line: line, column: column, count: count, because: reason)
    }
}

/// Formats that are not a manifest, by their first bytes.
package enum ContentKind: CaseIterable {
    // UTF-32 first: its byte order mark begins with that of UTF-16.
    case gzip, zip, zstandard, xz, bzip2, utf32, utf16

    static let headLength = 6

    package init?(_ head: [UInt8]) {
        guard let kind = Self.allCases.first(where: { kind in kind.beginnings.contains { head.starts(with: $0) } })
        else {
            return nil
        }
        self = kind
    }

    private var beginnings: [[UInt8]] {
        switch self {
        case .gzip: [[0x1F, 0x8B]]
        case .zip: [[0x50, 0x4B, 0x03, 0x04]]
        case .zstandard: [[0x28, 0xB5, 0x2F, 0xFD]]
        case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A]]
        case .bzip2: [Array("BZh".utf8)]
        case .utf32:
            [
                [0xFF, 0xFE, 0x00, 0x00], [0x00, 0x00, 0xFE, 0xFF],
                [0x7B, 0x00, 0x00, 0x00], [0x00, 0x00, 0x00, 0x7B],
            ]
        case .utf16: [[0xFF, 0xFE], [0xFE, 0xFF], [0x7B, 0x00], [0x00, 0x7B]]
        }
    }

    package var message: String {
        switch self {
        case .gzip: "the content is compressed with gzip; unpack it (`gzip -d`) and check the result"
        case .zip: "the content is a ZIP archive; unpack it and check its content"
        case .zstandard: "the content is compressed with Zstandard; unpack it (`zstd -d`) and check the result"
        case .xz: "the content is compressed with xz; unpack it (`xz -d`) and check the result"
        case .bzip2: "the content is compressed with bzip2; unpack it (`bzip2 -d`) and check the result"
        case .utf32: "the content is UTF-32; write it as UTF-8 (`iconv -f UTF-32 -t UTF-8`)"
        case .utf16: "the content is UTF-16; write it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)"
        }
    }
}
