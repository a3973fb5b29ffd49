import Foundation
import Testing

@testable import Commands

/// What is in the datasets of a project: at a plan, between a review and its apply, and in drift and status.
@Suite(.timeLimit(.minutes(30)))
struct ProjectDatasetTests {
    private func seeded(_ text: String = document("v1", "v2")) async throws -> (place: Workplace, file: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", file).status == .success)
        return (place, file)
    }

    /// The ARN of the training dataset.
    private func dataset(_ place: Workplace) throws -> String {
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8).replacing("\\/", with: "/")
        return String(try #require(text.firstMatch(of: #/arn:[a-z0-9:-]*project/signs/dataset/train/[0-9]+/#)?.0))
    }

    private func deny(_ action: String, in place: Workplace) throws {
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let other = text.replacing("\"type\" : \"TRAIN\"", with: "\"type\" : \"TRAIN\", \"denied\" : [\"\(action)\"]")
        #expect(other != text)
        try place.write("state.json", other)
    }

    private static func line(_ image: String, _ label: String?) -> String {
        let metadata = label.map {
            """
            ,"k-metadata":{"class-name":"\($0)","confidence":1,"type":"groundtruth/image-classification",\
            "human-annotated":"yes","creation-date":"2026-11-01T00:00:00","job-name":"j"}
            """
        }
        return "{\"source-ref\":\"s3://bucket/\(image).jpg\",\"k\":1\(metadata ?? "")}\n"
    }

    private func put(_ lines: String, into place: Workplace) async throws {
        let file = try place.write("lines.manifest", lines)
        let put = await place.run("sandbox", "put", try dataset(place), file)
        #expect(put.status == .success, "\(put.errors)")
    }

    private let changed = Self.line("1", "stop") + Self.line("2", "yield") + Self.line("3", nil)

