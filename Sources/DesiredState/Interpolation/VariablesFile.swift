package import Diagnostics
import ModelVersions
import Text
package import YAMLTree

/// A file of variables: a map of names to strings in YAML or JSON, or the outputs that `terraform output -json` prints.
///
/// Scalars are read as their text, as in the desired state: `ACCOUNT: 012345678901` is "012345678901". No message
/// quotes a value.
///
/// Source of Terraform's format: <https://developer.hashicorp.com/terraform/cli/commands/output>; each output has
/// `sensitive`, `type` and `value`.
package struct VariablesFile: Sendable {
    /// A value that cannot be one of a variable. Terraform has outputs that are for others.
    enum Problem: Sendable, Equatable {
        /// Plans and model versions show every value.
        case sensitive
        /// - Parameter kind: Such as `a list`.
        case notText(kind: String)
    }

    enum Value: Sendable, Equatable {
        case text(String)
        case unusable(Problem)
    }

    struct Entry: Sendable {
        var value: Value
        var location: SourceLocation
    }

    /// The name in messages.
    package let path: String
    /// In the order of the file.
    package private(set) var names: [String] = []
    private var entries: [String: Entry] = [:]

    subscript(name: String) -> Entry? { entries[name] }

    /// - Parameter result: The content of the file.
    /// - Returns: The variables and the errors. Do not use the variables after an error.
    package static func read(_ result: YAMLParseResult, path: String) -> (file: VariablesFile, errors: [Diagnostic]) {
        var file = VariablesFile(path: path)
        var errors = result.diagnostics.hasErrors ? result.diagnostics : []
        if errors.isEmpty { file.read(result.documents, &errors) }
        return (file, errors)
    }

    private init(path: String) {
        self.path = path
    }

    private mutating func read(_ documents: [YAMLDocument], _ errors: inout [Diagnostic]) {
        let documents = documents.filter { !$0.isEmpty }
        guard let document = documents.first else {
            errors.append(
                .error(
                    "\(path) contains no variables",
                    help: "check that the command that wrote it succeeded; `{}` is a file without variables"
                )
            )
            return
        }
        func report(_ message: String, at position: SourcePosition, help: String? = nil) {
            errors.append(.error(message, at: document.location(of: position), help: help))
        }
        if documents.count > 1 {
            report("a variables file has one document", at: documents[1].root.position)
        }
        guard case .mapping(let members) = document.root.content else {
            report(
                "a variables file must be a map of names to strings, not \(document.root.kindOfContent)",
                at: document.root.position,
                help: "write a line `NAME: value` for each variable"
            )
            return
        }
        let outputs = members.map { TerraformOutput($0.value) }
        let areOutputs = outputs.allSatisfy { $0 != nil }
        for (member, output) in zip(members, outputs) {
            let name = member.key
            // Terraform allows `-` in names. No file can use such an output.
            guard areOutputs || Variables.isName(name) else {
                report(
                    "`\(name.excerpt)` is not a valid name for a variable",
                    at: member.keyPosition,
                    help: "a name has letters, digits and `_`, and does not start with a digit"
                )
                continue
            }
            let value: Value
            if areOutputs, let output {
                value = output.variable
            } else if case .scalar(let scalar) = member.value.content, !scalar.isNull {
                value = .text(scalar.text)
            } else {
                report(
                    "the variable `\(name.excerpt)` must be a string, not \(member.value.kindOfContent)",
                    at: member.value.position,
                    help: "write one text for each name; rekon also takes the output of `terraform output -json`"
                )
                continue
            }
            names.append(name)
            entries[name] = Entry(value: value, location: document.location(of: member.keyPosition))
        }
    }
}

/// A member of what `terraform output -json` prints.
private struct TerraformOutput {
    let variable: VariablesFile.Value

    /// Nil for a node that is not such a member.
    init?(_ node: YAMLNode) {
        guard case .mapping(let entries) = node.content,
            entries.count == 3,
            let sensitive = entries.first(where: { $0.key == "sensitive" })?.value,
            entries.contains(where: { $0.key == "type" }),
            let value = entries.first(where: { $0.key == "value" })?.value,
            case .scalar(let flag) = sensitive.content, flag.isPlain, flag.text == "true" || flag.text == "false"
        else { return nil }
        if flag.text == "true" {
            variable = .unusable(.sensitive)
        } else if case .scalar(let scalar) = value.content, !scalar.isNull {
            variable = .text(scalar.text)
        } else {
            variable = .unusable(.notText(kind: value.kindOfContent))
        }
    }
}
