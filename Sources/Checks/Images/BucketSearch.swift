import AWSRuntime
import Manifests
import Reconciler
import Storage

/// Looks for the images of one bucket.
struct BucketSearch {
    private enum Call: Sendable {
        case page(scan: Int, after: String)
        case image(scan: Int, key: Int)
    }

    /// The answer of S3, or why there is none.
    enum Answer: Sendable {
        case page(ListObjectsV2Response)
        case usable
        case problem(ImageProblem)
        case noBucket
        case elsewhere(region: String)
        case unknown(reason: String)
    }

    /// Reasons that are kept for one bucket: messages may differ by request ids only.
    private static let reasonLimit = 8

    let bucket: String
    let keys: SortedKeys
    let depth: ImageInspection.Depth
    private let s3: RegionalS3Clients
    private var region: String
    private let folder: String
    private(set) var requests = 0
    /// By the index of the key.
    private(set) var problems: [Int: ImageProblem] = [:]
    private var doubts: [Int: Int] = [:]
    private var reasons: [String] = []
    /// Keys in a row without an answer, up to now.
    private var failures = 0

    /// - Parameter region: the region to ask first.
    init(
        bucket: String,
        keys: SortedKeys,
        depth: ImageInspection.Depth,
        region: String,
        s3: @escaping RegionalS3Clients
    ) {
        self.bucket = bucket
        self.keys = keys
        self.depth = depth
        self.region = region
        self.s3 = s3
        folder = keys.folder
    }

    /// Why there is no answer about a key; nil if there is one.
    func reason(_ key: Int) -> String? { doubts[key].map { reasons[$0] } }

    mutating func run(advance: (Int) -> Void) async throws {
        // By content, each image needs a GetObject, which also tells what a page would.
        var scans = ObjectScan.all(of: keys, lists: depth == .existence, width: ImageInspection.width)
        while true {
            let calls = Self.calls(of: scans)
            guard !calls.isEmpty else { return }
            // The first call alone finds the bucket's region, and whether such calls are allowed.
            let now = requests == 0 ? Array(calls.prefix(1)) : calls
            var answers = try await ask(now)
            if case .elsewhere(let actual)? = answers.first, requests == 1 {
                region = actual
                answers = try await ask(now)
            }
            let before = scans.reduce(0) { $0 + $1.position }
            for (call, answer) in zip(now, answers) { take(answer, to: call, &scans) }
            if failures >= ImageInspection.patience, let reason = reasons.indices.last {
                for index in scans.indices {
                    for key in scans[index].giveUp() { doubts[key] = reason }
                }
            }
            advance(scans.reduce(0) { $0 + $1.position } - before)
        }
    }

    private static func calls(of scans: [ObjectScan]) -> [Call] {
        scans.enumerated().flatMap { number, scan -> [Call] in
            switch scan.next {
            case .page(let key): [.page(scan: number, after: key)]
            case .heads(let range): range.map { .image(scan: number, key: $0) }
            case nil: []
            }
        }
    }

    // MARK: Answers

    private mutating func take(_ answer: Answer, to call: Call, _ scans: inout [ObjectScan]) {
        if case .noBucket = answer {
            for index in scans.indices {
                for key in scans[index].giveUp() { problems[key] = .noBucket }
            }
            return
        }
        switch call {
        case .page(let scan, _):
            guard case .page(let page) = answer else {
                // Without the permission to list, single objects may still be readable.
                for index in scans.indices { scans[index].lists = false }
                return
            }
            failures = 0
            scans[scan].take(page) { key, size in
                if let size { problems[key] = ImageLimits.problem(size: size) }
            } missing: { key in
                problems[key] = .missing
            }
        case .image(let scan, let key):
            scans[scan].takeHead()
            switch answer {
            case .problem(let problem):
                problems[key] = problem
                failures = 0
            case .unknown(let reason):
                doubt(key, reason)
            case .elsewhere(let region):
                doubt(key, "the bucket is in \(region) and does not answer there")
            case .usable, .page, .noBucket:
                failures = 0
            }
        }
    }

    private mutating func doubt(_ key: Int, _ reason: String) {
        failures += 1
        if let known = reasons.lastIndex(of: reason) {
            doubts[key] = known
        } else if reasons.count < Self.reasonLimit {
            reasons.append(reason)
            doubts[key] = reasons.count - 1
        } else {
            // The reasons differ by request ids only.
            doubts[key] = reasons.count - 1
        }
    }

    // MARK: Questions

    private mutating func ask(_ calls: [Call]) async throws -> [Answer] {
        let inspector = ObjectInspector(api: try s3(region), bucket: bucket, folder: folder, depth: depth)
        let keys = keys
        let answers = try await concurrently(calls, width: ImageInspection.width) { call in
            try Task.checkCancellation()
            return switch call {
            case .page(_, let key): try await inspector.page(after: key)
            case .image(_, let key): try await inspector.image(keys.text(key))
            }
        }
        requests += answers.reduce(0) { $0 + $1.requests }
        return answers.map(\.answer)
    }
}
