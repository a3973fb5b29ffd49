import Fuzzing
import Testing

/// Inputs of 1, 10 and 100 KB of one shape. What is made of them, in bytes, may grow as they do. A time that grows with
/// the square of the length exceeds the time limit.
@Suite(.timeLimit(.minutes(30)))
struct GrowthTests {
    /// An input of a shape: a start, parts with a number, an end.
    struct Shape: CustomTestStringConvertible, Sendable {
        var target: FuzzTarget
        var start = ""
        var part: @Sendable (Int) -> String
        var end = ""

        init(_ target: FuzzTarget, _ start: String = "", _ end: String = "", part: @escaping @Sendable (Int) -> String)
        {
            (self.target, self.start, self.part, self.end) = (target, start, part, end)
        }

        var testDescription: String { "\(target): \(start.prefix(40))\(part(0))" }

        func input(_ size: Int) -> [UInt8] {
            var bytes = Array(start.utf8)
            var number = 0
            while bytes.count + end.utf8.count < size {
                bytes += part(number).utf8
                number += 1
            }
            return bytes + end.utf8
        }
    }

    private static let project = "arn:aws:rekognition:us-east-1:111122223333:project/p/1700000000000"
    private static let head = "apiVersion: rekon/v1\nproject: \(project)\nversions:\n"
    private static let plan = #"{"kind": "rekon.plan", "formatVersion": "1.0", "#
    private static let line = #"{"source-ref":"s3://data/a.png","#

    private static let shapes = [
        Shape(.yaml, head) { "  - {name: v\($0), output: s3://bucket/out/}\n" },
        Shape(.yaml, head + "  - {name: v, output: s3://bucket/out/, tags: &t {a: b}}\n") {
            "  - {name: v\($0), <<: *t}\n"
        },
        Shape(.yaml, head) { _ in "  - {name: v, output: x, wrong: y}\n" },
        Shape(.yaml, "a: &a [b]\n") { "k\($0): *a\n" },
        Shape(.yaml, "\"", "\"") { _ in "\\u00e9" },
        Shape(.yaml, "--- a\n") { _ in "---\n" },
        Shape(.yaml) { "%TAG !t\($0)! tag:x\n" },
        Shape(.yaml) { _ in "[" },
        Shape(.yaml) { _ in "- " },
        Shape(.yaml) { _ in "\u{85}" },
        Shape(.interpolation) { _ in "${x}" },
        Shape(.interpolation) { _ in "${var:c}" },
        Shape(.interpolation) { _ in "${var:z:-" },
        Shape(.interpolation) { _ in "$" },
        Shape(.json, "[", "0]") { #"{"a\#($0)":[1,"\n"]},"# },
        Shape(.json, "{", #""z":0}"#) { #""a\#($0)":-1.5e3,"# },
        Shape(.json, "\"", "\"") { _ in #"\ud83d\ude00"# },
        Shape(.json, "", "1") { _ in "9" },
        Shape(.answers, #"{"ProjectDescriptions":["#, "{}]}") { #"{"ProjectArn":"a\#($0)"},"# },
        Shape(.answers, #"{"ProjectVersionDescriptions":["#, "{}]}") { #"{"Status":"\#($0)"},"# },
        Shape(.answers, #"{"Tags":{"#, #""z":""}}"#) { #""a\#($0)":"b","# },
        Shape(.answers, #"{"__type":"E","message":""#, "\"}") { _ in "\u{301}" },
        Shape(.answers, #"{"__type":"E","message":""#, "\"}") { _ in #"\\"# },
        Shape(.plans, plan + #""a":["#, "0]}") { #"{"b\#($0)":[]},"# },
        Shape(.plans, plan + #""a":"#, "0") { _ in "[" },
        Shape(.plans, plan + #""projects":["#, "{}]}") { _ in "{}," },
        Shape(.sandbox) { #"CreateProject {"ProjectName":"p\#($0)"}"# + "\n" },
        Shape(.sandbox, #"DescribeProjectVersions {"ProjectArn":"\#(project)","VersionNames":["#, "\"\"]}") {
            "\"v\($0)\","
        },
        Shape(.sandbox, #"CreateProject {"ProjectName":"p","Tags":{"#, #""z":""}}"#) { #""a\#($0)":"b","# },
        Shape(.xml, "<a>", "</a>") { _ in "<b>x&amp;</b>" },
        Shape(.xml) { _ in "<a>" },
        Shape(.xml, "<a ", "/>") { #"b\#($0)="c" "# },
        Shape(.xml, "<a>", "</a>") { _ in "<!--x-->&#10;" },
        Shape(.s3, "bytes 0-0/1\n<ListBucketResult>", "</ListBucketResult>") {
            "<Contents><Key>\($0)</Key><Size>1</Size></Contents>"
        },
        Shape(.s3, "bytes 0-", "/1\nx") { _ in "9" },
        Shape(.config) { "[profile p\($0)]\nregion = x\n" },
        Shape(.config, "[default]\ns3 =\n") { "  k\($0) = v\n" },
        Shape(.config, "[default]\n") { _ in "a = b # \n" },
        Shape(.redaction) { _ in "\\" },
        Shape(.redaction, "a") { _ in "\u{301}" },
        Shape(.redaction) { _ in "-----BEGIN " },
        Shape(.redaction) { _ in "x://y@" },
        Shape(.redaction) { _ in "password " },
        Shape(.manifests) { #"{"source-ref":"s3://data/\#($0).png","l":1}"# + "\n" },
        Shape(.manifests, line, #""z":0}"#) { #""a\#($0)":{"b":1},"# },
        Shape(.manifests, line + #""errors":["#, "{}]}\n") { #"{"code":"c\#($0)","message":"m"},"# },
        Shape(.manifests, #"{"statistics":{"training":{"errors":["#, "{}]}}}") {
            #"{"code":"c\#($0)","message":"m"},"#
        },
        Shape(.manifests) { _ in "[" },
        Shape(.manifests) { _ in "\n" },
    ]

    @Test("Ten times the input gives at most about ten times as much", arguments: shapes)
    func growth(shape: Shape) async throws {
        var last: Int?
        for size in [1000, 10_000, 100_000] {
            let made = try await shape.target.check(shape.input(size))
            // A message can be new at a length, and numbers become longer.
            if let last { #expect(made <= 12 * last + 4096, "\(size) bytes of input gave \(made), a tenth \(last)") }
            last = made
        }
    }

    /// The inputs of the past that took seconds or a gigabyte.
    private static let findings: [(shape: Shape, size: Int)] = [
        (Shape(.answers, #"{"ProjectVersionDescriptions":["#, "{}]}") { _ in "{}," }, 8_000_000),
        (Shape(.plans, plan + #""a":"#, String(repeating: "]", count: 3800) + "}") { _ in "[" }, 8000),
        (Shape(.redaction, "a") { _ in "\u{301}" }, 40_000),
        (Shape(.redaction) { _ in "\\" }, 80_000),
        (
            Shape(.manifests, #"{""# + String(repeating: "k", count: 50_000) + #"":{"errors":["#, "{}]}}\n") {
                #"{"code":"c\#($0)","message":"m"},"#
            }, 100_000
        ),
        (Shape(.interpolation) { _ in "${x}" }, 200_000),
        (Shape(.yaml) { "%TAG !t\($0)! tag:x\n" }, 446_000),
    ]

    @Test("What took long in the past", arguments: findings)
    func past(shape: Shape, size: Int) async throws {
        #expect(try await shape.target.check(shape.input(size)) <= 20 * size)
    }
}
