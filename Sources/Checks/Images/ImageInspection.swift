import AWSRuntime
package import Manifests
import Reconciler
package import Storage

/// Looks for the images of a manifest in S3.
package struct ImageInspection: Sendable {
    package enum Depth: Sendable, Equatable {
        /// Whether they exist, and their sizes in bytes.
        case existence
        /// Also their format and size in pixels: the first bytes of each are read.
        case content
    }

    /// Requests at the same time: far below the rate limit of S3 (5,500 a second for a prefix).
    static let width = 16
    /// After so many keys in a row without an answer, the rest of the bucket is not checked.
    static let patience = 64

    private let s3: RegionalS3Clients
    /// The region to ask first.
    private let region: String
    package let depth: Depth

    package init(s3: @escaping RegionalS3Clients, region: String, depth: Depth) {
        self.s3 = s3
        self.region = region
        self.depth = depth
    }

    /// - Parameter advance: called with the number of lines that were finished.
    /// - Throws: `AWSError` without credentials, `ConfigurationError`, `CancellationError`. Every other error is part
    ///   of the result.
    package func inspect(_ images: ImageSet, advance: (Int) -> Void = { _ in }) async throws -> ImageResults {
        var set = images
        set.sort()
        var results = ImageResults()
        var start = 0
        while start < set.entries.count {
            let bucket = set.entries[start].bucket
            let end = set.entries[start...].firstIndex { $0.bucket != bucket } ?? set.entries.count
            var search = BucketSearch(
                bucket: set.buckets[Int(bucket)],
                keys: SortedKeys(set, start..<end),
                depth: depth,
                region: region,
                s3: s3
            )
            var done = 0
            try await search.run { count in
                // Several lines may name one key.
                done += count
                advance(count)
            }
            advance(end - start - done)
            results.add(search, of: set, start..<end)
            start = end
        }
        results.sort()
        return results
    }
}

/// The results for a set of images.
package struct ImageResults: Sendable, Equatable {
    package struct Rejection: Sendable, Equatable {
        package var line: Int
        package var column: Int
        package var problem: ImageProblem
    }

    /// Images without an answer, for one reason.
    package struct Unchecked: Sendable, Equatable {
        /// Of the first image.
        package var line: Int
        package var column: Int
        package var lines: Int
        package var reason: String
    }

    /// One for each line, in the order of the lines.
    package private(set) var rejections: [Rejection] = []
    package private(set) var unchecked: [Unchecked] = []
    /// Requests, without retries.
    package private(set) var requests = 0
    /// Distinct images.
    package private(set) var images = 0

    mutating func add(_ search: BucketSearch, of set: ImageSet, _ entries: Range<Int>) {
        requests += search.requests
        images += search.keys.count
        var doubtful: [String: Unchecked] = [:]
        for index in 0..<search.keys.count {
            let start = Int(search.keys.starts[index])
            let end = index + 1 < search.keys.count ? Int(search.keys.starts[index + 1]) : entries.upperBound
            let lines = set.entries[start..<end]
            if let problem = search.problems[index] {
                rejections += lines.map { Rejection(line: Int($0.line), column: Int($0.column), problem: problem) }
            } else if let reason = search.reason(index) {
                for entry in lines {
                    let doubt = Unchecked(line: Int(entry.line), column: Int(entry.column), lines: 1, reason: reason)
                    guard let known = doubtful[reason] else {
                        doubtful[reason] = doubt
                        continue
                    }
                    doubtful[reason] = Unchecked(
                        line: min(known.line, doubt.line),
                        column: doubt.line < known.line ? doubt.column : known.column,
                        lines: known.lines + 1,
                        reason: reason
                    )
                }
            }
        }
        unchecked += doubtful.values
    }

    mutating func sort() {
        rejections.sort { $0.line < $1.line }
        unchecked.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
    }
}

extension ManifestChecker {
    /// Adds the results for images of this manifest.
    package func take(_ results: ImageResults) {
        for rejection in results.rejections {
            reject(
                line: rejection.line,
                column: rejection.column,
                because: rejection.problem.description
            )
        }
        for images in results.unchecked {
            leaveUnchecked(line: images.line, column: images.column, count: images.lines, because: images.reason)
        }
    }
}
