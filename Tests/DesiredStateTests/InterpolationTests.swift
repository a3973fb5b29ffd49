import DesiredState
import Diagnostics
import ModelVersions
import Testing
import YAMLTree

/// `${var:NAME}`, `${var:NAME:-default}` and the same with `env`.
struct InterpolationTests {
    /// The description from a scalar in YAML notation.
    private func description(_ scalar: String, _ variables: [String: String] = [:]) throws -> String? {
        let (state, diagnostics) = read(
            version("name: a\noutput: s3://bucket/\ndescription: \(scalar)"),
            variables: variables
        )
        #expect(diagnostics.map(\.message) == [])
        return try settings(state).description?.text
    }

    private func settings(_ state: DesiredState, _ index: Int = 0) throws -> TrainingSettings {
        let version = try #require(state.projects.first?.versions[index])
        guard case .trained(let settings) = version.intent else { throw NotTrained() }
        return settings
    }

    private struct NotTrained: Error {}

    @Test(
        "What stands for a reference",
        arguments: [
            ("${var:STAGE}", "staging"), ("a ${var:STAGE} b", "a staging b"),
            ("${var:STAGE}${var:STAGE}", "stagingstaging"),
            ("${var:STAGE:-prod}", "staging"), ("${var:UNSET:-prod}", "prod"), ("${var:EMPTY:-prod}", "prod"),
            ("x${var:UNSET:-}", "x"), ("x${var:EMPTY}", "x"), ("${var:UNSET:-a:-b}", "a:-b"),
            ("'${var:STAGE}'", "staging"), ("\"${var:STAGE}\"", "staging"), ("\"\\x24{var:STAGE}\"", "staging"),
            (">-\n      ${var:STAGE}", "staging"), ("!!str ${var:STAGE}", "staging"), ("${var:_1}", "first"),
            ("${var:stage}", "other"),
            // A value is always a text. References in it are not replaced.
            ("${var:NULL}", "null"), ("${var:NUMBER}", "1.10"), ("x${var:HASH}", "x: a, b"),
        ]
    )
    func value(scalar: String, expected: String) throws {
        let variables = [
            "STAGE": "staging", "EMPTY": "", "_1": "first", "stage": "other", "NULL": "null", "NUMBER": "1.10",
            "HASH": ": a, b",
        ]
        #expect(try description(scalar, variables) == expected)
    }

    @Test(
        "What stands for itself",
        arguments: [
            ("s3://bucket/$", "$"), ("s3://bucket/$a{b}", "$a{b}"), ("s3://bucket/{a}$", "{a}$"),
            ("s3://bucket/$${var:X}", "${var:X}"), ("s3://bucket/$${", "${"), ("s3://bucket/$$", "$$"),
            ("s3://bucket/$$$${var:X}", "$${var:X}"), ("s3://bucket/$$${var:X}", "$x"),
            ("s3://bucket/$$$$${var:X}", "$$x"), ("s3://bucket/$${a}${var:X}", "${a}x"),
            ("s3://bucket/${var:TEMPLATE}", "${var:X}$${"),
        ]
    )
    func dollars(output: String, prefix: String) throws {
        let (state, diagnostics) = read(
            version("name: a\noutput: \(output)"),
            variables: ["X": "x", "TEMPLATE": "${var:X}$${"]
        )
        #expect(diagnostics.map(\.message) == [])
        #expect(try settings(state).output.prefix == prefix)
    }

