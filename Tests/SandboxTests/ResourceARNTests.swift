import Testing

@testable import Sandbox

struct ResourceARNTests {
    private static let place = "arn:aws:rekognition:us-east-1:111122223333"

    @Test(
        arguments: [
            ("project/signs/1", .project), ("project/s.i_g-N1/0001", .project),
            ("project/signs/version/v1/1", .version), ("project/signs/dataset/train/1", .dataset),
            ("project/signs/dataset/test/1", .dataset), ("project/version/version/dataset/1", .version),
        ] as [(String, ResourceARN.Kind)]
    )
    func allowed(path: String, kind: ResourceARN.Kind) throws {
        let arn = try #require(ResourceARN("\(Self.place):\(path)"))
        #expect(arn.kind == kind)
        #expect(arn.place == home("us-east-1"))
        #expect("\(arn.projectStem)" == "\(Self.place):project/\(arn.projectName)/")
        #expect(arn.number == 1)
    }

    @Test(arguments: [
        "", "signs", "\(place):project/signs", "\(place):project/signs/", "\(place):project/signs/1a",
        "\(place):project//1", "\(place):project/a b/1", "\(place):project/signs/1/", "\(place):projects/signs/1",
        "\(place):project/signs/version/v1", "\(place):project/signs/version//1", "\(place):project/signs/copy/v1/1",
        "\(place):project/signs/dataset/TRAIN/1", "\(place):project/signs/version/v1/1/2", "\(place):collection/faces",
        "arn:aws:s3:us-east-1:111122223333:project/signs/1", "arn:AWS:rekognition:us-east-1:111122223333:project/s/1",
        "arn:aws:rekognition::111122223333:project/signs/1", "arn:aws:rekognition:us-east-1:11112222333:project/s/1",
        "arn:aws:rekognition:us-east-1:11112222333a:project/signs/1", "\(place):project/signs/١",
        "x\(place):project/signs/1", "\(place):project/\(String(repeating: "a", count: 256))/1",
        "\(place):project/signs/\(String(repeating: "1", count: 2048))",
    ])
    func refused(_ text: String) {
        #expect(ResourceARN(text) == nil)
    }

    @Test("A number that is too large is still an ARN")
    func largeNumber() {
        let arn = ResourceARN("\(Self.place):project/signs/99999999999999999999")
        #expect(arn != nil)
        #expect(arn?.number == nil)
    }
}
