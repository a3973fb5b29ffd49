internal import FoundationEssentials

/// A snapshot of the process's environment variables.
package struct Environment: Sendable {
    private let values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    /// The variables of this process, as they are now.
    package static func current() -> Environment {
        Environment(ProcessInfo.processInfo.environment)
    }

    /// The value of a variable; nil where it is unset or blank, which AWS tools take for the same.
    package subscript(name: String) -> String? {
        guard let value = values[name], value.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { return nil }
        return value
    }

    /// The value of a variable exactly as it is, even if blank; nil where it is unset.
    package func exactValue(of name: String) -> String? {
        values[name]
    }

    /// Whether a variable is there at all, even if blank.
    package func isSet(_ name: String) -> Bool {
        values[name] != nil
    }
}
