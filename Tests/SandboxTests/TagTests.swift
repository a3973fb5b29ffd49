import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct TagTests {
    @Test("Projects, datasets and versions have tags")
    func tags() async throws {
        let account = try await Account()
        let engine = account.engine
        let project = try await account.project("signs")
        let version = try await account.version("v1", of: project)
        let dataset = try await engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TRAIN"),
            in: place
        ).datasetARN
        for arn in [project, version, dataset] {
            #expect(try account.tags(arn) == [:])
            _ = try await engine.tagResource(
                TagResourceRequest(resourceARN: arn, tags: ["a": "1", "b": "2"]),
                in: place
            )
            _ = try await engine.tagResource(
                TagResourceRequest(resourceARN: arn, tags: ["b": "3", "c": ""]),
                in: place
            )
            #expect(try account.tags(arn) == ["a": "1", "b": "3", "c": ""])
            let untag = UntagResourceRequest(resourceARN: arn, tagKeys: ["a", "unknown"])
            _ = try await engine.untagResource(untag, in: place)
            #expect(try account.tags(arn) == ["b": "3", "c": ""])
            _ = try await engine.untagResource(
                UntagResourceRequest(resourceARN: arn, tagKeys: ["b", "c"]),
                in: place
            )
            #expect(try account.tags(arn) == [:])
        }
        // The request of the version is as it was without tags.
        #expect(try account.state.projects[0].versions[0].request == training("v1", of: project))
    }

    @Test("Keys that Unicode calls equivalent are several keys")
    func equivalentKeys() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let tags: Tags = ["\u{E5}": "1", "\u{212B}": "2", "\u{C5}": "3"]
        let tag = TagResourceRequest(resourceARN: project, tags: tags)
        _ = try await account.engine.tagResource(tag, in: place)
        #expect(try account.tags(project) == tags && tags.count == 3)
        let untag = UntagResourceRequest(resourceARN: project, tagKeys: ["\u{C5}"])
        _ = try await account.engine.untagResource(untag, in: place)
        #expect(try account.tags(project) == ["\u{E5}": "1", "\u{212B}": "2"])
    }

    @Test func limit() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        func tag(_ keys: ClosedRange<Int>) async throws -> String? {
            let tags = Tags(keys.map { ("k\($0)", "") })
            return try await code {
                try await account.engine.tagResource(
                    TagResourceRequest(resourceARN: project, tags: tags),
                    in: place
                )
            }
        }
        #expect(try await tag(1...150) == nil)
        #expect(try await tag(101...200) == nil)
        #expect(try await tag(201...201) == "ServiceQuotaExceededException")
        #expect(try await tag(1...201) == "InvalidParameterException")
        #expect(try account.tags(project)?.count == 200)
    }

    @Test func refusals() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let tooLong = "arn:" + letters(2045)
        let elsewhere = "arn:aws:rekognition:us-east-1:111122223333:collection/faces"
        let absent = "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/v1/1700000000000"
        for (arn, expected) in [
            ("short", "InvalidParameterException"), (tooLong, "InvalidParameterException"),
            (elsewhere, "ResourceNotFoundException"), (absent, "ResourceNotFoundException"),
            (project + "0", "ResourceNotFoundException"),
        ] {
            let tag = TagResourceRequest(resourceARN: arn, tags: ["a": "b"])
            #expect(try await code { try await account.engine.tagResource(tag, in: place) } == expected)
            let untag = UntagResourceRequest(resourceARN: arn, tagKeys: ["a"])
            #expect(try await code { try await account.engine.untagResource(untag, in: place) } == expected)
            #expect(try await code { try account.tags(arn) } == expected)
        }
        for key in ["", "aws:a", letters(129), "a!"] {
            let tag = TagResourceRequest(resourceARN: project, tags: [key: "b"])
            let tagged = try await code { try await account.engine.tagResource(tag, in: place) }
            #expect(tagged == "InvalidParameterException", "\(key)")
            let untag = UntagResourceRequest(resourceARN: project, tagKeys: [key])
            let untagged = try await code { try await account.engine.untagResource(untag, in: place) }
            #expect(untagged == "InvalidParameterException", "\(key)")
        }
        let many = UntagResourceRequest(resourceARN: project, tagKeys: (0...200).map { "k\($0)" })
        let untagged = try await code { try await account.engine.untagResource(many, in: place) }
        #expect(untagged == "InvalidParameterException")
        let request = TagResourceRequest(resourceARN: project, tags: ["a": "b"])
        let foreign = try await code { try await account.engine.tagResource(request, in: home("eu-west-1")) }
        #expect(foreign == "ResourceNotFoundException")
    }
}
