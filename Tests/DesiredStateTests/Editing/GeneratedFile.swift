import TestSupport

/// A random file of the desired state in a random notation. The same seed gives the same file.
struct GeneratedFile {
    /// One document's list. Entries of one list have different names.
    struct List {
        var document: Int
        var entries: [Entry] = []
    }

    struct Entry {
        var name: String
        var isRetired: Bool
        /// Whether an alias repeats it: it must not change.
        var isShared: Bool
        /// The number of training manifests without a version id. They come first.
        var unpinned: Int
    }

    private(set) var text = ""
    private(set) var lists: [List] = []
    private var random: SplitMix64
    private let lineBreak: String

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        lineBreak = random.chance ? "\n" : "\r\n"
        var lines: [String] = []
        let documents = 1 + random.below(3)
        for document in 0..<documents {
            if document > 0 || random.chance { lines.append(pick(["---", "--- # é"])) }
            lines += self.document(document)
            if random.below(5) == 0, document + 1 < documents { lines.append("...") }
        }
        text = (random.below(4) == 0 ? "\u{FEFF}" : "") + lines.joined(separator: lineBreak)
        if random.below(4) > 0 { text += lineBreak }
    }

    private mutating func pick(_ choices: [String]) -> String { choices[random.below(choices.count)] }

    private mutating func document(_ number: Int) -> [String] {
        var list = List(document: number)
        var names = (0..<random.below(5)).map { "v\(number)-\($0)" }
        // Names that YAML 1.1 takes for other types.
        if !names.isEmpty, random.chance { names[0] = pick(["1.10", "no", "2026-12-05", "0x1F", "1e3"]) }
        let isShared = names.count > 1 && random.below(3) == 0
        for (index, name) in names.enumerated() {
            list.entries.append(
                Entry(
                    name: name,
                    isRetired: random.below(4) == 0,
                    isShared: isShared && index == 0,
                    unpinned: random.below(3)
                )
            )
        }
        lists.append(list)
        let project = "arn:aws:rekognition:us-east-1:111122223333:project/p\(number)/169055678901\(number)"
        if random.below(8) == 0 { return [json(list, project)] }
        let step = pick(["  ", "    "])
        var lines = ["apiVersion: rekon/v1", "project: \(project)" + comment()]
        lines += ["defaults:", step + "output: 's3://out/é/'", step + "tags: &shared { team: 日本 }  # \u{1F600}"]
        let versions = self.versions(list)
        let ignored = ["# about the pattern", "ignoreUnmanaged: [ \"tmp-*\" ]", ""]
        if random.chance { lines = lines + ignored + versions } else { lines += versions + pick3(ignored) }
        return lines
    }

    /// A comment, blank lines, or nothing before what follows.
    private mutating func pick3(_ lines: [String]) -> [String] {
        switch random.below(3) {
        case 0: lines
        case 1: ["", "  # a comment", ""] + lines
        default: ["# a comment"] + lines
        }
    }

    private mutating func comment() -> String { random.below(3) == 0 ? pick(["  # x: é", " # - y", "\t# z"]) : "" }

    private mutating func versions(_ list: List) -> [String] {
        if list.entries.isEmpty { return [pick(["versions: []", "versions:  [ ]", "versions: &none []"]) + comment()] }
        if random.below(5) == 0 {
            let entries = list.entries.map { flow($0) }
            if random.chance { return ["versions: [" + entries.joined(separator: ", ") + "]" + comment()] }
            let last = entries.count - 1
            return ["versions: ["]
                + entries.enumerated().map { "  \($1)" + ($0 < last ? "," : "") + comment() } + ["]" + comment()]
        }
        let indent = pick(["", "  ", "    "])
        let dash = pick(["- ", "-   "])
        var lines = ["versions:" + comment()]
        for entry in list.entries {
            if random.below(4) == 0 { lines += [pick(["", indent + "# above", indent + "# - name: old"])] }
            if random.below(4) == 0, !entry.isShared {
                lines.append(indent + dash + flow(entry) + comment())
                continue
            }
            var own = block(entry, list)
            if entry.isShared {
                lines.append(indent + "- &base")
                own = own.map { "  " + $0 }
                lines += own.map { indent + $0 }
            } else {
                let deeper = String(repeating: " ", count: dash.utf8.count)
                lines += own.enumerated().map { indent + ($0 == 0 ? dash : deeper) + $1 }
            }
        }
        return lines
    }

    private mutating func name(_ entry: Entry, inFlow: Bool) -> String {
        pick([entry.name, "'\(entry.name)'", "\"\(entry.name)\""])
    }

    private mutating func block(_ entry: Entry, _ list: List) -> [String] {
        var lines = ["name: " + name(entry, inFlow: false) + comment()]
        if entry.isRetired {
            lines.append("retired: true")
        } else if random.below(4) == 0 {
            lines.append("retired: false" + comment())
        }
        if let first = list.entries.first, first.isShared, !entry.isShared, random.chance {
            lines.append("<<: *base")
        }
        let step = pick(["  ", "   "])
        let items = pick(["", "  "])
        lines += ["datasets:", step + "training:"]
        for manifest in manifests(entry, inFlow: false) {
            lines += manifest.enumerated().map { step + items + ($0 == 0 ? "- " : "  ") + $1 }
        }
        lines.append(step + "testing: auto" + comment())
        switch random.below(4) {
        case 0: lines += ["description: >-", "  a text", "  - of: lines", ""]
        case 1: lines.append("tags: *shared")
        case 2: lines += ["expect:", "  minF1Score: 0.5", "  # below the entry"]
        default: break
        }
        return lines
    }

    private mutating func flow(_ entry: Entry) -> String {
        var parts = ["name: " + name(entry, inFlow: true)]
        if entry.isRetired {
            parts.append("retired: true")
        } else if random.below(4) == 0 {
            parts.append("retired: false")
        }
        let manifests = manifests(entry, inFlow: true).map { $0.joined() }.joined(separator: ", ")
        parts.append("datasets: { testing: auto, training: [\(manifests)] }")
        if random.chance { parts.append("tags: {a: \"é\"}") }
        let space = pick(["", " "])
        return "{" + space + parts.joined(separator: ", ") + space + "}"
    }

    /// The manifests of an entry, each in one or several lines.
    private mutating func manifests(_ entry: Entry, inFlow: Bool) -> [[String]] {
        let unpinned = (0..<entry.unpinned).map { number -> [String] in
            let uri = "s3://data/é/\(number).manifest"
            switch random.below(inFlow ? 6 : 8) {
            case 0: return [uri]
            case 1: return ["'\(uri)'"]
            case 2: return ["\"\(uri)\""]
            case 3: return ["\"s3://${var:B}/\(number)\""]
            case 4: return ["{bucket: data, key: k\(number)?, version: \(pick(["null", "~"]))}"]
            case 5: return ["{ \"bucket\": data, \"key\": \"k\(number)\" }"]
            case 6: return ["bucket: data", "key: k\(number)" + comment()]
            default: return ["version:" + comment(), "key: k\(number)", "bucket: data"]
            }
        }
        return unpinned + [[pick(["'s3://data/last?versionId=1'", "{bucket: data, key: last, version: '1'}"])]]
    }

    private mutating func json(_ list: List, _ project: String) -> String {
        let entries = list.entries.map { entry in
            let manifests =
                (0..<entry.unpinned).map { "\"s3://data/\($0)\"" } + [
                    "{\"bucket\":\"data\",\"key\":\"k\",\"version\":\"1\"}"
                ]
            return "{\"name\":\"\(entry.name)\",\"output\":\"s3://out/\",\"retired\":\(entry.isRetired),"
                + "\"datasets\":{\"training\":[\(manifests.joined(separator: ","))],\"testing\":\"auto\"}}"
        }
        // Nothing is shared in this notation.
        for index in lists[list.document].entries.indices { lists[list.document].entries[index].isShared = false }
        return
            "{\"apiVersion\":\"rekon/v1\",\"project\":\"\(project)\",\"versions\":[\(entries.joined(separator: ", "))]}"
    }
}
