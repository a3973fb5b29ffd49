import DesiredState
import Diagnostics
import ModelVersions
import Testing
import YAMLTree

struct ProjectByNameTests {
    private static let named = "{ name: signs, region: us-east-1, account: 111122223333 }"
    private static let arn = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"

    private func document(_ project: String, _ names: String..., more: String = "") -> String {
        "apiVersion: rekon/v1\nproject: \(project)\n\(more)defaults: { output: s3://abc/ }\nversions:\n"
            + names.map { "  - { name: \($0) }\n" }.joined()
    }

    @Test(
        "The region decides the partition",
        arguments: [
            ("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("xx-new-1", "aws"),
        ]
    )
    func partition(region: String, partition: String) throws {
        let (state, diagnostics) = read(document("{ name: signs, region: \(region), account: 012345678901 }", "v1"))
        #expect(diagnostics.isEmpty)
        let arn = try #require(state.projects.first).arn
        #expect(!arn.isResolved)
        #expect(arn.text == "arn:\(partition):rekognition:\(region):012345678901:project/signs")
        #expect(arn.account == "012345678901" && arn.region == region && arn.partition == partition)
    }

    @Test("Variables can be in each part")
    func variables() throws {
        let project = #"{ name: "${var:STAGE}-signs", region: "${var:R}", account: "${var:A}" }"#
        let values = ["STAGE": "prod", "R": "eu-west-1", "A": "111122223333"]
        let (state, diagnostics) = read(document(project, "v1"), variables: values)
        #expect(diagnostics.isEmpty)
        #expect(state.projects.map(\.arn.text) == ["arn:aws:rekognition:eu-west-1:111122223333:project/prod-signs"])
    }

    @Test(
        "Errors are at the part",
        arguments: [
            ("{ name: signs, region: us-east-1 }", ["2:10: `account` is missing"]),
            ("{}", ["2:10: `name` is missing", "2:10: `region` is missing", "2:10: `account` is missing"]),
            (
                "{ name: signs, regoin: us-east-1, account: 111122223333 }",
                ["2:25: unknown key `regoin` in `project`; did you mean `region`?"]
            ),
            (
                "{ name: a/b, region: us-east-1, account: 111122223333 }",
                [
                    "2:18: `name` may contain only letters a-z and A-Z, digits, `_`, `.` and `-`; found `/`"
                ]
            ),
            (
                "{ name: a, region: US-EAST-1, account: 111122223333 }",
                [
                    "2:29: `region` must be a region, as in `us-east-1`; found `US-EAST-1`"
                ]
            ),
            (
                "{ name: a, region: us-east-1, account: 1234 }",
                [
                    "2:49: `account` must be an account ID of 12 digits; found `1234`"
                ]
            ),
            (
                "{ name: ~, region: [], account: 111122223333 }",
                [
                    "2:18: `name` must be a string, not null", "2:29: `region` must be a string, not a list",
                ]
            ),
            ("{ name: a, name: b, region: us-east-1, account: 111122223333 }", ["2:21: duplicate key `name`"]),
        ]
    )
    func invalid(project: String, expected: [String]) {
        #expect(complaints(document(project, "v1")) == expected)
    }

    @Test("No message shows the value of a variable in a part")
    func concealed() {
        let project = #"{ name: "${var:N}", region: "${var:R}", account: "${var:A}" }"#
        let found = complaints(document(project, "v1"), variables: ["N": "ca/nary", "R": "CANARY", "A": "canary"])
        #expect(found.count == 3)
        #expect(found.allSatisfy { !$0.lowercased().contains("canary") && !$0.contains("ca/nary") })
        let valid = ["N": "canary", "R": "us-east-1", "A": "111122223333"]
        let twice = complaints(document(project, "v1", "v1"), variables: valid)
        #expect(twice.count == 1 && twice.allSatisfy { $0.contains("for this project") })
    }

    @Test("The same name in two documents is one project, and the same version in both an error")
    func oneProject() {
        let (state, diagnostics) = read([
            ("a.yaml", document(Self.named, "v1")),
            ("b.yaml", document("\n  account: '111122223333'\n  region: us-east-1\n  name: signs", "v2", "v1")),
        ])
        #expect(state.projects.count == 1)
        #expect(state.projects.first?.lists.map { $0.map(\.text) } == [["v1"], ["v2"]])
        #expect(diagnostics.map(\.message) == ["version `v1` is already described for project `signs`"])
        let others = read([
            ("a.yaml", document(Self.named, "v1")), ("b.yaml", document(Self.arn, "v1")),
            ("c.yaml", document(Self.named.replacing("us-", with: "eu-"), "v1")),
        ])
        #expect(others.state.projects.count == 3 && others.diagnostics.isEmpty)
    }

    @Test("A state is written back in the same form, and with the ARN when that is known")
    func written() throws {
        let (state, _) = read(document(Self.named, "v1"))
        func text(_ state: DesiredState) throws -> String {
            try state.documents.map { try YAMLWriter.write([YAMLOutputDocument($0.root)]) }.joined(separator: "---\n")
        }
        let written = try text(state)
        #expect(
            written.hasPrefix(
                """
                apiVersion: rekon/v1
                project:
                  name: signs
                  region: us-east-1
                  account: "111122223333"
                versions:
                """
            )
        )
        #expect(read(written).state.projects == state.projects)
        let resolved = state.resolved([state.projects[0].arn: try ProjectARN(Self.arn)]).state
        #expect(try text(resolved).contains("\nproject: \(Self.arn)\n"))
    }

