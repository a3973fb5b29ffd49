import LibC

/// A snapshot of the process's environment variables.
package struct Environment: Sendable {
    /// Keyed by the bytes of the name: equal texts can have other bytes.
    private let values: [[UInt8]: String]

    package init(_ values: [String: String]) {
        self.values = Dictionary(values.map { (Array($0.key.utf8), $0.value) }) { first, _ in first }
    }

    /// - Parameter entries: `NAME=VALUE`; of several for one name, the first counts, as for `getenv`.
    package init(entries: [String]) {
        let pairs = entries.compactMap { entry -> ([UInt8], String)? in
            guard let sign = entry.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (Array(entry.utf8[..<sign]), String(entry[entry.utf8.index(after: sign)...]))
        }
        values = Dictionary(pairs) { first, _ in first }
    }

    /// The variables of this process.
    package static func current() -> Environment {
        Environment(entries: environmentEntries())
    }

    /// The value of a variable; nil where it is unset or blank, which is the same for AWS tools.
    package subscript(name: String) -> String? {
        guard let value = exactValue(of: name), value.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else {
            return nil
        }
        return value
    }

    /// The value of a variable, even if blank; nil where it is unset.
    package func exactValue(of name: String) -> String? {
        values[Array(name.utf8)]
    }

    /// Whether a variable is set, even if blank.
    package func isSet(_ name: String) -> Bool {
        exactValue(of: name) != nil
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
