import DesiredState
import Diagnostics
import ModelVersions
import Testing

/// `${env:NAME}` and `${env:NAME:-default}`.
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
            ("${env:STAGE}", "staging"), ("a ${env:STAGE} b", "a staging b"),
            ("${env:STAGE}${env:STAGE}", "stagingstaging"),
            ("${env:STAGE:-prod}", "staging"), ("${env:UNSET:-prod}", "prod"), ("${env:EMPTY:-prod}", "prod"),
            ("x${env:UNSET:-}", "x"), ("x${env:EMPTY}", "x"), ("${env:UNSET:-a:-b}", "a:-b"),
            ("'${env:STAGE}'", "staging"), ("\"${env:STAGE}\"", "staging"), ("\"\\x24{env:STAGE}\"", "staging"),
            (">-\n      ${env:STAGE}", "staging"), ("!!str ${env:STAGE}", "staging"), ("${env:_1}", "first"),
            ("${env:stage}", "other"),
            // A value is always a text. References in it are not replaced.
            ("${env:NULL}", "null"), ("${env:NUMBER}", "1.10"), ("x${env:HASH}", "x: a, b"),
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
            ("s3://bucket/$${env:X}", "${env:X}"), ("s3://bucket/$${", "${"), ("s3://bucket/$$", "$$"),
            ("s3://bucket/$$$${env:X}", "$${env:X}"), ("s3://bucket/$$${env:X}", "$x"),
            ("s3://bucket/$$$$${env:X}", "$$x"), ("s3://bucket/$${a}${env:X}", "${a}x"),
            ("s3://bucket/${env:TEMPLATE}", "${env:X}$${"),
        ]
    )
    func dollars(output: String, prefix: String) throws {
        let (state, diagnostics) = read(
            version("name: a\noutput: \(output)"),
            variables: ["X": "x", "TEMPLATE": "${env:X}$${"]
        )
        #expect(diagnostics.map(\.message) == [])
        #expect(try settings(state).output.prefix == prefix)
    }

    @Test func everyField() throws {
        let text = """
            apiVersion: rekon/${env:V}
            project: arn:aws:rekognition:${env:REGION}:111122223333:project/signs-${env:STAGE}/1690556789012
            defaults:
              output: s3://${env:BUCKET}/out/
              tags: { stage: "${env:STAGE}", empty: "${env:EMPTY}", no: '${env:NULL}' }
              expect: { minF1Score: "${env:F1:-0.8}" }
            versions:
              - name: v-${env:STAGE}
                output: { bucket: "${env:BUCKET}", prefix: "${env:EMPTY:-}" }
                kmsKey: alias/${env:STAGE}
                datasets:
                  training: [ "s3://${env:BUCKET}/m", { bucket: "${env:BUCKET}", key: "${env:STAGE}/m" } ]
                  testing: ${env:TESTING:-auto}
                expect:
                  minF1Score: ${env:F1}
                featureConfig: { contentModeration: { confidenceThreshold: '${env:SURE:-50}' } }
              - name: b
                datasets: ${env:DATASETS:-project}
              - name: c
                datasets: { training: [ s3://abc/m ], testing: { autoCreate: "${env:YES}" } }
              - name: d
                retired: ${env:YES}

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
        ("kmsKey: ${env:UNSET}", ["6:13: the environment variable `UNSET` is not set"]),
        ("kmsKey: alias/${env:UNSET}", ["6:19: the environment variable `UNSET` is not set"]),
        ("description: 'é ${env:UNSET}'", ["6:21: the environment variable `UNSET` is not set"]),
        ("description: \"${env:A}${env:UNSET}\"", ["6:27: the environment variable `UNSET` is not set"]),
        // The scalar's start, because the file does not have the text literally.
        ("description: \"\\t${env:UNSET}\"", ["6:18: the environment variable `UNSET` is not set"]),
        ("description: &a x${env:UNSET}", ["6:18: the environment variable `UNSET` is not set"]),
        ("description: |\n  x${env:UNSET}", ["6:18: the environment variable `UNSET` is not set"]),
        ("description: x\n  ${env:UNSET}", ["6:18: the environment variable `UNSET` is not set"]),
        ("kmsKey: ${env:A", ["6:13: this `${` has no `}`"]),
        ("kmsKey: ${", ["6:13: this `${` has no `}`"]),
        ("kmsKey: ${env:A/${env:A}", ["6:13: this `${` has no `}`"]),
        (
            "kmsKey: ${A}",
            ["6:13: `${A}` is not supported: use `${env:NAME}` or `${env:NAME:-default}`"]
        ),
        (
            "kmsKey: ${ssm:/a/b}",
            ["6:13: `${ssm:/a/b}` is not supported: use `${env:NAME}` or `${env:NAME:-default}`"]
        ),
        ("kmsKey: ${env:}", ["6:13: `` is not a valid name for an environment variable"]),
        ("kmsKey: ${env:1A}", ["6:13: `1A` is not a valid name for an environment variable"]),
        ("kmsKey: ${env:A-b}", ["6:13: `A-b` is not a valid name for an environment variable"]),
        ("kmsKey: ${env:A:b}", ["6:13: `A:b` is not a valid name for an environment variable"]),
        (
            "kmsKey: ${env:A:-${env:A}}",
            ["6:13: the default of `A` contains another `${`: a default is plain text up to the next `}`"]
        ),
        (
            "${env:A}: alias/x",
            ["6:5: a key must not contain `${`: only values can contain variables"]
        ),
        (
            "tags: { 'a${env:A}': x }",
            ["6:13: a key must not contain `${`: only values can contain variables"]
        ),
        (
            "kmsKey: ${env:SPACE}",
            [
                "6:13: `kmsKey` may contain only letters a-z and A-Z, digits and `:_/+=,@.-`; found a space (`a b` comes from the environment variable `SPACE`)"
            ]
        ),
        (
            "kmsKey: ${env:SPACE}${env:UNSET:-x y}",
            [
                "6:13: `kmsKey` may contain only letters a-z and A-Z, digits and `:_/+=,@.-`; found a space (`a b` comes from the environment variable `SPACE`, `x y` is the default of `UNSET`)"
            ]
        ),
        ("description: x${env:BYTES}", ["6:19: the environment variable `BYTES` is not UTF-8 text"]),
        (
            "description: ${env:EMPTY}",
            ["6:18: `description` must not be empty (the environment variable `EMPTY` is empty)"]
        ),
        (
            "retired: ${env:A}",
            ["6:14: `retired` must be `true` or `false` (`a` comes from the environment variable `A`)"]
        ),
        (
            "expect: { minF1Score: '${env:A}' }",
            [
                "6:27: `minF1Score` must be a number from 0 to 1, written without quotes (`a` comes from the environment variable `A`)"
            ]
        ),
    ]

    @Test("Each error is reported once, at its place", arguments: mistakes)
    func mistake(lines: String, expected: [String]) {
        let text = version("name: a\noutput: s3://bucket/\n\(lines)")
        let variables = ["A": "a", "SPACE": "a b", "EMPTY": "", "BYTES": "x\u{FFFD}"]
        #expect(complaints(text, variables: variables) == expected)
    }

    @Test("A value is never parsed as YAML")
    func injection() throws {
        let value = "x\nretired: true\n  - name: b # \" ' }"
        let (state, diagnostics) = read(
            version("name: a\noutput: s3://bucket/${env:X}\n"),
            variables: ["X": value]
        )
        // The line breaks of the value are part of it, and are warned about.
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(state.versionCount == 1)
        #expect(try settings(state).output.prefix == value)
    }

    @Test(
        "A secret cannot be read into a plan",
        arguments: [
            "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_ACCESS_KEY_ID",
            "GITHUB_TOKEN", "PGPASSWORD", "npm_token", "MY_CREDENTIALS", "https_proxy",
            "GH_PAT", "DB_PASS", "db_pwd", "NPM_AUTH", "SENTRY_DSN", "MY_JWT", "DATABASE_URL", "DEPLOY_SSH_KEY",
            "COSIGN_SIGNING_KEY", "SLACK_WEBHOOK", "COOKIE",
        ]
    )
    func secrets(name: String) {
        let text = version("name: a\noutput: s3://bucket/${env:\(name):-x}")
        let complaint =
            "5:25: rekon does not read the environment variable `\(name)`: its name is that of a secret, and plans show every value"
        let (_, diagnostics) = read(text, variables: [name: "hush"])
        #expect(complaints(text, variables: [name: "hush"]) == [complaint])
        #expect(diagnostics.allSatisfy { !"\($0)".contains("hush") })
    }

    @Test("Names are compared with their variables replaced")
    func duplicates() {
        let text =
            head + "versions:\n  - { name: v-prod, retired: true }\n  - { name: 'v-${env:STAGE}', retired: true }\n"
        #expect(complaints(text, variables: ["STAGE": "staging"]) == [])
        #expect(
            complaints(text, variables: ["STAGE": "prod"]) == [
                "5:5: version `v-prod` is already described for project `signs` (`prod` comes from the environment variable `STAGE`)"
            ]
        )
    }

    @Test("Anchors and merged mappings have values, and report an error once")
    func anchors() throws {
        let text =
            head + """
                defaults: &all { output: "s3://${env:BUCKET}/", description: &text '${env:STAGE}' }
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
                "3:32: the environment variable `BUCKET` is not set",
                "3:62: the environment variable `STAGE` is not set",
            ]
        )
    }

    @Test("A scalar with variables has a limit")
    func scalarLimit() throws {
        let text = version("name: a\noutput: s3://bucket/${env:X}${env:X}")
        let half = String(repeating: "x", count: 8192)
        #expect(
            complaints(text, variables: ["X": half]) == [
                "5:13: with its variables this value exceeds 16384 bytes, the limit"
            ]
        )
        // The same with a variable that occurs a hundred thousand times.
        let many = version(
            "name: a\noutput: s3://bucket/" + String(repeating: "${env:X}", count: 100_000)
        )
        #expect(complaints(many, variables: ["X": half]).count == 1)
    }

    @Test("A text without variables has only its own limits")
    func longTexts() {
        let text = version("name: a\noutput: s3://bucket/$" + String(repeating: "x", count: 20000))
        #expect(complaints(text) == ["5:13: `output` may have a prefix of at most 1024 characters; it has 20001"])
    }
}