    @Test func everyField() throws {
        let text = """
            apiVersion: rekon/${var:V}
            project: arn:aws:rekognition:${var:REGION}:111122223333:project/signs-${var:STAGE}/1690556789012
            defaults:
              output: s3://${var:BUCKET}/out/
              tags: { stage: "${var:STAGE}", empty: "${var:EMPTY}", no: '${var:NULL}' }
              expect: { minF1Score: "${var:F1:-0.8}" }
            versions:
              - name: v-${var:STAGE}
                output: { bucket: "${var:BUCKET}", prefix: "${var:EMPTY:-}" }
                kmsKey: alias/${var:STAGE}
                datasets:
                  training: [ "s3://${var:BUCKET}/m", { bucket: "${var:BUCKET}", key: "${var:STAGE}/m" } ]
                  testing: ${var:TESTING:-auto}
                expect:
                  minF1Score: ${var:F1}
                featureConfig: { contentModeration: { confidenceThreshold: '${var:SURE:-50}' } }
              - name: b
                datasets: ${var:DATASETS:-project}
              - name: c
                datasets: { training: [ s3://abc/m ], testing: { autoCreate: "${var:YES}" } }
              - name: d
                retired: ${var:YES}

            """
        let (state, diagnostics) = read(
            text,
            variables: [
                "V": "v1", "REGION": "eu-west-1", "STAGE": "prod", "BUCKET": "acme", "EMPTY": "", "NULL": "null",
                "F1": "0.9", "YES": "true",
            ]
        )
        #expect(diagnostics.map(\.message) == [])
        let project = try #require(state.projects.first)
        #expect(project.arn.text == "arn:aws:rekognition:eu-west-1:111122223333:project/signs-prod/1690556789012")
        #expect(project.versions.map(\.name.text) == ["v-prod", "b", "c", "d"])
        let first = try settings(state)
        #expect(first.output.description == "s3://acme/")
        #expect(first.kmsKey?.text == "alias/prod")
        #expect(first.confidenceThreshold?.percent == 50)
        let manifests = try ["s3://acme/m", "s3://acme/prod/m"].map { try ManifestLocation(uri: $0) }
        #expect(first.datasets == .manifests(training: manifests, testing: .autoCreate))
        #expect(project.versions[0].tags.all.map(\.value) == ["", "null", "prod"])
        #expect(project.versions.map(\.expectation.minimumF1Score) == [0.9, 0.9, 0.9, 0.9])
        #expect(try settings(state, 1).datasets == .project)
        #expect(project.versions[3].intent == .retired)
        #expect(state.sources[project.arn, project.versions[1].name]?.description == "f.yaml:17:5")
    }

