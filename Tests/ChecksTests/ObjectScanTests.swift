import ModelVersions
import Storage
import TestSupport
import Testing

@testable import Checks
@testable import Manifests

/// The keys of a bucket, and the requests that a scan sends to it.
private struct World {
    var objects: [String]
    var wanted: [String]
    var page = 4

    /// Whether each wanted key exists, and the number of requests.
    func scan(page: Int? = nil, width: Int = 16) throws -> (found: Set<String>, missing: Set<String>, requests: Int) {
        let page = page ?? self.page
        var set = ImageSet()
        for (line, key) in wanted.enumerated() {
            set.append(ImageReference(object: S3Object(bucket: "acme", key: key), line: line + 1, column: 1))
        }
        set.sort()
        let keys = SortedKeys(set, 0..<set.count)
        var (found, missing, requests) = (Set<String>(), Set<String>(), 0)
        let scans = ObjectScan.all(of: keys, lists: true, width: width, page: page)
        for var scan in scans {
            while let step = scan.next {
                switch step {
                case .heads(let range):
                    for place in range {
                        requests += 1
                        if objects.contains(keys.text(place)) {
                            found.insert(keys.text(place))
                        } else {
                            missing.insert(keys.text(place))
                        }
                        scan.takeHead()
                    }
                case .page(let after):
                    requests += 1
                    let rest = objects.filter { $0.hasPrefix(keys.folder) && precedes(after, $0) }
                    scan.take(
                        ListObjectsV2Response(
                            contents: rest.prefix(page).map { S3ObjectSummary(key: $0, size: 1) },
                            nextContinuationToken: rest.count > page ? "more" : nil
                        ),
                        found: { place, _ in found.insert(keys.text(place)) },
                        missing: { missing.insert(keys.text($0)) }
                    )
                }
            }
        }
        return (found, missing, requests)
    }

    /// The smallest possible number of requests, by trying all: for the first unknown key, a request for it alone, or
    /// any page that includes it.
    var fewest: Int {
        let keys = Set(wanted).sorted(by: precedes)
        var costs = [Int](repeating: 0, count: keys.count + 1)
        for index in keys.indices.reversed() {
            var best = costs[index + 1]
            for start in 0...objects.count {
                let listed = objects[start...].prefix(page)
                let isLast = start + page >= objects.count
                // A page starts after the object before it.
                guard start == 0 || precedes(objects[start - 1], keys[index]) else { continue }
                var end = index
                while end < keys.count, isLast || !precedes(listed.last ?? "", keys[end]) { end += 1 }
                if end > index { best = min(best, costs[end]) }
            }
            costs[index] = 1 + best
        }
        return costs[0]
    }
}

private func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

private func name(_ number: Int) -> String {
    let digits = String(number)
    return "images/" + String(repeating: "0", count: 6 - digits.count) + digits + ".jpg"
}

@Suite("Scans of many objects")
struct ObjectScanTests {
    @Test("every key gets the right answer, with at most one request for each key", arguments: 0..<60)
    func tells(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let objects = (0..<200).filter { _ in Int.random(in: 0..<3, using: &random) > 0 }.map(name)
        let share = Int.random(in: 1...20, using: &random)
        let wanted = (0..<200).filter { _ in Int.random(in: 0..<20, using: &random) < share }.map(name)
        let world = World(objects: objects, wanted: (wanted + wanted.prefix(3)).shuffled(using: &random))
        let result = try world.scan()
        #expect(result.found == Set(wanted).intersection(objects))
        #expect(result.missing == Set(wanted).subtracting(objects))
        #expect(result.requests <= Set(wanted).count)
        #expect(result.requests >= world.fewest)
        // A wrong guess costs a run of 16 instead of a page.
        #expect(result.requests <= 9 * world.fewest)
    }

    @Test("if pages have several wanted keys, the number of requests is minimal", arguments: 0..<40)
    func dense(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        // Every page of four has three wanted keys.
        let wanted = (0..<240).filter { $0 % 4 != 3 }.map(name)
        let objects = (0..<240).filter { $0 % 4 == 3 || Int.random(in: 0..<20, using: &random) > 0 }.map(name)
        let world = World(objects: objects, wanted: wanted)
        #expect(try world.scan(width: 1).requests == world.fewest)
        // Parallel scans may share a page at their border.
        #expect(try world.scan(width: 3).requests <= world.fewest + 2)
    }

    @Test("objects that are not wanted are skipped")
    func skips() throws {
        let objects = (0..<5000).map(name)
        let wanted = (0..<20).map { name($0) } + (4900..<4920).map { name($0) }
        let result = try World(objects: objects, wanted: wanted).scan(page: 20)
        #expect(result.found.count == 40)
        #expect(result.requests == 2)
    }

    @Test("keys far from each other mostly get a request each")
    func sparse() throws {
        let objects = (0..<4000).map(name)
        let wanted = stride(from: 0, to: 4000, by: 10).map { name($0) }
        let world = World(objects: objects, wanted: wanted)
        #expect(try world.scan(page: 5, width: 1).requests == 400)
        #expect(try world.scan(page: 1000, width: 1).requests == 4)
    }

    @Test(
        "odd keys",
        arguments: [
            ["a"], ["a", "b"], ["a/\u{0}", "a/\u{1}", "a"], ["é", "ü", "😀", "\u{E000}"], ["x/1", "x/10", "x/2"],
            [String(repeating: "k", count: 1024), String(repeating: "k", count: 1023) + "l"],
        ]
    )
    func odd(keys: [String]) throws {
        let objects = keys.sorted(by: precedes)
        #expect(try World(objects: objects, wanted: keys).scan().found == Set(keys))
        #expect(try World(objects: [], wanted: keys).scan().missing == Set(keys))
    }

    @Test("an answer out of order is not used")
    func order() throws {
        var set = ImageSet()
        for key in ["a", "b", "c"] {
            set.append(ImageReference(object: S3Object(bucket: "acme", key: key), line: 1, column: 1))
        }
        set.sort()
        var scan = ObjectScan(SortedKeys(set, 0..<3), 0..<3, lists: true)
        let contents = ["c", "a"].map { S3ObjectSummary(key: $0) }
        scan.take(
            ListObjectsV2Response(contents: contents),
            found: { _, _ in Issue.record() },
            missing: { _ in Issue.record() }
        )
        #expect(scan.next == .heads(0..<3))
    }
}
