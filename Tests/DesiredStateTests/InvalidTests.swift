import DesiredState
import Diagnostics
import Testing
import YAMLTree

struct InvalidTests {
    /// Lines of a version from line 4, column 5 on, and their errors.
    static let versions: [(String, [String])] = [
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { overwritten: weekly }",
            ["6:18: `until` is missing in `acknowledge`"]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { until: 2027-01-31 }",
            ["6:18: `acknowledge` names no finding"]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { overwriten: a, untill: 2027-01-31 }",
            [
                "6:20: unknown key `overwriten` in `acknowledge`; did you mean `overwritten`?",
                "6:35: unknown key `untill` in `acknowledge`; did you mean `until`?",
            ]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { manifest-gone: a, until: 2027-01-31 }",
            ["6:20: unknown key `manifest-gone` in `acknowledge`; did you mean `gone`?"]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { unmanaged: a, until: 2027-01-31 }",
            ["6:20: unknown key `unmanaged` in `acknowledge`"]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { gone: '', until: 2027-02-29 }",
            [
                "6:26: the reason for `gone` must not be empty",
                "6:37: `until` is not a day of the calendar",
            ]
        ),
        (
            "name: a\noutput: s3://bucket/\nacknowledge: { gone: a, until: 31.01.2027 }",
            ["6:36: `until` must be a date, as in `2027-01-31`"]
        ),
        ("name: a", ["4:5: version `a` has no `output`"]),
        ("output: s3://bucket/", ["4:5: the version has no `name`"]),
        (
            "name: a b\noutput: s3://bucket/",
            ["4:11: `name` may contain only letters a-z and A-Z, digits, `_`, `.` and `-`; found a space"]
        ),
        ("name: null\noutput: s3://bucket/", ["4:11: `name` must be a string, not null"]),
        ("name:\noutput: s3://bucket/", ["4:10: `name` must be a string, not null"]),
        ("name: [a]\noutput: s3://bucket/", ["4:11: `name` must be a string, not a list"]),
        ("name: a\noutput: bucket", ["5:13: `output` must be an S3 URI, as in `s3://bucket/path`; found `bucket`"]),
        ("name: a\noutput: {}", ["5:13: `bucket` is missing"]),
        ("name: a\noutput: { bucket: x }", ["5:23: `bucket` must have at least 3 characters; it has 1"]),
        ("name: a\noutput: { bucket: abc, path: x }", ["5:28: unknown key `path` in `output`"]),
        (
            "name: a\noutput: s3://bucket/\nkmskey: alias/x",
            ["6:5: unknown key `kmskey` in a version; did you mean `kmsKey`?"]
        ),
        (
            // For Swift it is equal to the key: its K is U+212A, the sign for kelvin.
            "name: a\noutput: s3://bucket/\nkms\u{212A}ey: alias/x",
            ["6:5: unknown key `kms\u{212A}ey`, with U+212A (kelvin sign), in a version"]
        ),
        (
            "name: a\noutput: s3://bucket/\nt\u{430}gs: {}",
            ["6:5: unknown key `t\u{430}gs`, with U+0430 (cyrillic small letter a), in a version"]
        ),
        ("name: a\noutput: s3://bucket/\nнора: a", ["6:5: unknown key `нора` in a version"]),
        (
            "name: a\noutput: s3://bucket/\nKmsKeyId: alias/x",
            ["6:5: unknown key `KmsKeyId` in a version; did you mean `kmsKey`?"]
        ),
        (
            "name: a\noutput: s3://bucket/\nTrainingData: []",
            ["6:5: unknown key `TrainingData` in a version; did you mean `datasets.training`?"]
        ),
        (
            "name: a\noutput: s3://bucket/\nkmsKey: a b",
            ["6:13: `kmsKey` may contain only letters a-z and A-Z, digits and `:_/+=,@.-`; found a space"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndescription: 100%",
            ["6:18: `description` may contain only letters a-z and A-Z, digits, spaces and `-_.()':,;?`; found `%`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: projects",
            ["6:15: `datasets` must be `project`, or a mapping with `training` and `testing`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: {}",
            ["6:15: `datasets` must be `project`, or a mapping with `training` and `testing`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m] }",
            ["6:15: `training` requires `testing`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m], testing: [] }",
            ["6:53: `testing` must list at least one manifest"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { testing: none }",
            ["6:15: `testing` requires `training`: the service takes both or neither"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { testing: auto }",
            ["6:15: `testing` requires `training`: the service takes both or neither"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [], testing: auto }",
            ["6:27: `training` must list at least one manifest"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: s3://bucket/m, testing: auto }",
            ["6:27: `training` must be a list, not a single value"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket], testing: auto }",
            ["6:28: a manifest must name an object, as in `s3://bucket/train.manifest`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [{bucket: abc}], testing: auto }",
            ["6:28: `key` is missing"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m], testing: yes }",
            ["6:53: `testing` must be `auto`, `none`, a list of manifests, or a mapping"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m], testing: {} }",
            ["6:53: `testing` has no data: list `assets`, or write `testing: auto` or `testing: none`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m], testing: { assets: [s3://bucket/t], autoCreate: true } }",
            ["6:53: `autoCreate: true` and `assets` contradict each other: use one of them"]
        ),
        (
            "name: a\noutput: s3://bucket/\ndatasets: { training: [s3://bucket/m], testing: { autoCreate: yes } }",
            ["6:67: `autoCreate` must be `true` or `false`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ntags: [a]",
            ["6:11: `tags` must be a mapping (`key: value`), not a list"]
        ),
        (
            "name: a\noutput: s3://bucket/\ntags: { aws:x: y }",
            ["6:13: the tag key `aws:x` must not start with `aws:`, which is reserved for AWS"]
        ),
        (
            "name: a\noutput: s3://bucket/\ntags: { x: }",
            ["6:16: the value of tag `x` must be a string, not null"]
        ),
        (
            "name: a\noutput: s3://bucket/\ntags: { x: 'a#b' }",
            ["6:16: the value of tag `x` may contain only letters, digits, spaces and `_.:/=+-@`; found `#`"]
        ),
        (
            "name: a\noutput: s3://bucket/\ntags: { \u{C5}: '1', \u{212B}: '2' }",
            ["6:5: the tag key `\u{212B}` occurs twice, in two Unicode spellings that look alike"]
        ),
        ("name: a\noutput: s3://bucket/\nretired: yes", ["6:14: `retired` must be `true` or `false`"]),
        (
            "name: a\noutput: s3://bucket/\nexpect: { minF1Score: 2 }",
            ["6:27: `minF1Score` must be a number from 0 to 1, written without quotes"]
        ),
        (
            "name: a\noutput: s3://bucket/\nexpect: { minF1Score: '0.5' }",
            ["6:27: `minF1Score` must be a number from 0 to 1, written without quotes"]
        ),
        (
            "name: a\noutput: s3://bucket/\nexpect: { minF1Score: nan }",
            ["6:27: `minF1Score` must be a number from 0 to 1, written without quotes"]
        ),
        ("name: a\noutput: s3://bucket/\nexpect: {}", ["6:13: `minF1Score` is missing"]),
        (
            "name: a\noutput: s3://bucket/\nfeatureConfig: { contentModeration: { confidenceThreshold: 101 } }",
            ["6:64: `confidenceThreshold` must be a number from 0 to 100, written without quotes"]
        ),
        ("name: a\nname: b\noutput: s3://bucket/", ["5:5: duplicate key `name`"]),
    ]

    @Test(arguments: versions)
    func version(_ lines: String, expected: [String]) {
        #expect(complaints(DesiredStateTests.version(lines)) == expected)
    }

    static let documents: [(String, [String])] = [
        ("a\n", ["1:1: a document must be a mapping (`key: value`), not a single value"]),
        ("---\n", ["2:1: the document is empty"]),
        (
            "versions: []\n",
            ["1:1: `apiVersion` is missing", "1:1: `project` is missing"]
        ),
        (
            "apiVersion: rekon/v2\nproject: x\nversions: a\n",
            [
                "1:13: this version of rekon does not support `apiVersion: rekon/v2`",
                "2:10: `project` must be a project ARN, as in `arn:aws:rekognition:us-east-1:111122223333:project/NAME/1690556789012`",
                "3:11: `versions` must be a list, not a single value",
            ]
        ),
        (head, ["1:1: `versions` is missing"]),
        (
            head + "versions: []\nignoreUnmanaged: console-*\n",
            ["4:18: `ignoreUnmanaged` must be a list, not a single value"]
        ),
        (
            head + "versions: []\nignoreUnmanaged: [ ok, 'a[', '', '[z-a]', null, {a: b} ]\n",
            [
                "4:24: a pattern of `ignoreUnmanaged` has a `[` without its `]`",
                "4:30: a pattern of `ignoreUnmanaged` must not be empty",
                "4:34: a pattern of `ignoreUnmanaged` has a range in `[...]` that runs backwards",
                "4:43: a pattern of `ignoreUnmanaged` must be a string, not null",
                "4:49: a pattern of `ignoreUnmanaged` must be a string, not a mapping",
            ]
        ),
        (
            head + "versions: []\nignoreUnmanged: []\n",
            ["4:1: unknown key `ignoreUnmanged` in a document; did you mean `ignoreUnmanaged`?"]
        ),
        (head + "versions: [x]\n", ["3:12: a version must be a mapping (`key: value`), not a single value"]),
        (
            head + "version: []\n",
            ["1:1: `versions` is missing", "3:1: unknown key `version` in a document; did you mean `versions`?"]
        ),
        (
            head + "defaults: { name: x, output: nowhere }\nversions: [{name: a}, {name: b}]\n",
            [
                "3:13: unknown key `name` in `defaults`",
                "3:30: `output` must be an S3 URI, as in `s3://bucket/path`; found `nowhere`",
            ]
        ),
        (
            head + "defaults: { ouput: s3://bucket/ }\nversions: [{name: a}, {name: b, expect: {minF1: 1}}]\n",
            [
                "3:13: unknown key `ouput` in `defaults`; did you mean `output`?",
                "4:42: unknown key `minF1` in `expect`; did you mean `minF1Score`?",
            ]
        ),
        (
            head + "defaults: { output: s3://bucket/ }\nversions: [{name: a, kmsKey: }, {name: b, kmsKey: !!null x}]\n",
            ["4:30: `kmsKey` must be a string, not null", "4:51: `kmsKey` must be a string, not null"]
        ),
        (
            head + "defaults: { output: s3://bucket/ }\nversions:\n  - name: a\n  - name: b\n  - name: a\n",
            ["7:5: version `a` is already described for project `signs`"]
        ),
    ]

    @Test(arguments: documents)
    func document(_ text: String, expected: [String]) {
        #expect(complaints(text) == expected)
    }

    @Test func duplicateAcrossFiles() throws {
        let text = head + "versions: [{name: a, output: s3://bucket/}]\n"
        let diagnostics = read([("b.yaml", text), ("a.yaml", text)]).diagnostics
        let duplicate = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(duplicate.location?.description == "b.yaml:3:12")
        #expect(duplicate.related.map(\.location.description) == ["a.yaml:3:12"])
    }

    @Test(
        "A duplicate is found in the same run as whatever else is wrong with one of the entries",
        arguments: [
            ("{name: a}", ":5: version `a` has no `output`"),
            ("{name: a, output: s3://bucket/, retired: yes}", ":46: `retired` must be `true` or `false`"),
            ("{name: a, output: s3:/}", ":23: `output` must be an S3 URI, as in `s3://bucket/path`; found `s3:/`"),
        ]
    )
    func duplicateOfAWrongEntry(wrong: String, complaint: String) {
        let (good, duplicate) = (
            "{name: a, output: s3://bucket/}", ":5: version `a` is already described for project `signs`"
        )
        #expect(complaints(head + "versions:\n  - \(wrong)\n  - \(good)\n") == ["4" + complaint, "5" + duplicate])
        // At one place: in the order of detection.
        #expect(
            Set(complaints(head + "versions:\n  - \(good)\n  - \(wrong)\n")) == ["5" + complaint, "5" + duplicate]
        )
    }

    @Test(
        "A duplicate is found in a document without a valid project too",
        arguments: [
            ("", "1:1: `project` is missing"),
            ("project: signs\n", "2:10: `project` must be an ARN, as in"),
        ]
    )
    func duplicateWithoutProject(project: String, complaint: String) {
        let version = "  - {name: a, output: s3://bucket/}\n"
        let found = complaints("apiVersion: rekon/v1\n\(project)versions:\n" + version + version)
        #expect(found.count == 2 && found.first?.hasPrefix(complaint.prefix(25)) == true, "\(found)")
        let line = project.isEmpty ? 4 : 5
        #expect(found.last == "\(line):5: version `a` is already described for this project")
    }

    @Test func duplicateUnderWrongDefaults() {
        let text = head + "defaults: { output: nowhere }\nversions: [{name: a}, {name: a}]\n"
        #expect(
            complaints(text) == [
                "3:21: `output` must be an S3 URI, as in `s3://bucket/path`; found `nowhere`",
                "4:23: version `a` is already described for project `signs`",
            ]
        )
    }

    @Test func tooManyTagsInDefaults() {
        let tags = (0..<201).map { "a\($0): x" }.joined(separator: ", ")
        let defaults = head + "defaults: { output: s3://bucket/, tags: {\(tags)} }\n"
        let complaint = "3:41: `tags` has 201 tags; the service takes at most 200"
        #expect(complaints(defaults + "versions: []\n") == [complaint])
        #expect(complaints(defaults + "versions: [{name: a}, {name: b}]\n") == [complaint])
    }

    private func file(_ project: String, _ count: Int) -> String {
        """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/\(project)/1690556789012
        defaults: {output: s3://bucket/out/}
        versions:

        """ + (0..<count).map { "- {name: v\($0)}\n" }.joined()
    }

    @Test("All files together have a limit of versions")
    func versionLimit() {
        func problems(_ text: String) -> [String] {
            var reader = DesiredStateReader(versionLimit: 50)
            reader.add(YAMLParser.parse(Array(text.utf8), path: "f.yaml").documents)
            return reader.diagnostics.map { "\($0.location?.line ?? 0): \($0.message)" }
        }
        #expect(problems(file("p", 50)).isEmpty)
        #expect(problems(file("p", 51)) == ["5: the files describe more than 50 versions, the limit"])
        #expect(problems(file("p", 30) + "---\n" + file("q", 20)).isEmpty)
        #expect(
            problems(file("p", 30) + "---\n" + file("q", 21)) == [
                "40: the files describe more than 50 versions, the limit"
            ]
        )
        #expect(DesiredStateReader.versionLimit == 40_000)
    }

    @Test("A longer file may describe more versions")
    func versionsOfLongFiles() {
        let file = YAMLParser.parse(Array(file("p", 30).utf8), path: "f.yaml")
        var reader = DesiredStateReader(versionLimit: 0)
        reader.add(file.documents, bytes: 30 * 40)
        #expect(!reader.diagnostics.hasErrors)
        reader = DesiredStateReader(versionLimit: 0)
        reader.add(file.documents, bytes: 30 * 40 - 1)
        #expect(reader.diagnostics.map(\.message) == ["the files describe more than 29 versions, the limit"])
    }

    @Test func veryManyErrorsAreCountedAndNotKept() {
        let keys = (0..<5000).map { "outptu\($0): x" }.joined(separator: ", ")
        let text = head + "versions: [{name: a, output: s3://bucket/, \(keys)}]\n"
        let list = DesiredStateReader.read(YAMLParser.parse(Array(text.utf8), path: "f.yaml").documents).diagnostics
        #expect(list.count == 100)
        #expect(list.omitted == 4900)
        #expect(list.first?.message == "unknown key `outptu0` in a version; did you mean `output`?")
    }

    @Test func tooManyTags() {
        let tags = (0..<150).map { "a\($0): x" }.joined(separator: ", ")
        let more = (0..<51).map { "b\($0): x" }.joined(separator: ", ")
        let text =
            head + "defaults: { output: s3://bucket/, tags: {\(tags)} }\nversions:\n  - { name: a, tags: {\(more)} }\n"
        #expect(
            complaints(text) == [
                "5:16: the version has 201 tags, including those of `defaults`; the service takes at most 200"
            ]
        )
    }

    @Test func everythingWrongIsSaidInOneRun() {
        let text = """
            apiVersion: rekon/v1
            project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1
            default: {}
            versions:
              - name: a b
                output: s3://bucket/
              - name: c
                output: s3://b
                tag: { a: b }
              - name: d
            """
        #expect(complaints(text).count == 5)
    }
}
