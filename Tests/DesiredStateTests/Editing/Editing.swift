import DesiredState
import Diagnostics
import YAMLTree

/// The text after edits, or `refused LINE:COLUMN: MESSAGE` with `-> LINE:COLUMN MESSAGE` for the related places.
func edited(_ text: String, _ edit: (inout EditableFile) throws(EditRefusal) -> Void) -> String {
    do throws(EditRefusal) {
        var file = try EditableFile(Array(text.utf8), path: "f.yaml")
        try edit(&file)
        return String(decoding: try file.edited(), as: UTF8.self)
    } catch {
        return error.diagnostics.map { diagnostic in
            "refused \(place(diagnostic.location)): \(diagnostic.message)"
                + diagnostic.related.map { " -> \(place($0.location)) \($0.message)" }.joined()
        }.joined(separator: "\n")
    }
}

private func place(_ location: SourceLocation?) -> String {
    location.map { "\($0.line):\($0.column)" } ?? "-"
}

extension EditableFile {
    /// The position of an entry of the first list.
    func entry(_ index: Int) -> SourcePosition { lists[0].entries[index] }
}

/// An entry with nested blocks.
let nightEntry = YAMLOutput.mapping([
    .init("name", .string("night")),
    .init(
        "datasets",
        .mapping([
            .init("training", .sequence([.init(.string("s3://d/a.manifest"))])), .init("testing", .string("auto")),
        ])
    ),
])

/// An entry of one line.
let shortEntry = YAMLOutput.mapping([.init("name", .string("new"))])
