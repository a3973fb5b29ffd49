import DesiredState
import Diagnostics
import ModelVersions
import Settings
import Text
import YAMLTree

extension FuzzTarget {
    /// A file of the desired state, and of variables.
    ///
    /// Rules: messages are short, harmless and inside the file; a tree, and a valid state, are the same after they are
    /// written and read again; an edit in place is refused, or its result is YAML with one more entry.
    static func checkYAML(_ bytes: [UInt8]) throws -> Int {
        let result = YAMLParser.parse(bytes, path: file)
        var size = try rendered(result.diagnostics, of: result.source).utf8.count
        guard !result.diagnostics.hasErrors else { return size }

        size += try checkEdits(bytes)
        size += try rendered(VariablesFile.read(result, path: file).errors, of: result.source).utf8.count
        let trees = result.documents.map(\.root.output)
        let text = try written(trees)
        size += text.utf8.count
        let again = YAMLParser.parse(Array(text.utf8), path: file)
        try require(!again.diagnostics.hasErrors, "what was written is not valid: \(again.diagnostics)")
        try require(again.documents.map(\.root.output) == trees, "the tree differs after it was written")

        size += try rendered(SettingsFile.read(result, path: file, version: "0.1.0").diagnostics, of: result.source)
            .utf8.count
        let (state, diagnostics) = DesiredStateReader.read(result.documents)
        size += try rendered(diagnostics, of: result.source).utf8.count
        guard !diagnostics.hasErrors else { return size }
        let same = YAMLParser.parse(Array(try written(state.documents.map(\.root)).utf8), path: file)
        try require(!same.diagnostics.hasErrors, "the written state is not valid YAML: \(same.diagnostics)")
        let (stateAgain, problems) = DesiredStateReader.read(same.documents)
        try require(!problems.hasErrors, "the written state is not valid: \(Array(problems))")
        try require(stateAgain.projects == state.projects, "the state differs after it was written")
        return size
    }

    /// The first list of a file with a new entry at each end, and with its first entry retired and pinned.
    ///
    /// - Returns: The number of bytes of the messages.
    private static func checkEdits(_ bytes: [UInt8]) throws -> Int {
        var size = 0
        for number in 0..<4 {
            let result = edited(bytes, number)
            size += try rendered(result.refusal, of: YAMLParser.parse(bytes, path: file).source).utf8.count
            let isRight = result.added == nil || result.added == (number < 2 ? 1 : 0)
            try require(isRight, "the edit \(number) added \(result.added ?? 0) entries")
        }
        return size
    }

    /// - Returns: The number of entries that the first list has more, nil if the edit was refused; and the refusal.
    private static func edited(_ bytes: [UInt8], _ number: Int) -> (added: Int?, refusal: [Diagnostic]) {
        do throws(EditRefusal) {
            var editable = try EditableFile(bytes, path: file)
            guard let list = editable.lists.first else { return (nil, []) }
            let entry = YAMLOutput.mapping([
                .init("name", .string("new")), .init("tags", .mapping([.init("a", .null)])),
            ])
            let first = list.entries.first
            switch (number, first) {
            case (0, _): try editable.insert(entry, inListOf: list.document, at: .first)
            case (1, _): try editable.insert(entry, inListOf: list.document, at: .last)
            case (2, let first?): try editable.retire(entryAt: first)
            case (_, let first?):
                try editable.pin([.init(role: .training, index: 0, versionID: "1.10")], inEntryAt: first)
            default: break
            }
            let after = try EditableFile(try editable.edited(), path: file)
            return ((after.lists.first?.entries.count ?? 0) - list.entries.count, [])
        } catch {
            return (nil, error.diagnostics)
        }
    }

    /// A text with references to variables, as the value of several keys.
    ///
    /// Rules: a text whose references are escaped is itself; no message shows a variable's value.
    static func checkInterpolation(_ bytes: [UInt8]) throws -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        let escaped = try read([.init("description", .string(escaping(text))), output])
        try require(escaped.reader.usedVariables.isEmpty, "a variable is used by an escaped text")
        if !escaped.reader.diagnostics.hasErrors,
            case .trained(let settings)? = escaped.reader.state.projects.first?.versions.first?.intent
        {
            let value = settings.description?.text ?? ""
            try require(value.hasSameBytes(as: text), "the escaped text is \(value.excerpt)")
        }

        let raw = try read([
            .init("description", .string(text)), .init("output", .string(text)),
            .init("tags", .mapping([.init("t", .string(text))])),
        ])
        let isShown = raw.messages.contains(secret) && !text.contains(secret)
        try require(!isShown, "a message shows a variable's value: \(raw.messages)")
        return escaped.messages.utf8.count + raw.messages.utf8.count
    }

    private static let file = "f.yaml"
    private static let secret = "hush4711value"
    private static let output = YAMLOutput.Entry("output", .string("s3://bucket/out/"))

    private static func written(_ roots: [YAMLOutput]) throws -> String {
        try YAMLWriter.write(roots.map { YAMLOutputDocument($0) })
    }

    private static func rendered(_ diagnostics: some Collection<Diagnostic>, of source: [UInt8]) throws -> String {
        let lines = SourceText(source).lineCount
        for diagnostic in diagnostics {
            try requireShort(diagnostic.message)
            try requireShort(diagnostic.help ?? "")
            guard let location = diagnostic.location else { continue }
            let isInside = (1...max(lines, 1)).contains(location.line) && location.column >= 1
            try require(isInside, "\(location) is outside the file of \(lines) lines")
        }
        var texts = SourceTexts()
        texts[file] = source
        let page = DiagnosticRenderer(sources: texts).render(diagnostics)
        try requireHarmless(page)
        return page
    }

    private static func read(
        _ entries: [YAMLOutput.Entry]
    ) throws -> (reader: DesiredStateReader, messages: String) {
        let root = DesiredState.root(
            try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"),
            versions: [.init(.mapping([.init("name", .string("v1"))] + entries))]
        )
        let result = YAMLParser.parse(Array(try written([root]).utf8), path: file)
        let given = ["a": secret, "b": "${var:a}", "c": "x"]
        var reader = DesiredStateReader(variables: Variables(given: given) { _ in nil })
        // A text can exceed the limits of a file.
        if !result.diagnostics.hasErrors { reader.add(result.documents) }
        return (reader, try rendered(result.diagnostics + reader.diagnostics, of: result.source))
    }

    /// Each `$` before a `{` twice.
    private static func escaping(_ text: String) -> String {
        var result: [UInt8] = []
        var run = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{") { result += [UInt8](repeating: UInt8(ascii: "$"), count: run) }
            run = byte == UInt8(ascii: "$") ? run + 1 : 0
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension YAMLNode {
    /// The node with its texts, to be written.
    fileprivate var output: YAMLOutput {
        switch content {
        case .scalar(let scalar): .string(scalar.text)
        case .sequence(let nodes): .sequence(nodes.map { .init($0.output) })
        case .mapping(let entries): .mapping(entries.map { .init($0.key, $0.value.output) })
        }
    }
}
