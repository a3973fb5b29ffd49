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
