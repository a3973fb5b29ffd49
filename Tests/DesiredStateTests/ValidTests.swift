import DesiredState
import Diagnostics
import ModelVersions
import Testing

struct ValidTests {
    private func settings(_ version: DesiredVersion) throws -> TrainingSettings {
        guard case .trained(let settings) = version.intent else { throw NotTrained() }
        return settings
    }

    private struct NotTrained: Error {}

    @Test("Patterns to ignore come from all documents of a project, each once with its first place")
    func ignoreUnmanaged() throws {
        let (state, diagnostics) = read([
            ("a.yaml", head + "versions: []\nignoreUnmanaged: [ 'console-*', 1.10 ]\n"),
            ("b.yaml", head + "versions: []\nignoreUnmanaged:\n  - other\n  - console-*\n"),
        ])
        #expect(diagnostics.isEmpty)
        let project = try #require(state.projects.first)
        #expect(state.projects.count == 1)
        #expect(project.ignoredUnmanaged.map(\.text) == ["console-*", "1.10", "other"])
        let places = project.ignoredUnmanaged.map { state.sources[project.arn, ignoring: $0] }
        #expect(places.map { $0?.path } == ["a.yaml", "a.yaml", "b.yaml"])
        #expect(places.map { $0?.line } == [4, 4, 5])
        #expect(project.selecting { _ in false }.ignoredUnmanaged.count == 3)
    }

    @Test func everything() throws {
        let (state, diagnostics) = read(
            head + """
                defaults:
                  output: { bucket: acme-training, prefix: signs/ }
                  kmsKey: alias/vision
                  tags: { team: perception, on: yes }
                  expect: { minF1Score: 0.5 }
                versions:
                  - name: 1.10
                    description: First (labelled) batch
                  - name: no
                    output: s3://other/
                    kmsKey: 1234abcd-12ab-34cd-56ef-1234567890ab
                    datasets:
                      training:
                        - s3://acme-data/day.manifest?versionId=3HL4
                        - { bucket: acme-data, key: night.manifest, version: null }
                      testing: auto
                    tags: { campaign: 0755, team: 2026-01-02 }
                    expect: { minF1Score: 0.85 }
                    featureConfig: { contentModeration: { confidenceThreshold: 50 } }
                  - name: listed
                    datasets:
                      training: [ s3://acme-data/a ]
                      testing: [ s3://acme-data/b ]
                  - name: assets
                    datasets:
                      training: [ s3://acme-data/a ]
                      testing: { assets: [ s3://acme-data/b ], autoCreate: false }
                  - name: split
                    datasets: { training: [ s3://acme-data/a ], testing: { autoCreate: true } }
                  - name: untested
                    datasets: { training: [ s3://acme-data/a ], testing: none }
                  - name: 0755
                    retired: true

                """
        )
        #expect(diagnostics.isEmpty)
        let versions = try #require(state.projects.first).versions
        #expect(versions.map(\.name.text) == ["1.10", "no", "listed", "assets", "split", "untested", "0755"])

        let first = try settings(versions[0])
        #expect(first.output.description == "s3://acme-training/signs/")
        #expect(first.datasets == .project)
        #expect(first.kmsKey?.text == "alias/vision")
        #expect(first.description?.text == "First (labelled) batch")
        #expect(versions[0].tags == Tags([("on", "yes"), ("team", "perception")]))
        #expect(versions[0].expectation.minimumF1Score == 0.5)

        let second = try settings(versions[1])
        #expect(second.output.description == "s3://other/")
        #expect(
            second.datasets
                == .manifests(
                    training: [
                        try ManifestLocation(uri: "s3://acme-data/day.manifest?versionId=3HL4"),
                        try ManifestLocation(uri: "s3://acme-data/night.manifest"),
                    ],
                    testing: .autoCreate
                )
        )
        #expect(versions[1].tags == Tags([("campaign", "0755"), ("on", "yes"), ("team", "2026-01-02")]))
        #expect(versions[1].expectation.minimumF1Score == 0.85)
        #expect(second.confidenceThreshold?.percent == 50)