    @Test("verify shows the counts, and the entries with errors as manifest check does")
    func verify() async throws {
        let (place, file) = try await seeded()
        let good = await place.run("verify", file)
        #expect(good.status == .success, "\(good.output)")
        #expect(good.output.contains("the training dataset: 20 entries, 20 labelled, 2 labels, updated "))
        let others = (4...6).map { Self.line("\($0)", "stop") }.joined()
        try await put(changed + others, into: place)
        let bad = await place.run("verify", file)
        #expect(bad.status == .success)
        let arn = try dataset(place)
        #expect(
            bad.output.contains(
                """
                  ~ warning: dataset-entries  \(arn)
                    the training dataset: 1 of 6 entries with errors; the training leaves them, or parts of them, out
                      s3://bucket/3.jpg: error: ERROR_NO_LABEL_ATTRIBUTES: no label attribute NAME that comes with NAME-metadata
                        help: give the line a label attribute NAME and its NAME-metadata, spelt alike (for an adapter `content-moderation-groundtruth` alone); or remove the line
                    help: correct the entries in the console, or with UpdateDatasetEntries
                    for v1 (a.yaml:5), v2 (a.yaml:6)

                """
            ),
            "\(bad.output)"
        )
        let json = await place.run("verify", "--format", "json", file)
        #expect(json.output.contains("\"image\" : \"s3://bucket/3.jpg\""), "\(json.output)")
        #expect(json.output.contains("\"count\" : 1,"))
        let sarif = await place.run("verify", "--format", "sarif", file)
        #expect(sarif.output.contains("; first: s3://bucket/3.jpg: error: ERROR_NO_LABEL_ATTRIBUTES"))
        let without = await place.run("verify", "--no-manifests", file)
        #expect(without.output.contains("1 of 6 entries with errors") && !without.output.contains("3.jpg"))
        try await put(changed, into: place)
        let invalid = await place.run("verify", file)
        #expect(invalid.status == .blocked)
        #expect(
            invalid.output.contains(
                """
                1 of 3 entries with errors; the training leaves them, or parts of them, out; it ends with an error if \
                more than 20 % of the lines are invalid; ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST: 1 invalid by the \
                published rules
                """
            ),
            "\(invalid.output)"
        )
        // Without the entries, their number alone does not tell.
        #expect(await place.run("verify", "--no-manifests", file).status == .success)
        try await put(Self.line("1", nil), into: place)
        let useless = await place.run("verify", file)
        #expect(useless.status == .blocked)
        #expect(useless.output.contains("ERROR_MANIFEST_TOO_FEW_LABELS: no entry of the dataset has a label"))
    }

    @Test("verify shows the first three errors of a code, how many more there are, and the help once")
    func manyErrors() async throws {
        let (place, file) = try await seeded()
        let good = (11...40).map { Self.line("\($0)", "stop") }.joined()
        try await put(good + (1...5).map { Self.line("\($0)", nil) }.joined(), into: place)
        let verify = await place.run("verify", file)
        let code = "ERROR_NO_LABEL_ATTRIBUTES"
        #expect(verify.output.ranges(of: "error: \(code): ").count == 3, "\(verify.output)")
        #expect(verify.output.contains("\n      2 more of \(code)\n        help: give the line a label attribute NAME"))
        #expect(verify.output.ranges(of: "help: give the line").count == 1)
    }

    @Test("verify without a permission: unknown, and the permission is named")
    func denied() async throws {
        for action in [
            "rekognition:DescribeDataset", "rekognition:ListDatasetEntries", "rekognition:ListDatasetLabels",
        ] {
            let (place, file) = try await seeded()
            try await put(changed, into: place)
            try deny(action, in: place)
            let verify = await place.run("verify", "--format", "json", file)
            #expect(verify.status == .failure)
            #expect(verify.output.contains("\"permission\" : \"\(action)\""), "\(verify.output)")
        }
    }

    @Test("verify compares the labels of the two datasets by their names")
    func labelNames() async throws {
        let (place, file) = try await seeded()
        try await put(Self.line("1", "harbour") + Self.line("2", "lighthouse"), into: place)
        let verify = await place.run("verify", file)
        #expect(verify.status == .blocked)
        #expect(
            verify.output.contains(
                "ERROR_INSUFFICIENT_LABEL_OVERLAP: 0 % of the training dataset's labels are in the test dataset"
            ),
            "\(verify.output)"
        )
    }

    @Test("3: the entries were edited between the review and the apply")
    func edited() async throws {
        let (place, file) = try await seeded()
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        #expect(try String(contentsOfFile: plan, encoding: .utf8).contains("\"labeledEntries\" : 20"))
        try await put(changed, into: place)
        let apply = await place.run("apply", plan)
        #expect(apply.status == .blocked)
        #expect(
            apply.errors.contains(
                """
                  - project `signs` has a training dataset that was changed: it had 20 entries, and has 3; it had 20 \
                labelled entries, and has 2; it had 0 entries with errors, and has 1; its last update was
                """
            ),
            "\(apply.errors)"
        )
        // A new plan holds.
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        #expect(await place.run("apply", plan).status == .success)
        // All is done: a later edit does not matter.
        try await put(Self.line("9", "stop"), into: place)
        #expect(await place.run("apply", plan).status == .success)
    }

    @Test("3: the entries were edited between a deferral and the next apply of the plan")
    func editedAfterADeferral() async throws {
        let (place, file) = try await seeded()
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        let first = await place.run("apply", "--max-trainings", "1", plan)
        #expect(first.status == .unfinished)
        #expect(first.output.hasSuffix("Apply: 1 created, 1 deferred.\n"), "\(first.output)")
        try await put(changed, into: place)
        let second = await place.run("apply", plan)
        #expect(second.status == .blocked)
        #expect(second.errors.contains("has a training dataset that was changed: it had 20 entries, and has 3"))
        #expect(try !String(contentsOfFile: place.sandbox, encoding: .utf8).contains("/version/v2/"))
    }

    @Test("3: the entries were edited before the approval")
    func editedAtThePrompt() async throws {
        let (place, file) = try await seeded()
        let path = place.sandbox
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let other = text.replacing(
                "\"type\" : \"TRAIN\"",
                with: "\"type\" : \"TRAIN\", \"updatedAt\" : 1800000000000"
            )
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
            return "yes"
        }
        let apply = await place.run("apply", file)
        #expect(apply.status == .blocked)
        #expect(
            apply.errors.contains("has a training dataset that was changed: its last update was "),
            "\(apply.errors)"
        )
        #expect(apply.errors.contains("and is 2027-01-15T08:00:00Z"))
    }

    @Test("A plan without the permission says so; what was reviewed and cannot be compared creates nothing")
    func unreadable() async throws {
        let (place, file) = try await seeded()
        let plan = place.path("plan.json")
        try await put(changed, into: place)
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        try deny("rekognition:DescribeDataset", in: place)
        let apply = await place.run("apply", plan)
        #expect(apply.status == .failure)
        #expect(
            apply.errors.contains(
                "project `signs` has a training dataset that could not be compared with the reviewed one:"
            ),
            "\(apply.errors)"
        )
        #expect(apply.errors.hasSuffix("  help: allow these credentials to read it, or make a new plan\n"))
        let noted = await place.run("plan", "--out", plan, file)
        #expect(noted.status == .success)
        #expect(noted.output.contains("so an apply does not notice if it changes"), "\(noted.output)")
        // The plan does not hold the dataset, so the apply does not compare it.
        try place.write("state.json", state)
        try await put(Self.line("1", "stop") + Self.line("2", "yield"), into: place)
        #expect(await place.run("apply", plan).status == .success)
    }

    @Test("drift reports new data, and with --stale-data fail it is drift; status shows the datasets")
    func newData() async throws {
        let (place, file) = try await seeded()
        _ = await place.run("sandbox", "seed", "--training-duration", "0", file)
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        let trained = await place.run("drift", "--stale-data", "fail", file)
        #expect(trained.status == .success, "\(trained.output)")
        try await put(changed, into: place)
        let reported = await place.run("drift", file)
        #expect(reported.status == .success)
        #expect(reported.output.contains("  note: new data, not trained yet: the training dataset (3 entries)"))
        #expect(reported.output.hasSuffix("Drift: none. 2 in sync, 1 project with new data.\n"), "\(reported.output)")
        let failed = await place.run("drift", "--stale-data", "fail", file)
        #expect(failed.status == .changes)
        #expect(failed.output.hasSuffix("Drift: 1 project with new data. 2 in sync.\n"), "\(failed.output)")
        let ignored = await place.run("drift", "--stale-data", "ignore", file)
        #expect(ignored.output == sandboxHeading + "Drift: none. 2 in sync.\n")
        #expect(await place.run("drift", "--stale-data", "yes", file).status == .usage)

        let status = await place.run("status", file)
        let counts = "3 entries, 2 labelled, 1 with errors, 2 labels"
        #expect(status.output.contains("  training dataset: UPDATE_COMPLETE, \(counts)"))
        #expect(status.output.contains("new data, not trained yet"))
        let page = await place.run("report", "--html", "-", "--project", signs)
        #expect(page.output.contains("3 entries, 2 labelled, 1 with errors") && page.output.contains("not trained yet"))

        try deny("rekognition:DescribeDataset", in: place)
        let drift = await place.run("drift", file)
        #expect(drift.status == .success)
        #expect(await place.run("drift", "--stale-data", "fail", file).status == .failure)
        let unread = await place.run("status", file)
        // The way out, once, as a sentence.
        for output in [drift.output, unread.output] {
            #expect(output.ranges(of: "Allow ").count == 1, "\(output)")
            #expect(output.contains("Allow these credentials the action rekognition:DescribeDataset on the resource, "))
            #expect(output.contains("in their account.\n"))
        }
    }
}