    /// Lines of a version from line 6, column 5 on, and their errors.
    static let mistakes: [(String, [String])] = [
        ("kmsKey: ${var:UNSET}", ["6:13: the variable `UNSET` is not set"]),
        ("kmsKey: alias/${var:UNSET}", ["6:19: the variable `UNSET` is not set"]),
        ("description: 'é ${var:UNSET}'", ["6:21: the variable `UNSET` is not set"]),
        ("description: \"${var:A}${var:UNSET}\"", ["6:27: the variable `UNSET` is not set"]),
        // The scalar's start, because the file does not have the text literally.
        (
            "description: '${var:UNSET} é ${var:OTHER}'",
            ["6:19: the variable `UNSET` is not set", "6:34: the variable `OTHER` is not set"]
        ),
        ("description: \"\\t${var:UNSET}\"", ["6:18: the variable `UNSET` is not set"]),
        ("description: &a x${var:UNSET}", ["6:18: the variable `UNSET` is not set"]),
        ("description: |\n  x${var:UNSET}", ["6:18: the variable `UNSET` is not set"]),
        ("description: x\n  ${var:UNSET}", ["6:18: the variable `UNSET` is not set"]),
        ("kmsKey: ${var:A", ["6:13: this `${` has no `}`"]),
        ("kmsKey: ${", ["6:13: this `${` has no `}`"]),
        ("kmsKey: ${var:A/${var:A}", ["6:13: this `${` has no `}`"]),
        (
            "kmsKey: ${A}",
            ["6:13: `${A}` is not supported: use `${var:NAME}` or `${var:NAME:-default}`"]
        ),
        (
            "kmsKey: ${ssm:/a/b}",
            ["6:13: `${ssm:/a/b}` is not supported: use `${var:NAME}` or `${var:NAME:-default}`"]
        ),
        ("kmsKey: ${var:}", ["6:13: `` is not a valid name for a variable"]),
        ("kmsKey: ${var:1A}", ["6:13: `1A` is not a valid name for a variable"]),
        ("kmsKey: ${var:A-b}", ["6:13: `A-b` is not a valid name for a variable"]),
        ("kmsKey: ${var:A:b}", ["6:13: `A:b` is not a valid name for a variable"]),
        (
            "kmsKey: ${var:A:-${var:A}}",
            ["6:13: the default of `A` contains another `${`: a default is plain text up to the next `}`"]
        ),
        (
            "${var:A}: alias/x",
            ["6:5: a key must not contain `${`: only values can contain variables"]
        ),
        (
            "tags: { 'a${var:A}': x }",
            ["6:13: a key must not contain `${`: only values can contain variables"]
        ),
        (
            "kmsKey: ${var:SPACE}",
            [
                "6:13: `kmsKey` may contain only letters a-z and A-Z, digits and `:_/+=,@.-` (the value contains the variable `SPACE`)"
            ]
        ),
        (
            "kmsKey: ${var:SPACE}${var:UNSET:-x y}",
            [
                "6:13: `kmsKey` may contain only letters a-z and A-Z, digits and `:_/+=,@.-` (the value contains the variables `SPACE`, `UNSET` by its default)"
            ]
        ),
        ("description: x${var:BYTES}", ["6:19: the variable `BYTES` is not UTF-8 text"]),
        (
            "description: ${var:EMPTY}",
            ["6:18: `description` must not be empty (the value contains the variable `EMPTY`)"]
        ),
        (
            "retired: ${var:A}",
            ["6:14: `retired` must be `true` or `false` (the value contains the variable `A`)"]
        ),
        (
            "expect: { minF1Score: '${var:A}' }",
            [
                "6:27: `minF1Score` must be a number from 0 to 1, written without quotes (the value contains the variable `A`)"
            ]
        ),
    ]

    @Test("Each error is reported once, at its place", arguments: mistakes)
    func mistake(lines: String, expected: [String]) {
        let text = version("name: a\noutput: s3://bucket/\n\(lines)")
        let variables = ["A": "a", "SPACE": "a b", "EMPTY": "", "BYTES": "x\u{FFFD}"]
        #expect(complaints(text, variables: variables) == expected)
    }

