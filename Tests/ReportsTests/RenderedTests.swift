import DesiredState
import Diagnostics
import Testing
import YAMLTree

@testable import Reports

struct RenderedTests {
    private static let text = """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/${var:STAGE}-signs/1690556789012
        defaults:
          output: { bucket: "${var:BUCKET}", prefix: 'signs/$${x}' }
          tags: { team: "${var:TEAM:-perception}", stage: "${var:STAGE}", a/b: é }
          expect: { minF1Score: 0.8 }
        versions:
          - name: day
            description: 'Day: the first'
            tags: { team: yes }
            kmsKey: alias/${var:STAGE}-${var:STAGE}
            datasets:
              training:
                - s3://acme-data/${var:STAGE}/a?versionId=1
                - { bucket: acme-data, key: "what?\\u202e", version: 2 }
              testing: { assets: [ s3://acme-data/t ], autoCreate: false }
          - name: night
            datasets: { training: [ s3://acme-data/b ], testing: { autoCreate: true } }
            featureConfig: { contentModeration: { confidenceThreshold: 62.5 } }
            expect: { minF1Score: 1e-7 }
        ---
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/lights/1690556789012
        versions: []
        ---
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/prod-signs/1690556789012
        versions:
          - { name: old, retired: true }
          - { name: "1.10", output: "s3://acme/${var:LONG}" }

        """

    private func read() throws -> (DesiredState, Origins?) {
        let variables = ["STAGE": "prod", "BUCKET": "acme-prod", "LONG": String(repeating: "long/", count: 20)]
        var reader = DesiredStateReader(variables: Variables(given: variables) { _ in nil }, keepsOrigins: true)
        reader.add(YAMLParser.parse(Array(Self.text.utf8), path: "models/\u{1B}\nsigns.yaml").documents)
        #expect(!reader.diagnostics.hasErrors)
        return (reader.state, reader.origins)
    }

    @Test func yaml() throws {
        let (state, origins) = try read()
        try expectGolden(try RenderedYAML.render(state), "render-yaml")
        try expectGolden(try RenderedYAML.render(state, origins: origins), "render-yaml-explained")
    }

    @Test func json() throws {
        let (state, origins) = try read()
        try expectGolden(RenderedJSON.render(state), "render-json")
        try expectGolden(RenderedJSON.render(state, origins: origins), "render-json-explained")
    }
}
