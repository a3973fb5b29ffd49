import TestSupport
import Testing

@testable import Commands

/// The law of the main job over random desired states: planning again after an apply says nothing to do.
@Suite(.timeLimit(.minutes(30)))
struct ConvergenceTests {
    @Test("Planning again after an apply on the sandbox says nothing to do", arguments: 0..<40)
    func planApplyPlan(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        var count = 0
        for file in 0...random.below(3) {
            var text = ""
            for _ in 0...random.below(3) { text += Self.document(&random, &count) }
            try place.write("models/\(file).yaml", text)
        }
        let models = place.path("models")
        // The law must hold for what was told apart only by the defaults, the order or the form of a value.
        #expect(await place.run("sandbox", "seed", "--concurrent-trainings", "1000", models).status == .success)

        let plan = await place.run("plan", "--detailed-exitcode", models)
        #expect(plan.status == (count > 0 ? .changes : .success), "\(plan.errors)")
        let apply = await place.run("apply", "--auto-approve", "--max-trainings", "1000", models)
        #expect(apply.status == .success, "\(apply.output)\(apply.errors)")
        let again = await place.run("plan", "--detailed-exitcode", "--tags", "--show-unmanaged", models)
        #expect(again.status == .success)
        #expect(again.output.contains("Nothing to do."), "\(again.output)")
        #expect(!again.output.contains("note:") && !again.output.contains("~"), "\(again.output)")
        // And once more, for what only shows after a second apply.
        let nothing = await place.run("apply", "--auto-approve", models)
        #expect(nothing.status == .success && nothing.errors.isEmpty)
    }

    /// A document of one of three projects, which has its data in datasets, in manifests, or is for moderation.
    private static func document(_ random: inout SplitMix64, _ count: inout Int) -> String {
        let kind = ["datasets", "manifests", "moderation"][random.below(3)]
        var text = "---\napiVersion: rekon/v1\nproject: \(signs.replacing("signs", with: kind))\ndefaults:\n"
        text +=
            ["  output: s3://bucket\n", "  output: s3://bucket/out\n", "  output: { bucket: bucket, prefix: a/b/ }\n"][
                random.below(3)
            ]
        if random.chance { text += "  tags: { team: a, é: 'ü', on: no }\n" }
        if random.chance {
            text += "  kmsKey: \(["alias/x", "1234abcd-12ab-34cd-56ef-1234567890ab"][random.below(2)])\n"
        }
        text += "versions:\n"
        for _ in 0...random.below(4) {
            count += 1
            text += "  - name: \(["v", "1.", "no-", "0"][random.below(4)])\(count)\n"
            if random.chance { text += "    description: Batch \(count), (day)\n" }
            if random.chance { text += "    tags: { team: b, run: \"\(count)\" }\n" }
            if random.below(4) == 0 { text += "    output: s3://other/\n" }
            if kind == "manifests" {
                let manifests = (0...random.below(3)).map {
                    random.chance ? "s3://data/m\($0)" : "\"s3://data/m\($0)?versionId=v\(count)\""
                }
                text += "    datasets: { training: [ \(manifests.joined(separator: ", ")) ], testing: "
                text += random.chance ? "auto }\n" : "[ s3://data/test, s3://data/test ] }\n"
            }
            if kind == "moderation" {
                text +=
                    "    featureConfig: { contentModeration: { confidenceThreshold: \(random.below(1000)).\(1)e-1 } }\n"
            }
        }
        return text
    }
}
