import Testing

@testable import ModelVersions

struct VersionARNTests {
    private static let stem = "arn:aws:rekognition:us-east-1:111122223333:project/signs/version"

    @Test("The name and the number are those of the text")
    func parts() throws {
        let arn = try VersionARN("\(Self.stem)/v-1/1690556789012")
        #expect(arn.name.text == "v-1" && arn.creationTime == 1_690_556_789_012)
        let same = try VersionARN(arn.text)
        #expect(arn == same && arn.hashValue == same.hashValue)
        for number in ["1690556789013", "01690556789012"] {
            let other = try VersionARN("\(Self.stem)/v-1/\(number)")
            #expect(arn != other)
        }
    }

    @Test(
        "Another text is not the ARN of a version",
        arguments: [
            "", "/", "////", "arn:aws:rekognition:us-east-1:111122223333:project/signs/1", "\(stem)/v1", "\(stem)/v1/",
            "\(stem)/v1/x", "\(stem)/v1/1/", "\(stem)/v1/1/1", "\(stem)//1", "\(stem)/a b/1", "\(stem)/v1/-1",
            "\(stem)/v1/\u{661}", "arn:x:project/signs/versions/v1/1", "arn:x:projects/signs/version/v1/1",
            "ARN:x:project/signs/version/v1/1", "\(stem)\u{301}/v1/1",
        ]
    )
    func others(text: String) {
        #expect(throws: InvalidValue.self) { try VersionARN(text) }
    }

    @Test("The larger number is newer, however long it is")
    func order() throws {
        let numbers = [
            "0", "1", "9", "10", "1690556789012", "9223372036854775806", "9223372036854775807", "9223372036854775808",
            "18446744073709551616", "99999999999999999999999",
        ]
        let arns = try numbers.map { try VersionARN("\(Self.stem)/v1/\($0)") }
        for (place, arn) in arns.enumerated() {
            for (other, older) in arns.enumerated() { #expect(arn.isNewer(than: older) == (place > other)) }
            let padded = try VersionARN("\(Self.stem)/v2/000\(numbers[place])")
            #expect(!padded.isNewer(than: arn) && !arn.isNewer(than: padded))
        }
        #expect(arns.last?.creationTime == .max && arns.first?.creationTime == 0)
    }
}
