import AWSRuntime
package import Manifests
import Reconciler
package import Storage

/// Looks in S3 for the images of a manifest.
package struct ImageInspection: Sendable {
    package enum Depth: Sendable, Equatable {
        /// Whether they are there, and their sizes in bytes.
        case existence
        /// Their format and their size in pixels, too: the first bytes of each are read.
        case content
    }

    /// How many requests are under way: far below the rates of S3 (5,500 a second for a prefix), and its client slows
    /// down when S3 says so.
    static let width = 16
    /// After so many keys in a row of which nothing could be told, nobody asks for more of the bucket.
    static let patience = 64

    private let s3: @Sendable (_ region: String) throws -> any S3API
    /// Where a bucket is looked for first.
    private let region: String
    package let depth: Depth

    package init(s3: @escaping @Sendable (_ region: String) throws -> any S3API, region: String, depth: Depth) {
        self.s3 = s3
        self.region = region
        self.depth = depth
    }

    /// - Parameter advance: called with how many more lines are done with.
    /// - Throws: `AWSError` where there are no credentials, `ConfigurationError`, and `CancellationError`. Whatever else
    ///   goes wrong is told of the images.
    package func inspect(_ images: ImageSet, advance: (Int) -> Void = { _ in }) async throws -> ImageFindings {
        var set = images
        set.sort()
        var findings = ImageFindings()
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
                // Keys stand for lines, of which there are as many or more.
                done += count
                advance(count)
            }
            advance(end - start - done)
            findings.add(search, of: set, start..<end)
            start = end
        }
        findings.sort()
        return findings
    }
}

/// What was found out about a set of images.
package struct ImageFindings: Sendable, Equatable {
    package struct Rejection: Sendable, Equatable {
        package var line: Int
        package var column: Int
        package var problem: ImageProblem
    }

    /// Images of which nothing could be told, for one reason.
    package struct Doubt: Sendable, Equatable {
        /// Of the first of them.
        package var line: Int
        package var column: Int
        package var lines: Int
        package var reason: String
    }

    /// One for each line, in their order.
    package private(set) var rejections: [Rejection] = []
    package private(set) var doubts: [Doubt] = []
    /// Requests that were sent, without those that were tried again.
    package private(set) var requests = 0
    /// Distinct images.
    package private(set) var images = 0

    mutating func add(_ search: BucketSearch, of set: ImageSet, _ entries: Range<Int>) {
        requests += search.requests
        images += search.keys.count
        var doubtful: [String: Doubt] = [:]
        for index in 0..<search.keys.count {
            let start = Int(search.keys.starts[index])
            let end = index + 1 < search.keys.count ? Int(search.keys.starts[index + 1]) : entries.upperBound
            let lines = set.entries[start..<end]
            if let problem = search.problems[index] {
                rejections += lines.map { Rejection(line: Int($0.line), column: Int($0.column), problem: problem) }
            } else if let reason = search.reason(index) {
                for entry in lines {
                    let doubt = Doubt(line: Int(entry.line), column: Int(entry.column), lines: 1, reason: reason)
                    guard let known = doubtful[reason] else {
                        doubtful[reason] = doubt
                        continue
                    }
                    doubtful[reason] = Doubt(
                        line: min(known.line, doubt.line),
                        column: doubt.line < known.line ? doubt.column : known.column,
                        lines: known.lines + 1,
                        reason: reason
                    )
                }
            }
        }
        doubts += doubtful.values
    }

    mutating func sort() {
        rejections.sort { $0.line < $1.line }
        doubts.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
    }
}

extension ManifestChecker {
    /// Counts what was found out about images of this manifest.
    package func take(_ findings: ImageFindings) {
        for rejection in findings.rejections {
            reject(
                line: rejection.line,
                column: rejection.column,
                as: rejection.problem.code,
                because: rejection.problem.description
            )
        }
        for doubt in findings.doubts {
            leaveUnchecked(line: doubt.line, column: doubt.column, count: doubt.lines, because: doubt.reason)
        }
    }
}
