import Testing

@testable import ModelVersions

struct ProjectARNTests {
    private let resolved = try! ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012")
    private let named = try! ProjectARN(
        named: "signs",
        region: "us-east-1",
        account: "111122223333",
        partition: "aws"
    )

    @Test("A project by name has the ARN without the number, and is another project")
    func unresolved() {
        #expect(named.text == "arn:aws:rekognition:us-east-1:111122223333:project/signs")
        #expect(named != resolved && !named.isResolved && resolved.isResolved)
        #expect(resolved.textWithoutNumber == named.text[...] && named.textWithoutNumber == named.text[...])
        #expect(AccountRegion(named) == AccountRegion(resolved))
        #expect(throws: InvalidValue.self) { try ProjectARN(named.text) }
    }

    @Test("Parts of a project have its name, with and without the number")
    func parts() {
        let stem = "arn:aws:rekognition:us-east-1:111122223333:project"
        for project in [resolved, named] {
            #expect(project.contains(partWithARN: "\(stem)/signs/version/v1/1"))
            #expect(project.contains(partWithARN: "\(stem)/signs/dataset/train/1"))
            #expect(!project.contains(partWithARN: "\(stem)/signs-2/version/v1/1"))
            #expect(!project.contains(partWithARN: "\(stem)/lights/version/signs/1"))
            #expect(!project.contains(partWithARN: "\(stem)/signs"))
        }
        #expect(resolved.creationTime == 1_690_556_789_012)
        // So every trace of an earlier training counts.
        #expect(named.creationTime == 0)
    }

    @Test("A text can be an ARN with or without the number")
    func text() throws {
        #expect(try ProjectARN(numberedOrNamed: resolved.text) == resolved)
        #expect(try ProjectARN(numberedOrNamed: named.text) == named)
        for wrong in [
            "signs", named.text + "/", named.text + "/x", named.text.replacing("rekognition", with: "s3"),
            named.text.replacing("project", with: "projects"), named.text.replacing("arn:", with: "ARN:"),
            named.text.replacing("111122223333", with: "1"), named.text.replacing("signs", with: "a b"),
        ] {
            #expect(throws: InvalidValue.self, "\(wrong)") { try ProjectARN(numberedOrNamed: wrong) }
        }
    }

    @Test(
        "Each part of a project by name has a rule",
        arguments: [
            ("", "us-east-1", "111122223333", "aws"), ("a", "", "111122223333", "aws"),
            ("a", "US-EAST-1", "111122223333", "aws"), ("a", "us-east-1", "11112222333", "aws"),
            ("a", "us-east-1", "11112222333x", "aws"), ("a", "us-east-1", "111122223333", ""),
        ]
    )
    func rules(name: String, region: String, account: String, partition: String) {
        #expect(throws: InvalidValue.self) {
            try ProjectARN(named: name, region: region, account: account, partition: partition)
        }
    }
}