    @Test(
        "An error quotes only the beginning of a long text",
        arguments: [
            "description: '${LONG}'", "description: '${var:LONG-}'", "description: '${var:LONG:-${a}'",
            "description: '${var:LONG}'", "description: '${env:LONG}'", "LONG: a", "tags: { LONG: 'a' }",
            "description: *LONG", "description: !LONG a", "output: LONG", "kmsKey: !!null LONG", "LONG: a\nLONG: b",
            "datasets: { training: ['s3://LONG/a'] }",
        ]
    )
    func longErrors(line: String) {
        let line = line.replacing("LONG", with: String(repeating: "x", count: 500))
        let found = complaints(version("name: a\n\(line)"), variables: [:])
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.utf8.count < 450 }, "\(found)")
    }

    @Test("A value is never parsed as YAML")
    func injection() throws {
        let value = "x\nretired: true\n  - name: b # \" ' }"
        let (state, diagnostics) = read(
            version("name: a\noutput: s3://bucket/${var:X}\n"),
            variables: ["X": value]
        )
        // The line breaks of the value are part of it, and are warned about.
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(state.versionCount == 1)
        #expect(try settings(state).output.prefix == value)
    }

    private func described(as value: String, _ variables: Variables) -> (value: String?, complaints: [String]) {
        let text = version("name: a\noutput: s3://bucket/\ndescription: \(value)")
        let documents = YAMLParser.parse(Array(text.utf8), path: "f.yaml").documents
        let (state, diagnostics) = DesiredStateReader.read(documents, variables: variables)
        return (try? settings(state).description?.text, diagnostics.map { "\($0.message): \($0.help ?? "")" })
    }

    @Test("A variable comes from --var, then from REKON_VAR_NAME, then from an allowed environment variable")
    func order() {
        let environment = ["REKON_VAR_A": "second", "A": "third"]
        func value(given: [String: String], _ environment: [String: String], allowing: Set<String> = ["A"]) -> String? {
            described(as: "${var:A:-none}", Variables(given: given, allowing: allowing) { environment[$0] }).value
        }
        #expect(value(given: ["A": "first"], environment) == "first")
        #expect(value(given: [:], environment) == "second")
        #expect(value(given: [:], ["A": "third"]) == "third")
        #expect(value(given: [:], ["A": "third"], allowing: []) == "none")
        #expect(value(given: [:], ["a": "third", "REKON_VAR_a": "x"]) == "none")
    }

    @Test(
        "An environment variable can be read only if the command line allows its name",
        arguments: ["AWS_SECRET_ACCESS_KEY", "CI_REPOSITORY_URL", "DOCKER_AUTH_CONFIG", "PATH", "STAGE", "REKON_VAR_A"]
    )
    func environment(name: String) {
        let variables = Variables(allowing: ["OTHER"]) { _ in "hush" }
        for value in ["${env:\(name)}", "${env:\(name):-x}"] {
            let (found, complaints) = described(as: value, variables)
            #expect(found == nil)
            #expect(complaints.count == 1)
            #expect(complaints[0].hasPrefix("the command line does not allow the environment variable `\(name)`: "))
            #expect(complaints[0].contains("`--allow-env \(name)`"))
            #expect(!complaints[0].contains("hush"))
        }
        #expect(described(as: "${env:OTHER}", variables).value == "hush")
        #expect(described(as: "${var:OTHER}", variables).value == "hush")
    }

    @Test(
        "A URL with a user or a password is refused, also if several variables make it",
        arguments: [
            ("${var:A}", "https://user:canary@host/x"), ("${var:A}", "postgres://canary@host"),
            ("https://${var:A}@host/", "user:canary"), ("x ${var:A}", "a://b c://user:canary@host"),
            ("https:/${var:A}", "/user:canary@host"),
        ]
    )
    func userInformation(template: String, value: String) {
        let (found, complaints) = described(as: template, Variables(given: ["A": value]) { _ in nil })
        #expect(found == nil)
        #expect(complaints.count == 1)
        #expect(
            complaints[0].hasPrefix(
                "the value is a URL with a user or a password (the value contains the variable `A`)"
            )
        )
        #expect(!complaints[0].contains("canary"))
    }

    @Test(
        "Other values with an `@` are accepted",
        arguments: ["a@b", "https://host/a@b", "s3://b?x=a@b", "a:b@c", "://"]
    )
    func noUserInformation(value: String) throws {
        let (state, diagnostics) = read(version("name: a\noutput: s3://bucket/x${var:A}"), variables: ["A": value])
        #expect(diagnostics.filter { $0.severity == .error }.isEmpty)
        #expect(try settings(state).output.prefix == "x" + value)
    }

    @Test(
        "No message contains the value of a variable",
        arguments: [
            "project: ${var:A}", "project: arn:aws:${var:A}:us-east-1:111122223333:project/a/1",
            "project: arn:aws:rekognition:us-east-1:${var:A}:project/a/1",
            "project: arn:aws:rekognition:us-east-1:111122223333:project/${var:A}/1", "apiVersion: ${var:A}",
            "versions: [{name: '${var:A}', output: s3://b/}]", "versions: [{name: a, output: '${var:A}'}]",
            "versions: [{name: a, output: 's3://${var:A}/x'}]", "versions: [{name: a, output: {bucket: '${var:A}'}}]",
            "versions: [{name: a, output: s3://abc/, kmsKey: '${var:A}'}]",
            "versions: [{name: a, output: s3://abc/, datasets: '${var:A}'}]",
            "versions: [{name: a, output: s3://abc/, datasets: {training: ['${var:A}'], testing: auto}}]",
            "versions: [{name: a, output: s3://abc/, datasets: {training: ['s3://abc/m?x=${var:A}'], testing: auto}}]",
            "versions: [{name: a, output: s3://abc/, datasets: {training: [s3://abc/m], testing: '${var:A}'}}]",
            "versions: [{name: a, output: s3://abc/, expect: {minF1Score: '${var:A}'}}]",
            "versions: [{name: a, output: s3://abc/, retired: '${var:A}'}]", "ignoreUnmanaged: ['[${var:A}']",
            "versions: [{name: a, retired: true, tags: {b: '${var:A}'}}]",
        ]
    )
    func values(line: String) {
        let key = line.prefix { $0 != ":" }
        let lines = [
            "apiVersion: rekon/v1", "project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012",
            "versions: []",
        ]
        let text = (lines.filter { !$0.hasPrefix(key + ":") } + [line]).joined(separator: "\n") + "\n"
        let (_, diagnostics) = read(text, variables: ["A": "\u{1}CANARY é"])
        #expect(!diagnostics.isEmpty)
        for diagnostic in diagnostics {
            #expect(!"\(diagnostic)".contains("CANARY") && !"\(diagnostic)".contains("é"), "\(diagnostic)")
        }
    }

    @Test("Names are compared with their variables replaced")
    func duplicates() {
        let text =
            head + "versions:\n  - { name: v-prod, retired: true }\n  - { name: 'v-${var:STAGE}', retired: true }\n"
        #expect(complaints(text, variables: ["STAGE": "staging"]) == [])
        #expect(
            complaints(text, variables: ["STAGE": "prod"]) == [
                "5:5: a version with this name (the value contains the variable `STAGE`) is already described for project `signs`"
            ]
        )
    }

    @Test("Anchors and merged mappings have values, and report an error once")
    func anchors() throws {
        let text =
            head + """
                defaults: &all { output: "s3://${var:BUCKET}/", description: &text '${var:STAGE}' }
                versions:
                  - { <<: *all, name: a, tags: { stage: *text } }
                  - { <<: *all, name: b }

                """
        let (state, diagnostics) = read(text, variables: ["BUCKET": "acme", "STAGE": "prod"])
        #expect(diagnostics.map(\.message) == [])
        #expect(state.projects[0].versions[0].tags.all.map(\.value) == ["prod"])
        #expect(try settings(state, 1).output.description == "s3://acme/")
        #expect(
            complaints(text) == [
                "3:32: the variable `BUCKET` is not set",
                "3:62: the variable `STAGE` is not set",
            ]
        )
    }

    @Test("A scalar with variables has a limit")
    func scalarLimit() throws {
        let text = version("name: a\noutput: s3://bucket/${var:X}${var:X}")
        let half = String(repeating: "x", count: 8192)
        #expect(
            complaints(text, variables: ["X": half]) == [
                "5:13: with its variables this value exceeds 16384 bytes, the limit"
            ]
        )
        // The same with a variable that occurs a hundred thousand times.
        let many = version(
            "name: a\noutput: s3://bucket/" + String(repeating: "${var:X}", count: 100_000)
        )
        #expect(complaints(many, variables: ["X": half]).count == 1)
    }

    @Test("References without a value or with a mistake are read once each", .timeLimit(.minutes(30)))
    func manyReferences() {
        for part in ["${x}", "${var:A-}", "${var:A}", "$${", "${"] {
            let text = version("name: a\noutput: s3://bucket/" + String(repeating: part, count: 20_000))
            #expect((1...100).contains(complaints(text).count))
        }
    }

    @Test("A text without variables has only its own limits")
    func longTexts() {
        let text = version("name: a\noutput: s3://bucket/$" + String(repeating: "x", count: 20000))
        #expect(complaints(text) == ["5:13: `output` may have a prefix of at most 1024 characters; it has 20001"])
    }
}
