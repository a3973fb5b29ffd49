/// The texts of a small XML document by their path: `AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId`.
struct XMLTexts {
    /// Deeper elements are checked and dropped. The deepest that is read has the depth 4.
    private static let depthLimit = 4

    private var texts: [[String]: String] = [:]
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
                // The first of repeated elements counts.
                if path.count <= Self.depthLimit, texts[path] == nil { texts[path] = pieces[pieces.count - 1] }
                path.removeLast()
                pieces.removeLast()
            }
        }
        root = first
    }

    /// The text of the element at a path; nil without such an element.
    subscript(path: [String]) -> String? { texts[path] }
}
