import DesiredState
import Diagnostics
import Foundation
import Planning
import TestSupport
import Testing

@testable import Reports

/// The review of the sample plan, of which two projects have no history.
func sampleReview(_ change: (inout Plan) -> Void = { _ in }) -> Review {
    var plan = samplePlan()
    plan.projects[0].history = TrainingHistory(count: 4, shortest: 3600, median: 5400, longest: 9000)
    change(&plan)
    var review = Review(
        plan,
        of: DesiredState(),
        options: .init(toolVersion: "1.2.3", showsUnchanged: true, showsUnmanaged: true, paths: ["models"])
    )
    review.marker = ReviewMarker(command: "plan", key: "signs", order: .init(run: 12, attempt: 2))
    return review
}

/// JSON as people compare it.
func prettyJSON(_ text: String) throws -> String {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let data = try JSONSerialization.data(withJSONObject: value, options: [.prettyPrinted, .sortedKeys])
    return String(decoding: data, as: UTF8.self) + "\n"
}

let sampleDiagnostics = DiagnosticList([
    .error("cannot read models/x: permission denied", help: "give this user the right to read it"),
    .error(
        "`name: v1` is described twice",
        at: SourceLocation(path: "models/signs.yaml", line: 7, column: 5),
        related: [.init("first described here", at: SourceLocation(path: "models/other.yaml", line: 3, column: 5))],
        help: "give one of the two another name"
    ),
    .warning("`tags` has a key that differs only in case", at: .init(path: "models/signs.yaml", line: 9, column: 7)),
])

struct ReviewGoldenTests {
    @Test("Every format of a plan with every outcome", arguments: ReviewFormat.all)
    func plan(format: ReviewFormat) throws {
        let text = format.render(sampleReview())
        try expectGolden(format == .sarif ? prettyJSON(text) : text, "review-plan-\(format.name)")
    }

    @Test("Every format of a desired state that is not valid", arguments: ReviewFormat.all)
    func validate(format: ReviewFormat) throws {
        let review = Review(sampleDiagnostics, command: "validate", toolVersion: "1.2.3", paths: ["models"])
        let text = format.render(review)
        try expectGolden(format == .sarif ? prettyJSON(text) : text, "review-validate-\(format.name)")
    }

    @Test("The names of formats, which people write in their pipelines")
    func names() {
        #expect(ReviewFormat.all.map(\.name) == ["markdown", "github", "sarif", "junit"])
    }
}
