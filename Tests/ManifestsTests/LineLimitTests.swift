import ModelVersions
import Testing

@testable import Manifests

/// Each limit of a line at its value and one beyond (Sources/Manifests/Rules, `Limits`).
@Suite("Manifests: the limits of a line", .timeLimit(.minutes(30)))
struct LineLimitTests {
    /// A box that is valid in an image of 640 x 480.
    private static let box = #"{"class_id":0,"top":1,"left":1,"width":10,"height":10}"#

    private func line(
        boxes: [String] = [box],
        width: Int = 640,
        height: Int = 480,
        classes: String = #""0":"a""#
    ) -> String {
        let objects = Array(repeating: #"{"confidence":1}"#, count: boxes.count).joined(separator: ",")
        return """
            {"source-ref":"s3://bucket/1.png","b":{"image_size":[{"width":\(width),"height":\(height),"depth":3}],\
            "annotations":[\(boxes.joined(separator: ","))]},"b-metadata":{"objects":[\(objects)],\
            "class-map":{\(classes)},"type":"groundtruth/object-detection","human-annotated":"yes",\
            "creation-date":"2013-11-18T02:53:27"}}
            """
    }

    private func box(_ left: String, _ top: String, _ width: String, _ height: String) -> String {
        #"{"class_id":0,"left":\#(left),"top":\#(top),"width":\#(width),"height":\#(height)}"#
    }

    /// The findings of one line, without those that a manifest of one line has anyway.
    private func codes(_ line: String) -> [FindingCode] {
        check([line]).codes.filter { ![.tooFewLabels, .tooManyInvalidRows, .labelWithoutImages].contains($0) }
    }

    // MARK: Boxes

    // tm-debugging-json-line-errors: "off the image frame or contains negative values". Read as whole pixels, a box that is
    // less than a pixel outside is within the frame.
    @Test("a box may be flush with each edge, or less than a pixel beyond it")
    func edges() {
        #expect(codes(line(boxes: [box("0", "0", "640", "480")])).isEmpty)
        for good in [
            box("0", "10", "5", "5"), box("10", "0", "5", "5"), box("635", "10", "5", "5"),
            box("10", "475", "5", "5"),
        ] {
            #expect(codes(line(boxes: [good])).isEmpty, "\(good)")
        }
        for bad in [
            box("-1", "10", "5", "5"), box("10", "-1", "5", "5"), box("636", "10", "5", "5"),
            box("10", "476", "5", "5"), box("10", "10", "-5", "5"), box("10", "10", "5", "-5"),
        ] {
            #expect(codes(line(boxes: [bad])) == [.invalidBoundingBox, .noValidAnnotations, .noValidLabelAttributes])
        }
        for good in [
            box("-0.999", "10", "5", "5"), box("10", "-1e-9", "5", "5"), box("635.999", "10", "5", "5"),
            box("10", "475.999", "5", "5"), box("199.84", "10", "440.17", "5"),
        ] {
            #expect(codes(line(boxes: [good])) == [.fractionalBoundingBoxes], "\(good)")
        }
        for bad in [
            box("-1.001", "10", "5", "5"), box("10", "-1.001", "5", "5"), box("636.001", "10", "5", "5"),
            box("10", "476.001", "5", "5"), box("10", "10", "-0.5", "5"), box("10", "10", "5", "-0.5"),
        ] {
            #expect(codes(line(boxes: [bad])).contains(.invalidBoundingBox), "\(bad)")
        }
    }

    @Test(
        "a value beyond 2^53 is outside the image, and a good box beside it is used",
        arguments: ["9007199254740993", "1e17", "1e400", "-1e400", "1E+30", String(repeating: "9", count: 400)]
    )
    func largeValues(value: String) {
        for bad in [
            box(value, "9", "5", "5"), box("9", value, "5", "5"), box("9", "9", value, "5"), box("9", "9", "5", value),
        ] {
            #expect(codes(line(boxes: [bad])) == [.invalidBoundingBox, .noValidAnnotations, .noValidLabelAttributes])
            let both = check([line(boxes: [bad, Self.box])])
            #expect(both.summary.boxes == 1 && both.findings.first?.code == .invalidBoundingBox)
        }
        #expect(codes(line(boxes: [box(value, "-1e400", value, "1e400")])).contains(.invalidBoundingBox))
    }

    @Test("a box is larger than 1 x 1, after the image is scaled to 1280 pixels")
    func scaling() {
        // Of each image, the longest side that is too short, and one that is not.
        let cases: [(width: Int, height: Int, small: String, large: String)] = [
            (1280, 640, "1", "1.0001"), (640, 1280, "1", "1.0001"), (1281, 640, "1", "1.001"),
            (1281, 640, "1.0007", "1.0008"), (2560, 640, "2", "2.001"), (640, 2560, "2", "3"),
            (4096, 640, "3.2", "3.3"),
        ]
        for (width, height, small, large) in cases {
            let what = "\(width) x \(height)"
            for bad in [box("9", "9", small, "30"), box("9", "9", "30", small)] {
                let findings = check([line(boxes: [bad], width: width, height: height)]).findings
                #expect(findings.first?.code == .boundingBoxTooSmall, "\(what): \(bad)")
                let isScaled = findings.first?.message.contains("scaled") == true
                #expect(isScaled == (max(width, height) > 1280))
            }
            for good in [box("9", "9", large, "30"), box("9", "9", "30", large)] {
                let found = codes(line(boxes: [good], width: width, height: height))
                #expect(found.filter { $0 != .fractionalBoundingBoxes } == [], "\(what): \(good)")
            }
        }
    }

    @Test("50 boxes an image, not 51")
    func boxes() {
        let most = check([line(boxes: Array(repeating: Self.box, count: 50))])
        #expect(most.findings.isEmpty && most.summary.boxes == 50)
        let more = check([line(boxes: Array(repeating: Self.box, count: 51))])
        #expect(more.codes.first == .tooManyBoundingBoxes && more.summary.boxes == 0)
        #expect(more.findings.first?.message == "51 bounding boxes; the limit is 50")
    }

    @Test("a class ID is a whole number of at most 15 digits in the class map, without leading zeros")
    func classIDs() {
        func codes(_ id: String, _ key: String) -> [FindingCode] {
            self.codes(
                line(
                    boxes: [Self.box.replacing("\"class_id\":0", with: "\"class_id\":\(id)")],
                    classes: "\"\(key)\":\"a\""
                )
            )
        }
        #expect(codes("0", "0").isEmpty && codes("999999999999999", "999999999999999").isEmpty)
        #expect(codes("10", "10").isEmpty && codes("10", #"1\u0030"#).isEmpty)
        for (id, key) in [("1000000000000000", "1000000000000000"), ("0", "00"), ("1", "01"), ("1", "+1"), ("1", "")] {
            #expect(codes(id, key).contains(.missingClassMapID), "\(id) \(key)")
        }
        #expect(codes("0.5", "0") == [.invalidLabelAttributeFormat, .noValidLabelAttributes])
    }

    // MARK: Images

    @Test("`image_size` is from 64 to 4096 pixels each way, and at most 20:1")
    func imageSizes() {
        for (width, height) in [(64, 64), (4096, 4096), (1280, 64), (64, 1280), (4096, 205)] {
            #expect(codes(line(width: width, height: height)).isEmpty, "\(width) x \(height)")
        }
        // Guide page tm-debugging-json-line-errors: "ERROR_INVALID_IMAGE_DIMENSION is reported for images with bounding
        // boxes".
        for (width, height) in [(63, 64), (64, 63), (4097, 4096), (4096, 4097)] {
            #expect(codes(line(width: width, height: height)) == [.invalidImageDimension, .noValidLabelAttributes])
        }
        for (width, height) in [(1281, 64), (64, 1281), (4096, 204)] {
            #expect(codes(line(width: width, height: height)) == [.invalidImage, .noValidLabelAttributes])
        }
        #expect(ImageLimits.problem(width: 4096, height: 4096) == nil)
        for (width, height) in [(0, 480), (640, 0)] {
            #expect(codes(line(width: width, height: height)).first == .invalidLabelAttributeFormat)
        }
        let flat = line().replacing("\"depth\":3", with: "\"depth\":0")
        #expect(codes(flat).first == .invalidLabelAttributeFormat)
        #expect(codes(line().replacing("\"depth\":3", with: "\"depth\":1")).isEmpty)
    }

    @Test("a bucket has 3 to 255 characters, a key 1 to 1,024 bytes")
    func sourceRefs() {
        func codes(_ bucket: String, _ key: String) -> [FindingCode] {
            self.codes(line().replacing("s3://bucket/1.png", with: "s3://\(bucket)/\(key)"))
        }
        func text(_ count: Int) -> String { String(repeating: "b", count: count) }
        #expect(codes(text(3), "k").isEmpty && codes(text(255), "k").isEmpty)
        for bucket in [text(2), text(256), "a*c", ""] { #expect(codes(bucket, "k") == [.invalidSourceRefFormat]) }
        #expect(codes(text(3), text(1024)).isEmpty && codes(text(3), text(1025)) == [.invalidSourceRefFormat])
        #expect(codes(text(3), "") == [.invalidSourceRefFormat])
        // The limit of a key counts bytes (S3 user guide: object keys). An escape counts as what it stands for.
        let wide = String(repeating: "é", count: 512)
        #expect(codes(text(3), wide).isEmpty && codes(text(3), wide + "a") == [.invalidSourceRefFormat])
        let escaped = String(repeating: #"\u00e9"#, count: 512)
        #expect(codes(text(3), escaped).isEmpty && codes(text(3), escaped + "a") == [.invalidSourceRefFormat])
        // The image has the whole key.
        for key in [wide, escaped] {
            var images: [ImageReference] = []
            let checker = ManifestChecker(.training) {
                images.append($0)
            } emit: { _ in
            }
            checker.feed(Array((line().replacing("1.png", with: key) + "\n").utf8))
            #expect(images.map(\.object.key) == [wide])
        }
    }

    // MARK: Labels

    @Test("the name of a label has 256 characters at most, not bytes", arguments: ["a", "é", "漢", "👁", #"\u00e9"#])
    func names(character: String) {
        let most = String(repeating: character, count: 256)
        #expect(codes(Lines.imageLevel(most, image: "1")).isEmpty)
        #expect(codes(line(classes: "\"0\":\"\(most)\"")).isEmpty)
        for more in [most + "b", most + character] {
            for line in [Lines.imageLevel(more, image: "1"), line(classes: "\"0\":\"\(more)\"")] {
                #expect(codes(line) == [.invalidLabelNameLength, .noValidLabelAttributes])
                #expect(check([line]).findings[0].message == "the label's name has 257 characters; the limit is 256")
            }
        }
    }

    @Test("50 labels an image, each counted once")
    func labelsOfAnImage() {
        func line(_ labels: Int, more: String = "") -> String {
            let attributes = (0..<labels).map { number in
                """
                "k\(number)":1,"k\(number)-metadata":{"confidence":1,"class-name":"\(number)","human-annotated":"no",\
                "creation-date":"2020","type":"groundtruth/image-classification"}
                """
            }
            return "{\"source-ref\":\"s3://bucket/1.png\",\(attributes.joined(separator: ","))\(more)}"
        }
        #expect(check([line(50)]).findings.isEmpty)
        let many = check([line(51)]).findings
        #expect(many.map(\.code) == [.tooManyLabelsPerImage] && many[0].message.contains("51 labels"))
        // The 51st attribute repeats a label.
        let again = """
            ,"again":1,"again-metadata":{"confidence":1,"class-name":"0","human-annotated":"no",\
            "creation-date":"2020","type":"groundtruth/image-classification"}
            """
        #expect(check([line(50, more: again)]).findings.isEmpty)
    }

    @Test("a confidence is from 0 to 1", arguments: ["0", "1", "0.0", "1.0", "1e0", "0.999999999999"])
    func confidence(text: String) {
        #expect(codes(Lines.imageLevel("a").replacing("0.95", with: text)).isEmpty)
    }

    @Test(
        "no other confidence is accepted",
        arguments: ["1.000000000001", "-0.000000001", "2", "1e1", "\"1\"", "null"]
    )
    func badConfidence(text: String) {
        let found = codes(Lines.imageLevel("a").replacing("0.95", with: text))
        #expect(found == [.invalidLabelAttributeMetadataFormat, .noValidLabelAttributes])
    }

    // MARK: Text

    @Test("a line has 100,000 characters at most, not bytes", arguments: ["x", "é", "👁"])
    func length(character: String) {
        let bare = Lines.imageLevel("a").dropLast() + ",\"n\":\"\"}"
        let room = 100_000 - bare.unicodeScalars.count
        func line(_ extra: Int) -> String {
            Lines.imageLevel("a").dropLast() + ",\"n\":\"\(String(repeating: character, count: room + extra))\"}"
        }
        #expect(codes(line(0)).isEmpty)
        let long = check([line(1)]).findings
        #expect(long.map(\.code).prefix(1) == [.lineTooLong])
        #expect(long.first?.message == "the line has 100001 characters; the limit is 100000")
    }

    @Test("a line of 400,000 bytes is still read, a longer one is skipped, however it is cut")
    func bytes() {
        // 100,000 characters of four bytes each: not JSON, and not too long.
        let most = Array(String(repeating: "👁", count: 100_000).utf8) + [0x0A]
        let more = [0x78] + most
        for cuts in [[], [7, 200_000, 399_999], [400_000], [400_001]] {
            #expect(check(bytes: most, cuts: cuts).codes.first == .invalidJSONLine)
            let long = check(bytes: more, cuts: cuts).findings
            #expect(long.first?.code == .lineTooLong)
            #expect(long.first?.message.contains("far more than 100000") == true)
        }
    }

    @Test(
        "a name that occurs twice is found among few and among thousands of members",
        arguments: [1, 14, 15, 16, 17, 3000]
    )
    func duplicates(members: Int) {
        // Names of less than eight bytes, and longer ones.
        let names = (0..<members).map { $0 % 2 == 0 ? "n\($0)" : "a longer name \($0)" }
        func object(_ names: [String]) -> String { names.map { "\"\($0)\":{}" }.joined(separator: ",") }
        func line(_ names: [String]) -> String { Lines.imageLevel("a").dropLast() + ",\(object(names))}" }
        func nested(_ names: [String]) -> String { Lines.imageLevel("a").dropLast() + ",\"n\":{\(object(names))}}" }
        #expect(codes(line(names)).isEmpty && codes(nested(names)).isEmpty)
        for name in Set([names[0], names[members / 2], names[members - 1]]) {
            let escaped = name.replacing("n", with: #"\u006e"#)
            for again in [name, escaped] {
                for text in [line(names + [again]), nested(names + [again])] {
                    let found = check([text]).findings.first
                    #expect(found?.code == .invalidJSONLine && found?.message == "a name occurs twice in an object")
                }
            }
        }
        // The same name in another object is another name.
        #expect(codes(nested(names + ["source-ref"])).isEmpty)
        #expect(codes(line(names + ["source-ref"])) == [.invalidJSONLine])
    }

    @Test("values nest 512 levels deep at most")
    func depth() {
        func line(_ levels: Int) -> String {
            let value = String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
            return Lines.imageLevel("a").dropLast() + ",\"n\":\(value)}"
        }
        #expect(codes(line(512)).isEmpty)
        #expect(codes(line(513)) == [.invalidJSONLine])
    }
}
