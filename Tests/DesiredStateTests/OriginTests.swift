import DesiredState
import Diagnostics
import ModelVersions
import Testing
import YAMLTree

struct OriginTests {
    private func origins(_ text: String, variables: [String: String] = [:]) throws -> (ProjectARN, Origins) {
        var reader = DesiredStateReader(variables: Variables(given: variables) { _ in nil }, keepsOrigins: true)
        reader.add(YAMLParser.parse(Array(text.utf8), path: "f.yaml").documents)
        #expect(reader.diagnostics.map(\.message) == [])
        return (try #require(reader.state.projects.first).arn, try #require(reader.origins))
    }

    private static let text =
        head + """
            defaults:
              output: { bucket: "${var:BUCKET}", prefix: "${var:STAGE:-x}/${var:STAGE:-x}" }
              datasets: project
              tags: { team: a, stage: b }
            versions:
              - name: a
                tags: { team: c }
                datasets:
                  training: [ s3://abc/m, { bucket: abc, key: "${var:BUCKET}" } ]
                  testing: { assets: [ s3://abc/t ] }
              - { name: b, output: s3://abc/ }

            """

    @Test(
        arguments: [
            ("a", "name", "8:11 own"), ("a", "output", "4:11 defaults BUCKET STAGE?"),
            ("b", "output", "13:24 own"), ("b", "datasets", "5:13 defaults"), ("b", "tags/team", "6:17 defaults"),
            ("a", "tags/team", "9:19 own"), ("a", "tags/stage", "6:27 defaults"),
            ("a", "datasets/training/0", "11:19 own"), ("a", "datasets/training/1", "11:31 own BUCKET"),
            ("a", "datasets/training/1/key", "11:51 own BUCKET"), ("a", "datasets/testing/0", "12:28 own"),
            ("a", "kmsKey", "nowhere"),
        ]
    )
    func value(name: String, path: String, expected: String) throws {
        let (project, origins) = try origins(Self.text, variables: ["BUCKET": "acme"])
        let origin = origins.value(path.split(separator: "/").map(String.init), of: try VersionName(name), in: project)
        #expect(origin.map(describe) ?? "nowhere" == expected)
    }

    @Test("A version with its own manifests has none of the defaults' manifests")
    func hidden() throws {
        let text =
            head + """
                defaults:
                  output: s3://abc/
                  datasets: { training: [ s3://abc/a, s3://abc/b ], testing: [ s3://abc/t ] }
                versions:
                  - { name: a, datasets: { training: [ s3://abc/m ], testing: auto } }

                """
        let (project, origins) = try origins(text)
        let found = origins.value(["datasets", "testing"], of: try VersionName("a"), in: project)
        #expect(found.map(describe) == "7:63 own")
        #expect(origins.value(["datasets", "training", "1"], of: try VersionName("a"), in: project)?.source == .own)
    }

    @Test func projectsOfSeveralDocuments() throws {
        let (project, origins) = try origins(head + "versions: []\n---\n" + head + "versions: []\n")
        #expect(origins.project(project, list: 0).map(describe) == "2:10 own")
        #expect(origins.project(project, list: 1).map(describe) == "6:10 own")
        #expect(origins.project(project, list: 2) == nil)
    }

    @Test("Places are kept only on request")
    func unasked() {
        var reader = DesiredStateReader()
        reader.add(YAMLParser.parse(Array(version("name: a\noutput: s3://abc/").utf8), path: "f.yaml").documents)
        #expect(reader.origins == nil)
    }

    private func describe(_ origin: Origin) -> String {
        "\(origin.location.line):\(origin.location.column) \(origin.source)"
            + origin.variables.map { " " + $0.name + ($0.isDefault ? "?" : "") }.joined()
    }
}
