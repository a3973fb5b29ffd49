import DesiredState
import Testing
import YAMLTree

struct PinTests {
    private func pinned(
        _ text: String,
        _ role: EditableFile.Pin.Role = .training,
        _ index: Int = 0,
        to id: String = "X.1_"
    ) -> String {
        edited(text) { file throws(EditRefusal) in
            try file.pin([.init(role: role, index: index, versionID: id)], inEntryAt: file.entry(0))
        }
    }

    /// An entry whose first training manifest is the given text.
    private func entry(_ manifest: String) -> String {
        "versions:\n- name: a\n  datasets:\n    training:\n    - \(manifest)\n    - s3://b/c # c\n    testing: auto\n"
    }

    @Test(
        "A version id behind a URI, or as the value of `version`",
        arguments: [
            ("s3://b/k # c", "s3://b/k?versionId=X.1_ # c"),
            ("'s3://b/k' # c", "'s3://b/k?versionId=X.1_' # c"),
            (#""s3://b/\u00e9""#, #""s3://b/\u00e9?versionId=X.1_""#),
            ("!!str s3://b/é", "!!str s3://b/é?versionId=X.1_"),
            ("&x s3://b/é", "&x s3://b/é?versionId=X.1_"),
            ("s3://${var:B}/k", "s3://${var:B}/k?versionId=X.1_"),
            ("{bucket: b, key: k}", "{bucket: b, key: k, version: X.1_}"),
            ("{bucket: b, key: k, version: null} # c", "{bucket: b, key: k, version: X.1_} # c"),
            ("{ bucket: b, version: ~ , key: k }", "{ bucket: b, version: X.1_ , key: k }"),
            (#"{"bucket":"b","version":null,"key":"k"}"#, #"{"bucket":"b","version":"X.1_","key":"k"}"#),
            (#"{"bucket":"b","key":"k"}"#, #"{"bucket":"b","key":"k", "version": "X.1_"}"#),
            ("bucket: b\n      key: k # c", "bucket: b\n      key: k # c\n      version: X.1_"),
            ("key: k?\n      bucket: b", "key: k?\n      version: X.1_\n      bucket: b"),
            ("bucket: b\n      version: # c\n      key: k", "bucket: b\n      version: X.1_ # c\n      key: k"),
            ("bucket: b\n      key: k\n      version:", "bucket: b\n      key: k\n      version: X.1_"),
        ]
    )
    func notations(before: String, after: String) {
        #expect(pinned(entry(before)) == entry(after))
        let windows = { (text: String) in
            text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        }
        #expect(pinned(windows(entry(before))) == windows(entry(after)))
    }

    @Test("In brackets a URI gets quotes: PyYAML ends a plain text at `?` there")
    func flow() {
        #expect(
            pinned("versions: [{name: a, datasets: {training: [s3://b/k, s3://b/l], testing: auto}}]\n", .training, 1)
                == #"versions: [{name: a, datasets: {training: [s3://b/k, "s3://b/l?versionId=X.1_"], testing: auto}}]"#
                + "\n"
        )
    }

    @Test("Manifests for testing, and several pins")
    func testing() {
        #expect(
            pinned("versions:\n- {name: a, datasets: {testing: {assets: ['s3://b/k']}}}\n", .testing)
                == "versions:\n- {name: a, datasets: {testing: {assets: ['s3://b/k?versionId=X.1_']}}}\n"
        )
        let text =
            "versions:\n- name: a\n  datasets:\n    testing: [{bucket: b, key: k}]\n    training:\n    - bucket: b\n      key: k"
        #expect(
            edited(text) { file throws(EditRefusal) in
                try file.insert(shortEntry, inListOf: 0, at: .last)
                try file.pin(
                    [
                        .init(role: .training, index: 0, versionID: "1.10"),
                        .init(role: .testing, index: 0, versionID: "null"),
                    ],
                    inEntryAt: file.entry(0)
                )
                try file.pin([.init(role: .training, index: 0, versionID: "1.10")], inEntryAt: file.entry(0))
            }
                == """
                versions:
                - name: a
                  datasets:
                    testing: [{bucket: b, key: k, version: "null"}]
                    training:
                    - bucket: b
                      key: k
                      version: "1.10"
                - name: new
                """
        )
    }

    @Test(
        "What is shared, pinned or not in the entry is refused",
        arguments: [
            (
                "d: &d [s3://b/k]\nversions:\n- name: a\n  datasets: {training: *d}\n",
                """
                refused 4:24: the value is shared: `*d` repeats a value that other places may use too \
                -> 1:4 the shared value is here
                """
            ),
            (
                "versions:\n- name: a\n  datasets: &d {training: [s3://b/k]}\n- {name: b, datasets: *d}\n",
                "refused 3:13: the value is shared: `*d` repeats it elsewhere -> 4:23 it is repeated here"
            ),
            (
                "versions:\n- name: a\n  datasets: {training: [&u s3://b/k, *u]}\n",
                "refused 3:25: the value is shared: `*u` repeats it elsewhere -> 3:38 it is repeated here"
            ),
            (
                "x: &x {datasets: {training: [s3://b/k]}}\nversions:\n- name: a\n  <<: *x\n",
                """
                refused 3:3: `datasets` is not written here: it comes from a merge key (`<<`) \
                -> 1:4 it is merged here
                """
            ),
            (
                "defaults:\n  datasets: {training: [s3://b/k]}\nversions:\n- name: a\n",
                """
                refused 4:3: `datasets` comes from `defaults`: a change there changes other versions too \
                -> 2:3 it is written here
                """
            ),
            ("versions:\n- name: a\n", "refused 2:3: `datasets` is missing here"),
            (
                "versions:\n- datasets: {training: ['s3://b/k?versionId=Y']}\n",
                "refused 2:25: the manifest has a version id, or a key that contains `?`"
            ),
            (
                "versions:\n- datasets: {training: [{key: k, version: Y}]}\n",
                "refused 2:43: the manifest has a version id, or a key that contains `?`"
            ),
            (
                "versions:\n- datasets: {training: [\"${var:U:-s3://b/k?versionId=Y}\"]}\n",
                "refused 2:25: the manifest has a version id, or a key that contains `?`"
            ),
            ("versions:\n- datasets: {training: []}\n", "refused 2:24: `training` has no manifest 1 here"),
            ("versions:\n- datasets: {training: project}\n", "refused 2:24: `training` has no manifest 1 here"),
            (
                "versions:\n- datasets:\n    training:\n    - |-\n      s3://b/k\n",
                "refused 4:7: this notation is not edited in place"
            ),
            (
                "versions:\n- datasets: {training: [{bucket: b}]}\n",
                "refused 2:25: the manifest has no `key` of its own"
            ),
            (
                "versions:\n- datasets:\n    training:\n    - version: !!null\n      key: k\n",
                "refused 4:16: this notation is not edited in place"
            ),
        ]
    )
    func refusals(text: String, refusal: String) {
        #expect(pinned(text) == refusal)
    }

    @Test func versionIDs() {
        #expect(pinned(entry("s3://b/k"), to: "a&b").hasPrefix("refused 5:7: the version id `a&b` has a character"))
        #expect(pinned(entry("{key: k}"), to: "a: ${b}") == entry(#"{key: k, version: "a: $${b}"}"#))
        #expect(
            edited(entry("s3://b/k")) { file throws(EditRefusal) in
                for id in ["1", "2"] {
                    try file.pin([.init(role: .training, index: 0, versionID: id)], inEntryAt: file.entry(0))
                }
            } == "refused 2:3: a manifest gets two version ids"
        )
    }
}
