/// A state file that cannot be used: what is wrong, where, and what to do.
package struct SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
