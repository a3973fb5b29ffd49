import Foundation
import Testing

@testable import Commands

@Suite("manifest check --images", .timeLimit(.minutes(30)))
struct ManifestImagesTests {
    private static func line(_ image: Int, bucket: String = "acme-data") -> String {
        """
        {"source-ref":"s3://\(bucket)/signs/\(image).png","sign":1,"sign-metadata":{"confidence":1,\
        "class-name":"\(image % 2 == 0 ? "stop" : "yield")","human-annotated":"yes","creation-date":"2026-11-06",\
        "type":"groundtruth/image-classification"}}

        """
    }

    private func put(_ images: Range<Int>, _ place: Workplace, region: String = "us-east-1") async throws {
        let file = try place.write("image", "some bytes")
        for image in images {
            let uri = "s3://acme-data/signs/\(image).png"
            let put = await place.run("sandbox", "put", "--sandbox", place.sandbox, "--region", region, uri, file)
            #expect(put.status == .success)
        }
    }

    /// Takes rights away.
    private func deny(_ actions: [String], _ place: Workplace) throws {
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        var document = try #require(JSONSerialization.jsonObject(with: Data(state.utf8)) as? [String: Any])
        var buckets = try #require(document["buckets"] as? [[String: Any]])
        buckets[0]["denied"] = actions
        document["buckets"] = buckets
        try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: place.sandbox))
    }

    @Test("images that exist pass, in any region")
    func there() async throws {
        let place = try Workplace()
        try await put(0..<6, place, region: "eu-west-1")
        let file = try place.write("a.manifest", (0..<6).map { Self.line($0) }.joined())
        let outcome = await place.run("manifest", "check", "--images", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .success, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("in S3     6 images checked with 2 requests; 0 lines without"))
    }

    @Test("a missing image is an error of its lines, and counts among the invalid ones")
    func missing() async throws {
        let place = try Workplace()
        try await put(0..<6, place)
        let text = (0..<8).map { Self.line($0) }.joined() + Self.line(7) + "nonsense\n"
        let file = try place.write("a.manifest", text)
        let outcome = await place.run("manifest", "check", "--images", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .failure)
        for line in [7, 8, 9] {
            #expect(outcome.output.contains("a.manifest:\(line):15: error: ERROR_INVALID_IMAGE: S3 has no object"))
        }
        #expect(outcome.output.contains("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"))
        #expect(outcome.output.contains("10: 6 valid, 0 ignored, 4 invalid"))
        #expect(outcome.output.contains("8 images checked with 1 request; 3 lines without a usable image"))
        let without = await place.run("manifest", "check", file)
        #expect(without.output.contains("10: 9 valid"))
    }

    @Test("without the right to list, images are read one by one; an unreadable image does not pass")
    func denied() async throws {
        let place = try Workplace()
        try await put(0..<4, place)
        let file = try place.write("a.manifest", (0..<4).map { Self.line($0) }.joined())
        try deny(["s3:ListBucket"], place)
        let heads = await place.run("manifest", "check", "--images", "--sandbox", place.sandbox, file)
        #expect(heads.status == .success, "\(heads.output)")
        #expect(heads.output.contains("4 images checked with 5 requests"))
        try deny(["s3:ListBucket", "s3:GetObject"], place)
        let blind = await place.run(
            "manifest",
            "check",
            "--images",
            "--fail-on",
            "terminal",
            "--sandbox",
            place.sandbox,
            file
        )
        #expect(blind.status == .failure)
        #expect(blind.output.contains("a.manifest:1:15: warning: IMAGE_NOT_CHECKED: "))
        #expect(
            blind.output.contains(
                "allow s3:GetObject on the images and s3:ListBucket on acme-data; also 3 more images"
            )
        )
        #expect(blind.output.contains("Incomplete: the images of 4 lines could not be checked."))
        #expect(!blind.output.contains("No errors."))
    }

    @Test("a missing bucket has no images")
    func noBucket() async throws {
        let place = try Workplace()
        try await put(0..<1, place)
        let file = try place.write("a.manifest", (0..<3).map { Self.line($0, bucket: "acme-nowhere") }.joined())
        let outcome = await place.run("manifest", "check", "--images", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains(":1:15: error: ERROR_INVALID_IMAGE: the image's bucket does not exist"))
    }

    @Test("content is read, and reported in JSON")
    func content() async throws {
        let place = try Workplace()
        try await put(0..<4, place)
        let file = try place.write("a.manifest", (0..<4).map { Self.line($0) }.joined())
        let outcome = await place.run(
            "manifest",
            "check",
            "--image-content",
            "--format",
            "json",
            "--sandbox",
            place.sandbox,
            file
        )
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("neither PNG nor JPEG"))
        #expect(outcome.output.contains(#""depth" : "content""#))
        #expect(outcome.output.contains(#""requests" : 4"#))
    }
}
