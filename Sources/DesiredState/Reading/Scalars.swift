internal import Diagnostics
internal import ModelVersions
internal import YAMLTree

/// A setting that a document may give.
enum Setting<Value> {
    case absent
    /// Given, and already reported as wrong: what follows from it is not reported too.
    case invalid
    case given(Value)

    var value: Value? {
        if case .given(let value) = self { value } else { nil }
    }

    /// This setting, or the default where it is absent.
    func or(_ fallback: Setting) -> Setting {
        if case .absent = self { fallback } else { self }
    }
}

extension DocumentReader {
    /// The text of a scalar, exactly as it was written: nothing is taken for a number, a date or a truth value.
    mutating func string(_ node: YAMLNode, _ label: String) -> String? {
        guard case .scalar(let scalar) = node.content else {
            report("\(label) must be a string, and is \(node.kindOfContent) here", at: node.position)
            return nil
        }
        guard !scalar.isNull else {
            report(
                "\(label) must be a string, and is null here",
                at: node.position,
                help: scalar.text.isEmpty
                    ? "write the value, or remove the key"
                    : "if the text is meant, put it in quotes: \"\(scalar.text)\""
            )
            return nil
        }
        return scalar.text
    }

    /// A string that must follow a rule of its type.
    mutating func value<Value>(
        _ node: YAMLNode,
        _ label: String,
        _ make: (String) throws(InvalidValue) -> Value
    ) -> Setting<Value> {
        guard let text = string(node, label) else { return .invalid }
        do throws(InvalidValue) {
            return .given(try make(text))
        } catch {
            report("\(label) \(error)", at: node.position)
            return .invalid
        }
    }

    /// `true` or `false`, not YAML 1.1's other words for them.
    mutating func bool(_ node: YAMLNode, _ label: String) -> Setting<Bool> {
        if case .scalar(let scalar) = node.content, scalar.isPlain {
            switch scalar.text {
            case "true", "True", "TRUE": return .given(true)
            case "false", "False", "FALSE": return .given(false)
            default: break
            }
        }
        report("\(label) must be `true` or `false`", at: node.position)
        return .invalid
    }

    /// A decimal number within bounds.
    mutating func number(_ node: YAMLNode, _ label: String, in range: ClosedRange<Double>) -> Setting<Double> {
        if case .scalar(let scalar) = node.content, scalar.isPlain, scalar.text.isDecimalNumber,
            let number = Double(scalar.text), range.contains(number)
        {
            return .given(number)
        }
        let bounds = "\(range.lowerBound.shortest) to \(range.upperBound.shortest)"
        report("\(label) must be a number from \(bounds), written without quotes", at: node.position)
        return .invalid
    }
}

extension String {
    /// Digits with at most one point, a sign and an exponent: what YAML 1.2 calls a number, without its hexadecimal,
    /// infinite and undefined ones.
    fileprivate var isDecimalNumber: Bool {
        let digits = utf8.filter { (0x30...0x39).contains($0) }.count
        return digits > 0 && utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}

extension Double {
    fileprivate var shortest: String {
        self == rounded() ? String(Int(self)) : description
    }
}
