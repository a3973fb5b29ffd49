/// The texts of a small XML document by their path: `AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId`.
struct XMLTexts {
    private var texts: [String: String] = [:]
    let root: String

    init(_ bytes: [UInt8]) throws(XMLError) {
        var scanner = try XMLScanner(bytes)
        var path: [String] = []
        var pieces: [String] = []
        var first = ""
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name):
                if path.isEmpty { first = name }
                path.append(name)
                pieces.append("")
            case .text(let text):
                pieces[pieces.count - 1] += text
            case .end:
                let key = path.joined(separator: "/")
                // Of elements that come more than once, the first counts.
                if texts[key] == nil { texts[key] = pieces[pieces.count - 1] }
                path.removeLast()
                pieces.removeLast()
            }
        }
        root = first
    }

    /// The text of the element at a path; nil where there is no such element.
    subscript(path: [String]) -> String? {
        texts[path.joined(separator: "/")]
    }
}
