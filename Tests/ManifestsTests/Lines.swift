@testable import Manifests

/// Lines as in the guide.
enum Lines {
    static func imageLevel(_ label: String, image: String? = nil) -> String {
        """
        {"source-ref":"s3://bucket/\(image ?? label).png","kind":1,"kind-metadata":{"confidence":0.95,\
        "job-name":"labeling-job/kind","class-name":"\(label)","human-annotated":"yes",\
        "creation-date":"2020-03-06T17:46:39.176","type":"groundtruth/image-classification"}}
        """
    }

    static func boxes(names: [String] = ["Echo", "Echo Dot"]) -> String {
        """
        {"source-ref":"s3://bucket/IMG_1186.png","boxes":{"image_size":[{"width":640,"height":480,"depth":3}],\
        "annotations":[{"class_id":1,"top":251,"left":399,"width":155,"height":101},\
        {"class_id":0,"top":65,"left":86,"width":220,"height":334}]},"boxes-metadata":{"objects":[{"confidence":1},\
        {"confidence":1}],"class-map":{"0":"\(names[0])","1":"\(names[1])"},"type":"groundtruth/object-detection",\
        "human-annotated":"yes","creation-date":"2013-11-18T02:53:27","job-name":"my job"}}
        """
    }
}

struct CheckResult {
    var findings: [ManifestFinding]
    var summary: ManifestSummary
    var codes: [FindingCode] { findings.map(\.code) }
}

func check(_ lines: [String], _ dataset: Dataset = .training, after training: ManifestSummary? = nil) -> CheckResult {
    check(bytes: Array((lines.joined(separator: "\n") + "\n").utf8), dataset, after: training)
}

func check(text: String) -> CheckResult { check(bytes: Array(text.utf8)) }

/// - Parameter cuts: where the bytes are cut into chunks.
func check(
    bytes: [UInt8],
    _ dataset: Dataset = .training,
    after training: ManifestSummary? = nil,
    cuts: [Int] = []
) -> CheckResult {
    var findings: [ManifestFinding] = []
    let checker = ManifestChecker(dataset, after: training) { findings.append($0) }
    var start = 0
    for end in cuts.sorted() + [bytes.count] where end > start {
        checker.feed(Array(bytes[start..<end]))
        start = end
    }
    let summary = checker.finish()
    return CheckResult(findings: findings, summary: summary)
}
