import Host
package import Planning
import Text

extension DatasetContent {
    /// As in `120 entries, 118 labelled, 3 with errors, 2 labels, updated 2026-11-01T10:00:00Z`.
    package var text: String {
        var parts: [String] = []
        if let entries { parts.append(counted(entries, "entry", plural: "entries")) }
        if let labeledEntries { parts.append("\(grouped(labeledEntries)) labelled") }
        if let errorEntries, errorEntries > 0 { parts.append("\(grouped(errorEntries)) with errors") }
        if let labels { parts.append(counted(labels, "label")) }
        if let updated { parts.append("updated \(UnixTime(milliseconds: updated).iso8601)") }
        return parts.isEmpty ? "the service reports no counts" : parts.joined(separator: ", ")
    }
}
