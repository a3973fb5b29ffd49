import Diagnostics
import Text
import YAMLTree

/// The interpolation of one document.
struct InterpolationPass {
    let document: YAMLDocument
    let variables: Variables
    var remaining: Int
    var diagnostics: DiagnosticList
    var references = References()
    var used: Set<String> = []
    var mentioned: Set<String> = []

    /// The node with the values of its variables; nil if it does not change. The parser limits the depth.
    mutating func changed(_ node: YAMLNode) -> YAMLNode? {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return nil }
            return resolve(scalar, at: node.position).map { YAMLNode(.scalar($0), at: node.position) }
        case .sequence(var nodes):
            var isChanged = false
            for index in nodes.indices {
                guard let item = changed(nodes[index]) else { continue }
                nodes[index] = item
                isChanged = true
            }
            return isChanged ? YAMLNode(.sequence(nodes), at: node.position) : nil
        case .mapping(let entries):
            return changed(entries).map { YAMLNode(.mapping($0), at: node.position) }
        }
    }

    private mutating func changed(_ entries: [YAMLEntry]) -> [YAMLEntry]? {
        var result: [YAMLEntry] = []
        var isChanged = false
        for var entry in entries {
            if entry.key.containsReferenceStart {
                report(
                    "a key must not contain `${`: only values can contain variables",
                    at: entry.keyPosition
                )
                isChanged = true
                continue
            }
            if let value = changed(entry.value) {
                entry.value = value
                isChanged = true
            }
            result.append(entry)
        }
        return isChanged ? result : nil
    }

    /// The scalar with the values of its variables; nil if it does not change or has an error.
    private mutating func resolve(_ scalar: YAMLScalar, at position: SourcePosition) -> YAMLScalar? {
        let template = Template(scalar.text)
        var place = PlaceInScalar(scalar, at: position)
        for problem in template.problems {
            report(problem.message, at: place.moved(to: problem.place), help: problem.help)
        }
        place = PlaceInScalar(scalar, at: position)
        var isComplete = template.problems.isEmpty
        var text = ""
        var uses: [VariableUse] = []
        for piece in template.pieces {
            switch piece {
            case .text(let part): text += part
            case .reference(let form, let name, let fallback, let index):
                guard let use = use(of: String(name), form, fallback, at: place.moved(to: index)) else {
                    isComplete = false
                    continue
                }
                text += use.value
                uses.append(use)
            }
            if !uses.isEmpty, text.utf8.count > Interpolator.scalarLimit {
                report(
                    "with its variables this value exceeds \(Interpolator.scalarLimit) bytes, the limit",
                    at: position
                )
                isComplete = false
                break
            }
        }
        if isComplete, !uses.isEmpty, Variables.holdsUserInformation(text) {
            report(
                "the value is a URL with a user or a password\(References.remark(on: uses))",
                at: position,
                help: "plans and model versions show every value: keep credentials out of variables"
            )
            isComplete = false
        }
        guard isComplete, admit(text, uses, at: position) else {
            references.fail(at: position)
            return nil
        }
        guard !uses.isEmpty else { return YAMLScalar(text: text, isPlain: scalar.isPlain) }
        references.add(uses, at: position)
        // Quotes have no meaning here, because flow style requires them. But the result is never YAML's null, even for
        // an empty variable or the text `null`.
        let plain = YAMLScalar(text: text, isPlain: true)
        return plain.isNull ? YAMLScalar(text: text, isPlain: false) : plain
    }

    /// Nil if the variable has no usable value, which is then reported.
    private mutating func use(
        of name: String,
        _ form: Variables.Form,
        _ fallback: Substring?,
        at position: SourcePosition
    ) -> VariableUse? {
        mentioned.insert(name)
        let value: String?
        switch variables.lookUp(name, form) {
        case .value(let found): value = found
        case .unset: value = nil
        case .unusable(let problem, let location):
            reportUnusable(name.excerpt, problem, location, at: position)
            return nil
        case .notAllowed:
            report(
                "the command line does not allow the environment variable `\(name.excerpt)`",
                at: position,
                help: """
                    pass `--allow-env \(name.excerpt)` if everyone who sees a plan may see its value; or write \
                    `${var:\(name.excerpt)}` and pass `--var \(name.excerpt)=VALUE`
                    """
            )
            return nil
        }
        if let fallback, value?.isEmpty ?? true {
            return VariableUse(name: name, form: form, value: String(fallback), isDefault: true)
        }
        guard let value else {
            reportUnset(name, form, at: position)
            return nil
        }
        // The process replaced bytes that are not UTF-8, so that the value differs from the one that was set.
        if value.unicodeScalars.contains("\u{FFFD}") {
            report("the variable `\(name.excerpt)` is not UTF-8 text", at: position)
            return nil
        }
        used.insert(name)
        return VariableUse(name: name, form: form, value: value, isDefault: false)
    }

    private mutating func reportUnset(_ name: String, _ form: Variables.Form, at position: SourcePosition) {
        let name = name.excerpt
        let fallback = "give a default: `${\(form.rawValue):\(name):-default}`"
        switch form {
        case .variable:
            report(
                "the variable `\(name)` is not set",
                at: position,
                help: """
                    pass `--var \(name)=VALUE`, name a file that has it with `--var-file`, set `REKON_VAR_\(name)` in \
                    the environment, or \(fallback)
                    """
            )
        case .environment:
            report("the environment variable `\(name)` is not set", at: position, help: "set it, or \(fallback)")
        }
    }

    private mutating func reportUnusable(
        _ name: String,
        _ problem: VariablesFile.Problem,
        _ location: SourceLocation,
        at position: SourcePosition
    ) {
        let message: String
        let help: String
        switch problem {
        case .sensitive:
            message = "the variable `\(name)` is a sensitive output, and plans and model versions show every value"
            help = "use an output that everyone may see, or declare this one without `sensitive`"
        case .notText(let kind):
            message = "the variable `\(name)` is an output whose value is \(kind), and not a string"
            help = "add an output with the one text that is needed here"
        }
        diagnostics.append(
            .error(
                message,
                at: document.location(of: position),
                related: [Diagnostic.Related("the output is here", at: location)],
                help: help
            )
        )
    }

    /// Whether the limit allows another text with variables. Only the first excess is reported.
    private mutating func admit(_ text: String, _ uses: [VariableUse], at position: SourcePosition) -> Bool {
        if uses.isEmpty { return true }
        guard remaining >= 0 else { return false }
        remaining -= text.utf8.count
        if remaining >= 0 { return true }
        report(
            "all values with variables exceed \(Interpolator.totalLimit) bytes together, the limit",
            at: position
        )
        return false
    }

    private mutating func report(_ message: String, at position: SourcePosition, help: String? = nil) {
        diagnostics.append(.error(message, at: document.location(of: position), help: help))
    }
}

/// The place of a part of a scalar, or the scalar's start if the file does not have its text literally.
///
/// It only moves forward: to count from the start for each of thousands of references takes quadratic time.
private struct PlaceInScalar {
    private let scalar: YAMLScalar
    private var position: SourcePosition
    private var index: String.Index

    init(_ scalar: YAMLScalar, at position: SourcePosition) {
        self.scalar = scalar
        self.position = position
        index = scalar.text.startIndex
        if let inset = scalar.inset { self.position.column += Int(inset) }
    }

    mutating func moved(to next: String.Index) -> SourcePosition {
        if scalar.inset != nil {
            position.column += scalar.text.unicodeScalars[index..<next].count
            index = next
        }
        return position
    }
}
