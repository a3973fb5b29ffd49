import DesiredState
import Diagnostics
import Testing
import YAMLTree

struct RetireTests {
    private func retired(_ text: String, _ index: Int = 0) -> String {
        edited(text) { file throws(EditRefusal) in try file.retire(entryAt: file.entry(index)) }
    }

    @Test(
        "`retired: true` is written below the name, or in the place of `false`",
        arguments: [
            ("versions:\n  - name: a # c\n    b: c\n", "versions:\n  - name: a # c\n    retired: true\n    b: c\n"),
            ("versions:\n-   b: c\n    name: 'a'", "versions:\n-   b: c\n    name: 'a'\n    retired: true"),
            ("versions:\r\n- name: a\r\n", "versions:\r\n- name: a\r\n  retired: true\r\n"),
            ("versions:\n- &x\n  name: a\n", "versions:\n- &x\n  name: a\n  retired: true\n"),
            ("versions:\n- {name: a, b: c}\n", "versions:\n- {name: a, retired: true, b: c}\n"),
            ("versions: [{name: \"é\"}] # c\n", "versions: [{name: \"é\", retired: true}] # c\n"),
            ("{\"versions\":[{\"name\":\"a\"}]}", "{\"versions\":[{\"name\":\"a\", \"retired\": true}]}"),
            ("versions:\n- name: a\n  retired: false # c\n", "versions:\n- name: a\n  retired: true # c\n"),
            ("versions:\n- {retired: False, name: a}\n", "versions:\n- {retired: true, name: a}\n"),
            ("versions:\n- name: a\n  retired: true\n", "versions:\n- name: a\n  retired: true\n"),
            (
                "x: &x {retired: false}\nversions:\n- <<: *x\n  name: a\n",
                "x: &x {retired: false}\nversions:\n- <<: *x\n  name: a\n  retired: true\n"
            ),
            (
                "versions:\n- name: a\n  tags: &t {b: c}\n- {name: b, tags: *t}\n",
                "versions:\n- name: a\n  retired: true\n  tags: &t {b: c}\n- {name: b, tags: *t}\n"
            ),
        ]
    )
    func written(before: String, after: String) {
        #expect(retired(before) == after)
    }

    @Test(
        arguments: [
            (
                "versions:\n- &x\n  name: a\n- <<: *x\n  name: b\n",
                "refused 2:3: the value is shared: `*x` repeats it elsewhere -> 4:7 it is repeated here"
            ),
            (
                "x: &x {name: a}\nversions:\n- *x\n",
                """
                refused 3:3: the value is shared: `*x` repeats a value that other places may use too \
                -> 1:4 the shared value is here
                """
            ),
            (
                "x: &x false\nversions:\n- name: a\n  retired: *x\n",
                """
                refused 4:12: the value is shared: `*x` repeats a value that other places may use too \
                -> 1:4 the shared value is here
                """
            ),
            (
                "versions:\n- name: a\n  retired: &x false\n- retired: *x\n",
                "refused 3:12: the value is shared: `*x` repeats it elsewhere -> 4:12 it is repeated here"
            ),
            ("versions:\n- name: a\n  retired: ${var:X}\n", "refused 3:12: the value is a variable"),
            ("versions:\n- name: a\n  retired: !!bool false\n", "refused 3:12: this notation is not edited in place"),
            ("versions:\n- ? name\n  : a\n", "refused 2:5: this notation is not edited in place"),
            ("versions:\n- name: |-\n    a\n", "refused 2:3: this notation is not edited in place"),
            ("versions: [name: a]\n", "refused 1:12: this notation is not edited in place"),
            ("versions:\n- output: x\n", "refused 2:3: the entry has no `name` of its own"),
            ("versions:\n- a\n", "refused 2:3: the entry is not a mapping"),
        ]
    )
    func refusals(text: String, refusal: String) {
        #expect(retired(text) == refusal)
    }

    @Test func onlyEntriesAreRetired() {
        let text = "x:\n- name: a\nversions:\n- name: b\n"
        #expect(
            edited(text) { file throws(EditRefusal) in try file.retire(entryAt: .init(line: 2, column: 3)) }
                == "refused 2:3: no entry of a `versions` list starts here"
        )
        #expect(
            edited(text) { file throws(EditRefusal) in
                try file.retire(entryAt: file.entry(0))
                try file.retire(entryAt: file.entry(0))
                try file.insert(shortEntry, inListOf: 0, at: .last)
            } == text + "  retired: true\n- name: new\n"
        )
    }
}
