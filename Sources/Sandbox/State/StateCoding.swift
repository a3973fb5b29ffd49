internal import FoundationEssentials

extension SandboxState {
    /// - Parameter path: for the messages.
    init(reading bytes: [UInt8], path: String) throws {
        let data = Data(bytes)
        struct Format: Decodable { var formatVersion: Int }
        if let format = try? JSONDecoder().decode(Format.self, from: data),
            format.formatVersion != Self.formatVersion
        {
            throw SandboxError(
                """
                the sandbox's state file \(path) has the format \(format.formatVersion), and this version of rekon \
                reads \(Self.formatVersion): use the version that wrote it, or another file
                """
            )
        }
        do {
            self = try JSONDecoder().decode(SandboxState.self, from: data)
        } catch {
            throw SandboxError(
                "\(path) is no state of a sandbox, or it is damaged: remove it to begin anew, or name another file"
            )
        }
        if let flaw { throw SandboxError("the sandbox's state file \(path) cannot be used: \(flaw)") }
        sort()
    }

    /// The same bytes for the same state.
    func written() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
