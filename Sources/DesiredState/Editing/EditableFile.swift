package import Diagnostics
package import YAMLTree

/// A file of the desired state that is edited in place. Every byte outside of the edited places stays as it is.
///
/// All edits name places of the original text, and are applied together.
package struct EditableFile: Sendable {
    package enum End: Sendable { case first, last }

    /// A `versions` list as it is written.
    package struct List: Sendable, Equatable {
        /// The document in the file, from 0.
        package var document: Int
        package var position: SourcePosition
        /// The start of each entry, as in `SourceMap`; for an alias, its own position and not that of its anchor.
        package var entries: [SourcePosition]
    }

    /// An entry: its node in the layout, and its place in the trees.
    struct Entry {
        var node: Int
        var document: Int
        var index: Int
    }

    /// What is added to a list.
    struct Additions {
        var first: [YAMLOutput] = []
        var last: [YAMLOutput] = []
    }

    package var path: String { layout.path }
    /// The bytes before any edit, exactly as given. A byte order mark stays; UTF-16 is refused.
    package var original: [UInt8] { layout.bytes }
    /// The lists that documents have themselves: no aliases, and none through `<<`.
    package let lists: [List]

    let layout: YAMLLayout
    private let entries: [SourcePosition: Entry]
    /// The numbers of the lists in the layout, by document.
    let listNodes: [Int: Int]
    /// By document.
    private(set) var additions: [Int: Additions] = [:]
    /// The changes of each entry, by its number in the layout.
    private(set) var changes: [Int: (entry: Entry, changes: [EntryChange])] = [:]
    private var edits: [TextEdit] = []

    /// - Throws: `EditRefusal` for a file that is not YAML that rekon reads, or whose lines differ between programs.
    package init(_ bytes: [UInt8], path: String) throws(EditRefusal) {
        let layout = try YAMLLayout(bytes, path: path)
        var lists: [List] = []
        var listNodes: [Int: Int] = [:]
        var entries: [SourcePosition: Entry] = [:]
        for (document, root) in layout.roots.enumerated() {
            guard let list = layout.pair("versions", in: root)?.value, layout.nodes[list].kind.isList else { continue }
            let items = layout.children(of: list)
            listNodes[document] = list
            let positions = items.map { layout.nodes[$0].position }
            lists.append(List(document: document, position: layout.nodes[list].position, entries: positions))
            for (index, item) in items.enumerated() {
                entries[positions[index]] = Entry(node: item, document: document, index: index)
            }
        }
        (self.layout, self.lists, self.listNodes, self.entries) = (layout, lists, listNodes, entries)
    }

    /// Adds an entry to the list of a document.
    ///
    /// Several entries at one end: each is written further out than those before.
    ///
    /// - Throws: `EditRefusal` for a document without a list of its own, a shared list, and a style that is not edited.
    package mutating func insert(_ entry: YAMLOutput, inListOf document: Int, at end: End) throws(EditRefusal) {
        guard let list = listNodes[document] else { throw withoutList(document) }
        _ = try layout.edits(adding: [entry], to: list, at: end == .first ? .first : .last)
        switch end {
        case .first: additions[document, default: Additions()].first.insert(entry, at: 0)
        case .last: additions[document, default: Additions()].last.append(entry)
        }
    }

    private func withoutList(_ document: Int) -> EditRefusal {
        guard layout.roots.indices.contains(document) else {
            return EditRefusal([.error("\(path) has no document \(document + 1)", help: "name another list")])
        }
        let root = layout.roots[document]
        guard let value = layout.pair("versions", in: root)?.value else {
            return layout.refusal(
                "the document has no list `versions` of its own",
                at: layout.nodes[root].kind.isMapping ? layout.mergeKey(in: root) ?? root : root,
                help: "write `versions: []` in it"
            )
        }
        do throws(EditRefusal) { try layout.checkUnshared(value) } catch { return error }
        return layout.refusal("`versions` is not a list", at: value, help: "write `versions: []`")
    }

    /// The entry that starts at a position.
    func entry(at position: SourcePosition) throws(EditRefusal) -> Entry {
        guard let entry = entries[position] else {
            throw EditRefusal([
                .error(
                    "no entry of a `versions` list starts here",
                    at: SourceLocation(path: path, position: position),
                    help: "an entry that is repeated by an alias is edited by hand"
                )
            ])
        }
        try layout.checkUnshared(entry.node)
        guard layout.nodes[entry.node].kind.isMapping else {
            throw layout.refusal("the entry is not a mapping", at: entry.node, help: "write `- name: NAME`")
        }
        return entry
    }

    mutating func record(_ change: EntryChange, of entry: Entry, _ new: [TextEdit]) {
        changes[entry.node, default: (entry, [])].changes.append(change)
        edits += new
    }

    /// The places that the edits change, in the order of the file.
    package func textEdits() throws(EditRefusal) -> [TextEdit] {
        // The new line of an entry comes before a new entry at the same place.
        var all = edits
        for (document, new) in additions.sorted(by: { $0.key < $1.key }) {
            guard let list = listNodes[document] else { continue }
            if layout.nodes[list].next == list + 1 {
                all += try layout.edits(adding: new.first + new.last, to: list, at: .last)
            } else {
                all += try layout.edits(adding: new.first, to: list, at: .first)
                all += try layout.edits(adding: new.last, to: list, at: .last)
            }
        }
        return all.inOrder
    }

    /// The text with all edits. It was read again, and its documents are the original ones with only these changes.
    ///
    /// - Throws: `EditRefusal` if an edit, or the edits together, would change more than they mean.
    package func edited() throws(EditRefusal) -> [UInt8] {
        let edits = try textEdits()
        guard let bytes = edits.applied(to: original) else { throw unsafe(edits) }
        let result = YAMLParser.parse(bytes, path: path)
        guard !result.diagnostics.hasErrors else { throw unsafe(edits) }
        let intended = intendedDocuments
        guard result.documents.count == intended.count,
            zip(result.documents, intended).allSatisfy({ $0.root.hasContent(of: $1) })
        else { throw unsafe(edits) }
        return bytes
    }

    private func unsafe(_ edits: [TextEdit]) -> EditRefusal {
        let offset = edits.first?.range.lowerBound ?? 0
        return EditRefusal([
            .error(
                "the change would alter more of the file than it means",
                at: SourceLocation(path: path, position: SourceText(original).position(ofByte: offset)),
                help: "edit the file by hand: its notation at this place is not edited safely"
            )
        ])
    }
}
