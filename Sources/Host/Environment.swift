import FoundationEssentials

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

/// Where jitter and identifiers come from.
package protocol RandomSource: Sendable {
    /// A number in 0..<1.
    func unitInterval() -> Double
}

/// The system's random numbers.
package struct SystemRandomSource: RandomSource {
    package init() {}

    package func unitInterval() -> Double {
        Double.random(in: 0..<1)
    }
}

/// Where a run tells what it does, line by line; nowhere, unless somebody asked.
///
/// A line is made only if it is wanted. Nothing that is secret may be put into one.
package struct DebugLog: Sendable {
    private let write: (@Sendable (String) -> Void)?

    package static let off = DebugLog(write: nil)

    private init(write: (@Sendable (String) -> Void)?) {
        self.write = write
    }

    /// - Parameter write: is given whole lines, without a line break, from any thread.
    package init(_ write: @escaping @Sendable (String) -> Void) {
        self.init(write: write)
    }

    package var isOn: Bool { write != nil }

    package func callAsFunction(_ line: @autoclosure () -> String) {
        if let write { write(line()) }
    }
}
