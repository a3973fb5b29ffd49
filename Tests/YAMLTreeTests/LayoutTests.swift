import Diagnostics
import Testing

@testable import YAMLTree

/// Where nodes stand in the bytes of a file.
struct LayoutTests {
    /// The written text of each scalar and alias, and of each list and mapping in angle brackets.
    private func pieces(_ text: String) throws -> [String] {
        let layout = try YAMLLayout(Array(text.utf8), path: "a.yaml")
        return layout.nodes.map { node in
            let written = String(decoding: layout.bytes[node.body..<node.end], as: UTF8.self)
            return node.kind.isScalar || node.kind == .alias ? written : "<\(written)>"
        }
    }

    @Test func blocks() throws {
        #expect(
            try pieces("é: ü # c\nb:\n  - x: 1 # d\n    y: [2,\n 3] # e\n  # f\n\n  - z\n# g\n") == [
                "<é: ü # c\nb:\n  - x: 1 # d\n    y: [2,\n 3] # e\n  # f\n\n  - z>", "é", "ü", "b",
                "<- x: 1 # d\n    y: [2,\n 3] # e\n  # f\n\n  - z>", "<x: 1 # d\n    y: [2,\n 3]>", "x", "1", "y",
                "<[2,\n 3]>", "2", "3", "z",
            ]
        )
        #expect(
            try pieces("a:\n- b\n- - c\n  -\n") == [
                "<a:\n- b\n- - c\n  ->", "a", "<- b\n- - c\n  ->", "b", "<- c\n  ->", "c", "",
            ]
        )
    }

    @Test func propertiesStandBeforeTheBody() throws {
        let text = "a: &x !!seq # c\n- &y !!str 'v'\n- *y\n- !!map {}\n- ! &z\n  k: v\nb: &e\n"
        #expect(
            try pieces(text) == [
                "<\(text.dropLast())>", "a",
                "<- &y !!str 'v'\n- *y\n- !!map {}\n- ! &z\n  k: v>", "'v'", "*y", "<{}>", "<k: v>", "k", "v", "b", "",
            ]
        )
        let layout = try YAMLLayout(Array(text.utf8), path: "a.yaml")
        let alias = try #require(layout.nodes.firstIndex { $0.kind == .alias })
        let target = try #require(layout.nodes[alias].target)
        #expect(
            layout.nodes[target].text == "v" && layout.nodes[target].firstAlias == alias && layout.nodes[target].hasTag
        )
    }

    @Test("The end of a block scalar is its last line; empty lines belong to it only after `+`")
    func blockScalars() throws {
        #expect(
            try pieces("a: |\n  x\n\n\nb: >-\n  y\n # c\n") == [
                "<a: |\n  x\n\n\nb: >-\n  y>", "a", "|\n  x", "b", ">-\n  y",
            ]
        )
        #expect(
            try pieces("a: |+\n  x\n\nb: |2-\n   y") == [
                "<a: |+\n  x\n\nb: |2-\n   y>", "a", "|+\n  x\n", "b", "|2-\n   y",
            ]
        )
    }

    @Test func brackets() throws {
        #expect(
            try pieces("[a: b, {\"c\":'d'}, {? e : f}, []]") == [
                "<[a: b, {\"c\":'d'}, {? e : f}, []]>", "<a: b>", "a", "b", "<{\"c\":'d'}>", "\"c\"", "'d'",
                "<{? e : f}>", "e", "f", "<[]>",
            ]
        )
    }

    @Test(
        "Positions are those of the tree, and offsets those of the file",
        arguments: [
            "a: b\r\nc:\r\n  - é: 日本\r\n  - x: \"\u{1F600}\"\r\n", "\u{FEFF}a: [b, {c: d}]\n---\n- e\n...\n--- f\n",
            "a: 1\rb:\r- c\r", "? a\n: - b\n  - c: |\n      d\n",
        ]
    )
    func positions(text: String) throws {
        let layout = try YAMLLayout(Array(text.utf8), path: "a.yaml")
        let lines = SourceText(layout.bytes)
        for node in layout.nodes { #expect(lines.position(ofByte: node.start) == node.position) }
        #expect(layout.roots.count == layout.documents.count)
        for (root, document) in zip(layout.roots, layout.documents) {
            #expect(layout.nodes[root].position == document.root.position)
        }
    }

    @Test func whatIsNotLaidOut() throws {
        func message(_ bytes: [UInt8]) -> String? {
            do throws(EditRefusal) {
                _ = try YAMLLayout(bytes, path: "a.yaml")
                return nil
            } catch {
                return error.diagnostics.first?.message
            }
        }
        #expect(message([0xFF, 0xFE, 0x61, 0]) == "a.yaml is UTF-16 text, which is not edited in place")
        #expect(message([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) == "the file is UTF-32 text")
        #expect(message(Array("a: \"\u{2028}\"\n".utf8))?.hasPrefix("U+0085, U+2028 or U+2029 ends a line") == true)
        #expect(message(Array("a: [".utf8)) != nil)
        #expect(message([]) == nil)
    }
}
