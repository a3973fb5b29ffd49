import DesiredState
import Testing
import YAMLTree

/// New entries of a list, in every notation.
struct InsertTests {
    private func added(_ text: String, _ entry: YAMLOutput = shortEntry, at end: EditableFile.End = .last) -> String {
        edited(text) { file throws(EditRefusal) in
            try file.insert(entry, inListOf: file.lists.first?.document ?? 0, at: end)
        }
    }

    @Test(
        "Below the last entry and its comments, above what belongs to what follows",
        arguments: [
            ("versions:\n  - name: a\n", "versions:\n  - name: a\n  - name: new\n"),
            ("versions:\n- name: a\nx: y\n", "versions:\n- name: a\n- name: new\nx: y\n"),
            ("versions:\n  - name: a # c\n\n# x\nx: y\n", "versions:\n  - name: a # c\n  - name: new\n\n# x\nx: y\n"),
            (
                "versions:\n  - name: a\n    # more: x\n  # - name: b\n\n---\n",
                "versions:\n  - name: a\n    # more: x\n  - name: new\n  # - name: b\n\n---\n"
            ),
            ("versions:\n  - name: a\n...\n", "versions:\n  - name: a\n  - name: new\n...\n"),
            ("versions:\n  - name: a", "versions:\n  - name: a\n  - name: new"),
            ("versions:\r\n  - name: a\r\n", "versions:\r\n  - name: a\r\n  - name: new\r\n"),
            ("x: y\r\nversions:\r\n  - name: a", "x: y\r\nversions:\r\n  - name: a\r\n  - name: new"),
            ("versions:\r  - name: a\r", "versions:\r  - name: a\r  - name: new\r"),
            ("\u{FEFF}versions:\n- name: é\n", "\u{FEFF}versions:\n- name: é\n- name: new\n"),
            ("versions:\n  - {name: a}\n", "versions:\n  - {name: a}\n  - name: new\n"),
            ("versions:\n  - {name: a,\n     b: c} # d\n", "versions:\n  - {name: a,\n     b: c} # d\n  - name: new\n"),
            ("versions:\n  - b: |\n      x\n\nx: y\n", "versions:\n  - b: |\n      x\n  - name: new\n\nx: y\n"),
            ("versions:\n  - b: |+\n      x\n\nx: y\n", "versions:\n  - b: |+\n      x\n\n  - name: new\nx: y\n"),
            ("versions: &v\n  - &w\n    name: a\n", "versions: &v\n  - &w\n    name: a\n  - name: new\n"),
            ("versions:\n  -\n    name: a\n", "versions:\n  -\n    name: a\n  - name: new\n"),
            ("d: &a {name: a}\nversions:\n  - *a\n", "d: &a {name: a}\nversions:\n  - *a\n  - name: new\n"),
            (
                "a: b\n---\nversions:\n  - a: b\n---\nc: d\n",
                "a: b\n---\nversions:\n  - a: b\n  - name: new\n---\nc: d\n"
            ),
        ]
    )
    func last(before: String, after: String) {
        #expect(added(before) == after)
    }

    @Test(
        "Above the first entry and the comment directly above it",
        arguments: [
            ("versions:\n  - name: a\n", "versions:\n  - name: new\n  - name: a\n"),
            ("versions:\n\n  # a\n  # b\n  - name: a\n", "versions:\n\n  - name: new\n  # a\n  # b\n  - name: a\n"),
            ("versions:\n  # newest first\n\n  - name: a", "versions:\n  # newest first\n\n  - name: new\n  - name: a"),
            ("versions: # c\r\n-   name: a\r\n", "versions: # c\r\n-   name: new\r\n-   name: a\r\n"),
            ("versions: [{name: a}]\n", "versions: [{name: new}, {name: a}]\n"),
            ("versions: [\n  # a\n  {name: a}\n]\n", "versions: [\n  {name: new},\n  # a\n  {name: a}\n]\n"),
            ("versions: []\n", "versions:\n  - name: new\n"),
        ]
    )
    func first(before: String, after: String) {
        #expect(added(before, at: .first) == after)
    }

