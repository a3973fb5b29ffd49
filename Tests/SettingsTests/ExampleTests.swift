import Diagnostics
import JSON
import ModelVersions
import Planning
import Testing
import YAMLTree

@testable import Settings

/// The example, and the schema beside the reader.
struct ExampleTests {
    @Test("The example is valid, and each of its values is read")
    func example() throws {
        let path = "examples/settings/rekon.yaml"
        let result = YAMLParser.parse(try file(path), path: path)
        let (settings, diagnostics) = SettingsFile.read(result, path: path, version: "0.1.0")
        try #require(diagnostics.isEmpty, "\(Array(diagnostics))")

        #expect(settings.requiredVersion?.value.description == ">=0.1, <1")
        #expect(settings.requiredVersion?.location.description == "\(path):5:18")
        #expect(settings.accountIDs == ["111122223333"])
        #expect(settings.access(to: "111122223333", for: .create)?.credentials == .profile("vision-prod"))
        #expect(settings.access(to: "222211114444", for: .read)?.sessionName == "rekon-plan")
        let create = settings.access(to: "222211114444", for: .create)
        #expect(create?.credentials == .role("ops/rekon-create") && create?.externalID == "acme-4711")
        #expect(create?.sessionName == "rekon-apply" && create?.duration == 3600)
        #expect(create?.location.line == 20)
        #expect(settings.access(to: "333333333333", for: .read)?.credentials == .role("rekon"))

        #expect(settings.limit(\.maxTrainings, in: place("111122223333", "us-east-1"))?.value == 4)
        #expect(settings.limit(\.maxTrainings, in: place("111122223333", "ap-southeast-2"))?.value == 1)
        #expect(settings.limit(\.trainingPrice, in: place("111122223333", "eu-west-1"))?.value == HourlyPrice("1.20"))
        #expect(settings.limit(\.maxTrainings, in: place("333333333333", "us-east-1"))?.value == 2)
        #expect(settings.limits.maxCreates?.value == 5)
        #expect(settings.limits.maxCost?.value == DollarAmount(microdollars: 1_000_000_000))
        #expect(settings.limits.trainingPrice?.value == HourlyPrice("1"))
        #expect(settings.limits.inferencePrice?.value == HourlyPrice("4"))

        #expect(settings.ignoreUnmanaged.map(\.value.text) == ["tmp-*"])
        #expect(settings.commentKey?.value == "production")
        #expect(settings.formats.mapValues(\.value) == ["plan": "markdown", "drift": "json"])
        #expect(settings.verify?.value == true)
        #expect(settings.retryMode?.value == "standard" && settings.maxAttempts?.value == 5)
        #expect(settings.connectTimeout?.value == .seconds(3) && settings.readTimeout?.value == .seconds(30))
        #expect(settings.timeout?.value == .seconds(86_400))
        #expect(settings.timeout?.location.description == "\(path):44:10")
    }

    @Test("The schema and the reader know the same keys")
    func schema() throws {
        let schema = try JSONValue(parsing: file("specs/settings.schema.json"))
        func keys(_ path: String...) -> [String] {
            let node = path.reduce(schema as JSONValue?) { $0?[$1] }
            guard case .object(let properties) = node?["properties"] else { return [] }
            return properties.members.map(\.name).sorted()
        }
        #expect(keys() == SettingsReading.keys.sorted())
        #expect(keys("$defs", "accountRule") == SettingsReading.accountKeys.sorted())
        #expect(keys("$defs", "regionRule") == SettingsReading.limitKeys.sorted())
        #expect(keys("$defs", "access") == SettingsReading.accessKeys.sorted())
    }
}
