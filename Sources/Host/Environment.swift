import FoundationEssentials

/// A snapshot of the process's environment variables.
package struct Environment: Sendable {
    private let values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    /// The variables of this process.
    package static func current() -> Environment {
        Environment(ProcessInfo.processInfo.environment)
    }

    /// The value of a variable; nil where it is unset or blank, which is the same for AWS tools.
    package subscript(name: String) -> String? {
        guard let value = values[name], value.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { return nil }
        return value
    }

    /// The value of a variable, even if blank; nil where it is unset.
    package func exactValue(of name: String) -> String? {
        values[name]
    }

    /// Whether a variable is set, even if blank.
    package func isSet(_ name: String) -> Bool {
        values[name] != nil
    }

    /// Replaces a leading `~/` by the home folder.
    package func expandingHome(_ path: String) -> String {
        guard path.utf8.starts(with: "~/".utf8), let home = self["HOME"] else { return path }
        return home + path.dropFirst(1)
    }
}

/// Random numbers, for jitter and identifiers.
package protocol RandomSource: Sendable {
    /// A number in 0..<1.
    func unitInterval() -> Double
}

extension RandomSource {
    package func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(min(unitInterval() * 256, 255)) }
    }
}

/// The system's random numbers.
package struct SystemRandomSource: RandomSource {
    package init() {}

    package func unitInterval() -> Double {
        Double.random(in: 0..<1)
    }
}

/// The debug log of a run. Lines are made only when the log is on. They must not contain secrets.
package struct DebugLog: Sendable {
    private let write: (@Sendable (String) -> Void)?

    package static let off = DebugLog(write: nil)

    /// - Parameter write: gets whole lines without a line break, on any thread; nil where the log is off.
    private init(write: (@Sendable (String) -> Void)?) {
        self.write = write
    }

    package init(_ write: @escaping @Sendable (String) -> Void) {
        self.init(write: write)
    }

    package var isOn: Bool { write != nil }

    package func callAsFunction(_ line: @autoclosure () -> String) {
        if let write { write(line()) }
    }
}
