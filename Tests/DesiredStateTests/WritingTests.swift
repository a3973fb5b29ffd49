import DesiredState
import ModelVersions
import Testing
import YAMLTree

struct WritingTests {
    private func version(_ name: String, _ output: String, tags: [(key: String, value: String)] = []) throws
        -> DesiredVersion
    {
        DesiredVersion(
            name: try VersionName(name),
            intent: .trained(TrainingSettings(output: try OutputLocation(uri: output), datasets: .project)),
            tags: Tags(tags)
        )
    }

    /// The text of a document and the versions in it.
    private func written(_ versions: [DesiredVersion]) throws -> (text: String, read: [DesiredVersion]) {
        let defaults = SharedSettings(of: versions)
        let root = DesiredState.root(
            try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1"),
            defaults: defaults,
            versions: versions.map { YAMLOutput.Item($0.written(over: defaults)) }
        )
        let text = try YAMLWriter.write([YAMLOutputDocument(root)])
        let result = YAMLParser.parse(Array(text.utf8), path: "a.yaml")
        let (state, diagnostics) = DesiredStateReader.read(result.documents)
        #expect(result.diagnostics.isEmpty && diagnostics.isEmpty)
        return (text, state.projects.flatMap(\.versions))
    }

    @Test func everySettingComesBack() throws {
        var settings = TrainingSettings(
            output: try OutputLocation(uri: "s3://bucket/out/"),
            datasets: .manifests(
                training: [try ManifestLocation(bucket: S3Bucket("bucket"), key: "a?b", version: "1.10")],
                testing: .autoCreate
            ),
            kmsKey: try KMSKey("alias/vision"),
            description: try VersionDescription("1.10")
        )
        settings.confidenceThreshold = try ConfidenceThreshold(percent: 55.5)
        let trained = DesiredVersion(
            name: try VersionName("no"),
            intent: .trained(settings),
            tags: Tags([("on", "yes")]),
            expectation: Expectation(minimumF1Score: 0.85),
            acknowledgement: Acknowledgement(
                reasons: [.gone: "${emptied}", .overwritten: "weekly: always"],
                until: try CalendarDay("2027-01-31")
            )
        )
        let retired = DesiredVersion(name: try VersionName("2025-03-first"), intent: .retired)
        let (text, read) = try written([trained, retired])
        #expect(read == [trained, retired])
        #expect(
            text == """
                apiVersion: rekon/v1
                project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1
                versions:
                  - name: "no"
                    description: "1.10"
                    output: s3://bucket/out/
                    datasets:
                      training:
                        - bucket: bucket
                          key: a?b
                          version: "1.10"
                      testing: auto
                    kmsKey: alias/vision
                    featureConfig:
                      contentModeration:
                        confidenceThreshold: 55.5
                    tags:
                      "on": "yes"
                    expect:
                      minF1Score: 0.85
                    acknowledge:
                      overwritten: "weekly: always"
                      gone: "$${emptied}"
                      until: "2027-01-31"
                  - name: 2025-03-first
                    retired: true

                """
        )
    }

    @Test("Only settings that no version has to remove are shared")
    func sharesWhatIsCommon() throws {
        var encrypted = try [
            version("a", "s3://bucket/x/"), version("b", "s3://bucket/y/"), version("c", "s3://bucket/y/"),
        ]
        for index in encrypted.indices {
            encrypted[index].tags = Tags([("team", index == 0 ? "x" : "y"), ("n", "\(index)")])
        }
        encrypted[2].tags = Tags([("team", "y")])
        let (text, read) = try written(encrypted)
        #expect(read == encrypted)
        #expect(text.contains("defaults:\n  output: s3://bucket/y/\n  tags:\n    team: \"y\"\nversions:\n"))
        #expect(SharedSettings(of: []) == .none)
        #expect(SharedSettings(of: [encrypted[0]]) == .none)

        var settings = TrainingSettings(output: try OutputLocation(uri: "s3://bucket/y/"), datasets: .project)
        settings.kmsKey = try KMSKey("alias/k")
        encrypted[0].intent = .trained(settings)
        encrypted[1].intent = .trained(settings)
        #expect(SharedSettings(of: encrypted).kmsKey == nil)
        #expect(SharedSettings(of: Array(encrypted.prefix(2))).kmsKey == settings.kmsKey)
    }
}