        let listed = Datasets.manifests(
            training: [try ManifestLocation(uri: "s3://acme-data/a")],
            testing: .manifests([try ManifestLocation(uri: "s3://acme-data/b")])
        )
        #expect(try settings(versions[2]).datasets == listed)
        #expect(try settings(versions[3]).datasets == listed)
        #expect(
            try settings(versions[4]).datasets
                == .manifests(training: [try ManifestLocation(uri: "s3://acme-data/a")], testing: .autoCreate)
        )
        #expect(
            try settings(versions[5]).datasets
                == .manifests(training: [try ManifestLocation(uri: "s3://acme-data/a")], testing: .omitted)
        )
        #expect(versions[6].intent == .retired)
        let place = state.sources[state.projects[0].arn, versions[0].name]
        #expect(place?.description == "f.yaml:9:5")
    }

    @Test(
        "What YAML 1.1 takes for something else stays the text it is",
        arguments: [
            "1.10", "no", "0755", "2026-11-23", "1e3", "0x1F", "on", "true", "1_000", "-1", ".5",
        ]
    )
    func surprises(text: String) throws {
        let (state, diagnostics) = read(
            version("name: \(text)\noutput: s3://bucket/\(text)\ntags: { \(text): \(text) }\nkmsKey: alias/\(text)")
        )
        #expect(diagnostics.isEmpty)
        let version = try #require(state.projects.first?.versions.first)
        #expect(version.name.text == text)
        #expect(version.tags == Tags([(text, text)]))
        #expect(try settings(version).output.prefix == text)
    }

    @Test func anchorsAliasesAndMergeKeys() throws {
        let (state, diagnostics) = read(
            head + """
                versions:
                  - &base
                    name: a
                    output: &out s3://bucket/out/
                    tags: &tags { team: x }
                  - <<: *base
                    name: b
                    tags: { <<: *tags, stage: y }
                  - name: c
                    output: *out

                """
        )
        #expect(diagnostics.isEmpty)
        let versions = try #require(state.projects.first).versions
        #expect(versions.map(\.name.text) == ["a", "b", "c"])
        #expect(versions[1].tags == Tags([("stage", "y"), ("team", "x")]))
        #expect(try settings(versions[1]).output == settings(versions[0]).output)
        #expect(try settings(versions[2]).output == settings(versions[0]).output)
    }

    @Test("`null` removes what `defaults` has, in one version only")
    func removed() throws {
        let (state, diagnostics) = read(
            head + """
                defaults:
                  output: s3://bucket/
                  kmsKey: alias/x
                  description: shared
                  featureConfig: { contentModeration: { confidenceThreshold: 50 } }
                  expect: { minF1Score: 0.9 }
                versions:
                  - { name: a, kmsKey: null, description: ~, featureConfig: null, expect: null }
                  - { name: b }

                """
        )
        #expect(diagnostics.isEmpty)
        let versions = try #require(state.projects.first).versions
        let (none, all) = (try settings(versions[0]), try settings(versions[1]))
        #expect(none.kmsKey == nil && none.description == nil && none.confidenceThreshold == nil)
        #expect(all.kmsKey != nil && all.description != nil && all.confidenceThreshold != nil)
        #expect(versions.map(\.expectation.minimumF1Score) == [nil, 0.9])
    }

    @Test("Files are read in byte order; projects have the order of their first mention")
    func order() throws {
        func document(_ project: String, _ names: String...) -> String {
            """
            apiVersion: rekon/v1
            project: arn:aws:rekognition:us-east-1:111122223333:project/\(project)/1
            defaults: { output: s3://bucket/ }
            versions: [\(names.map { "{name: \($0)}" }.joined(separator: ", "))]

            """
        }
        let files = [
            ("a.yaml", document("q", "q1") + "---\n" + document("p", "p2", "p1")),
            ("b.yaml", document("q", "q0")),
        ]
        for files in [files, files.reversed()] {
            let (state, diagnostics) = read(files)
            #expect(diagnostics.isEmpty)
            #expect(state.projects.map(\.arn.name) == ["q", "p"])
            #expect(state.projects.map { $0.versions.map(\.name.text) } == [["q1", "q0"], ["p2", "p1"]])
        }
    }
}
