internal import FoundationEssentials
internal import SystemPackage

/// The first line of a file that a run would write: by it, what an earlier run wrote is told from everything else.
enum FirstLine: Equatable {
    /// The file is empty.
    case none
    /// Without its line break.
    case line([UInt8])

    /// No line that a run writes first is longer.
    private static let limit = 65_536

    /// - Parameter path: of a regular file.
    /// - Throws: `Errno`.
    static func read(_ path: String) throws -> FirstLine {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var content: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while content.count < limit, !content.contains(UInt8(ascii: "\n")) {
                let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
                guard count > 0 else { break }
                content += buffer.prefix(count)
            }
            guard !content.isEmpty else { return .none }
            return .line(Array(content.prefix { $0 != UInt8(ascii: "\n") }))
        }
    }

    /// Whether a stream of events may be written over it: there is nothing, or another stream of events.
    var mayBecomeEvents: Bool {
        guard case .line(let line) = self else { return true }
        guard let head = Head(line) else { return false }
        return head.type == "version" && head.rekon != nil && head.formatVersion != nil
    }

    /// Whether an audit log may go on behind it: there is nothing, or an audit log, or what a full disk left of its first
    /// line.
    var mayBecomeAuditLog: Bool {
        guard case .line(let line) = self else { return true }
        guard let head = Head(line) else { return line.starts(with: Self.auditStart.prefix(max(line.count, 1))) }
        return head.run != nil && head.formatVersion != nil && head.type.flatMap(AuditRecord.Kind.init) != nil
    }

    private static let auditStart = Array("{\"formatVersion\":\"".utf8)

    private struct Head: Decodable {
        var type, formatVersion, run, rekon: String?

        /// Nil for what is no JSON object.
        init?(_ line: [UInt8]) {
            guard let head = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
            self = head
        }
    }
}