    @Test(
        "In brackets",
        arguments: [
            ("versions: [{name: a}]\n", "versions: [{name: a}, {name: new}]\n"),
            ("versions: [{name: a}, ] # c\n", "versions: [{name: a}, {name: new}, ] # c\n"),
            ("versions: [\n  {name: a} # a\n]\n", "versions: [\n  {name: a}, # a\n  {name: new}\n]\n"),
            ("versions: [\n\t{name: a}, # a\n\t]\n", "versions: [\n\t{name: a}, # a\n\t{name: new},\n\t]\n"),
            ("versions: [\r\n  {name: a}]\r\n", "versions: [\r\n  {name: a},\r\n  {name: new}]\r\n"),
            (#"{"versions":[{"name":"a"}]}"#, #"{"versions":[{"name":"a"}, {"name": "new"}]}"#),
            (#"{"versions":[]}"#, #"{"versions":[{"name": "new"}]}"#),
            ("{versions: []}", "{versions: [{name: new}]}"),
            ("versions: []\nx: y\n", "versions:\n  - name: new\nx: y\n"),
            ("x:\n- y\nversions: []  # c", "x:\n- y\nversions:  # c\n- name: new"),
            ("versions: &v [ ]\r\n", "versions: &v\r\n  - name: new\r\n"),
            ("versions: [ # c\n  ]\n", "versions: [{name: new} # c\n  ]\n"),
        ]
    )
    func brackets(before: String, after: String) {
        #expect(added(before) == after)
    }

    @Test("The indentation is that of the other entries")
    func indentation() {
        #expect(
            added(
                "versions:\n    -   name: a\n        datasets:\n            training:\n            -   s3://b/c\n",
                nightEntry
            )
            .hasSuffix(
                """
                    -   name: night
                        datasets:
                            training:
                            -   s3://d/a.manifest
                            testing: auto

                """
            )
        )
        #expect(
            added("defaults:\n   tags:\n      a: b\nversions:\n- name: a\n", nightEntry).hasSuffix(
                "- name: night\n  datasets:\n     training:\n     - s3://d/a.manifest\n     testing: auto\n"
            )
        )
        #expect(
            added("versions: [{name: a}]\n", nightEntry)
                == "versions: [{name: a}, {name: night, datasets: {training: [\"s3://d/a.manifest\"], testing: auto}}]\n"
        )
    }

    @Test("Several entries are written in their order")
    func several() {
        func all(_ text: String) -> String {
            edited(text) { file throws(EditRefusal) in
                for (name, end) in [("b", EditableFile.End.last), ("c", .last), ("z", .first), ("y", .first)] {
                    try file.insert(.mapping([.init("name", .string(name + name))]), inListOf: 0, at: end)
                }
            }
        }
        #expect(
            all("versions:\n- name: aa\n")
                == "versions:\n- name: yy\n- name: zz\n- name: aa\n- name: bb\n- name: cc\n"
        )
        #expect(all("versions: [a]\n") == "versions: [{name: yy}, {name: zz}, a, {name: bb}, {name: cc}]\n")
        #expect(all("versions: []") == "versions:\n  - name: yy\n  - name: zz\n  - name: bb\n  - name: cc")
        #expect(
            all("versions: [\n a\n]\n")
                == "versions: [\n {name: yy},\n {name: zz},\n a,\n {name: bb},\n {name: cc}\n]\n"
        )
    }

    @Test(
        "What is shared, odd or absent is refused",
        arguments: [
            (
                "versions: &v\n  - name: a\nx: *v\n",
                "refused 1:11: the value is shared: `*v` repeats it elsewhere -> 3:4 it is repeated here"
            ),
            (
                "a: &v [b]\nversions: *v\n",
                """
                refused 2:11: the value is shared: `*v` repeats a value that other places may use too \
                -> 1:4 the shared value is here
                """
            ),
            ("a: b\n", "refused 1:1: the document has no list `versions` of its own"),
            ("a: &a {versions: []}\n<<: *a\n", "refused 2:1: the document has no list `versions` of its own"),
            ("- a\n", "refused 1:1: the document has no list `versions` of its own"),
            ("versions:\n", "refused 1:10: `versions` is not a list"),
            ("", "refused -: f.yaml has no document 1"),
            ("? versions\n: - name: a\n", "refused 2:3: this notation is not edited in place"),
            ("? versions\n: []\n", "refused 2:3: this notation is not edited in place"),
            // The text without a line break would get one.
            ("versions:\n  - name: |\n      a", "refused 3:8: the change would alter more of the file than it means"),
        ]
    )
    func refusals(text: String, refusal: String) {
        #expect(added(text) == refusal)
    }
}