    // MARK: Resolving

    private func resolve(
        _ files: [(path: String, text: String)]
    ) throws -> (state: DesiredState, diagnostics: [Diagnostic]) {
        let (state, diagnostics) = read(files)
        #expect(diagnostics.isEmpty)
        let arn = try ProjectARN(Self.arn)
        let named = try ProjectARN(
            named: arn.name,
            region: arn.region,
            account: arn.account,
            partition: arn.partition
        )
        let (resolved, errors) = state.resolved([named: arn])
        return (resolved, Array(errors))
    }

    @Test("Projects that are the same are merged in the order of first mention, with their places")
    func merged() throws {
        let other = Self.named.replacing("signs", with: "other")
        let (state, diagnostics) = try resolve([
            ("a.yaml", document(Self.named, "v1", more: "ignoreUnmanaged: [x]\n")), ("b.yaml", document(other, "o")),
            ("c.yaml", document(Self.arn, "v2", more: "ignoreUnmanaged: [x, y]\n")),
            ("d.yaml", document(Self.named, "v3")),
        ])
        #expect(diagnostics.isEmpty)
        #expect(state.projects.map(\.arn.name) == ["signs", "other"])
        #expect(state.projects.map(\.arn.isResolved) == [true, false])
        let project = state.projects[0]
        #expect(project.arn.text == Self.arn)
        #expect(project.versions.map(\.name.text) == ["v1", "v3", "v2"])
        #expect(project.lists.map { $0.map(\.text) } == [["v1"], ["v3"], ["v2"]])
        let places = project.versions.map { state.sources[project.arn, $0.name]?.path }
        #expect(places == ["a.yaml", "d.yaml", "c.yaml"])
        #expect(project.ignoredUnmanaged.map(\.text) == ["x", "y"])
        let ignored = project.ignoredUnmanaged.map { state.sources[project.arn, ignoring: $0]?.path }
        #expect(ignored == ["a.yaml", "c.yaml"])
        #expect(state.sources[state.projects[1].arn, state.projects[1].versions[0].name]?.path == "b.yaml")
    }

    @Test("A version that is described by name and by ARN is the error of one described twice")
    func duplicate() throws {
        let (_, diagnostics) = try resolve([
            ("a.yaml", document(Self.arn, "v1")), ("b.yaml", document(Self.named, "v2", "v1")),
        ])
        let error = try #require(diagnostics.first)
        #expect(diagnostics.count == 1 && error.severity == .error)
        #expect(error.message == "version `v1` is already described for project `signs`")
        #expect(error.location?.description == "b.yaml:6:5")
        #expect(error.related.map(\.location.description) == ["a.yaml:5:5"])
    }

    @Test("Without projects by name, nothing changes")
    func nothing() throws {
        let (state, _) = read(document(Self.arn, "v1"))
        #expect(state.resolved([:]).state.projects == state.projects)
        #expect(state.sources[state.projects[0].arn, state.projects[0].versions[0].name] != nil)
    }

    @Test("The places of the parts are known, and follow to the ARN")
    func origins() throws {
        var reader = DesiredStateReader(variables: Variables(given: ["N": "signs"]) { _ in nil }, keepsOrigins: true)
        let named = Self.named.replacing("signs", with: #""${var:N}""#)
        for (path, text) in [("a.yaml", document(named, "v1")), ("b.yaml", document(Self.arn, "v2"))] {
            reader.add(YAMLParser.parse(Array(text.utf8), path: path).documents)
        }
        let project = reader.state.projects[0].arn
        let origins = try #require(reader.origins)
        func text(_ origin: Origin?) -> String? {
            origin.map { "\($0.location) \($0.variables.map(\.name))" }
        }
        #expect(text(origins.project(project, list: 0, ["name"])) == #"a.yaml:2:18 ["N"]"#)
        #expect(text(origins.project(project, list: 0, ["account"])) == "a.yaml:2:58 []")
        let arn = try ProjectARN(Self.arn)
        let resolved = origins.resolved([project: arn], order: reader.state.projects.map(\.arn))
        #expect(text(resolved.project(arn, list: 0)) == #"a.yaml:2:10 ["N"]"#)
        #expect(text(resolved.project(arn, list: 1)) == "b.yaml:2:10 []")
        for (name, path) in [("v1", "a.yaml"), ("v2", "b.yaml")] {
            #expect(resolved.value(["name"], of: try VersionName(name), in: arn)?.location.path == path)
        }
    }
}
