import Foundation
import TestSupport
import Testing

@testable import Commands

/// `drift` against the sandbox in process.
@Suite(.timeLimit(.minutes(30)))
struct DriftTests {
    private func workplace(_ text: String = document("v1", "v2")) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", text)
        #expect(
            await place.run("sandbox", "seed", "--training-duration", "0", "--concurrent-trainings", "9", file).status
                == .success
        )
        return place
    }

    /// With everything that the files describe trained.
    private func trained(_ text: String = document("v1", "v2")) async throws -> Workplace {
        let place = try await workplace(text)
        #expect(await place.run("apply", "--auto-approve", place.path("a.yaml")).status == .success)
        return place
    }

    @Test("0: in sync; 2: drift; 1: part of the live state could not be read, even with drift")
    func exitCodes() async throws {
        let place = try await trained()
        let file = place.path("a.yaml")
        let inSync = await place.run("drift", file)
        #expect(inSync.status == .success && inSync.errors.isEmpty, "\(inSync.output)")
        #expect(inSync.output.hasSuffix("Drift: none. 2 in sync.\n"))
        try place.write("a.yaml", document("v1", "v2", "v3"))
        let missing = await place.run("drift", file)
        #expect(missing.status == .changes)
        #expect(missing.output.contains("  ! v3: missing  (a.yaml:7)\n"))
        #expect(missing.output.hasSuffix("Drift: 1 missing. 2 in sync.\n"))
        let other = try place.write("b.yaml", document("x", project: signs.replacing("signs", with: "nowhere")))
        let unread = await place.run("drift", file, other)
        #expect(unread.status == .failure)
        #expect(unread.output.contains("! v3: missing") && unread.output.contains("does not exist"))
        #expect(unread.output.hasSuffix("1 unknown. Incomplete: part of the live state could not be read.\n"))
    }

    @Test("Unmanaged versions are listed, drift, or ignored by option or file")
    func unmanaged() async throws {
        let place = try await trained(document("v1", "console-1"))
        let file = try place.write("a.yaml", document("v1"))
        let listed = await place.run("drift", file)
        #expect(listed.status == .success)
        #expect(listed.output.contains("    1 version live and not described\n      console-1: TRAINING_COMPLETED\n"))
        #expect(listed.output.hasSuffix("Drift: none. 1 in sync, 1 unmanaged.\n"))
        let failing = await place.run("drift", "--unmanaged", "fail", file)
        #expect(failing.status == .changes)
        #expect(failing.output.hasSuffix("Drift: 1 unmanaged. 1 in sync.\n"))
        #expect(!(await place.run("drift", "--unmanaged", "ignore", file)).output.contains("console-1"))
        try place.write("a.yaml", document("v1") + "ignoreUnmanaged: [ console-*, \"x[0-9]\" ]\n")
        let ignored = await place.run("drift", "--unmanaged", "fail", file)
        #expect(ignored.status == .success)
        #expect(ignored.output.contains("note: `x[0-9]` of `ignoreUnmanaged` matches no unmanaged version (a.yaml:6)"))
        #expect(ignored.output.hasSuffix("Drift: none. 1 in sync, 1 ignored.\n"))
        #expect(await place.run("plan", file).output.hasSuffix("Plan: 0 to create, 1 unchanged. Nothing to do.\n"))
    }

    @Test("Tags are compared by default")
    func tags() async throws {
        let place = try await trained()
        let file = try place.write(
            "a.yaml",
            document("v1").replacing("defaults: {", with: "defaults: { tags: { team: x },") + "ignoreUnmanaged: [v2]\n"
        )
        let tags = await place.run("drift", file)
        #expect(tags.status == .changes)
        #expect(tags.output.contains("~ v1: other tags") && tags.output.contains("missing  team=x"))
        let without = await place.run("drift", "--no-tags", file)
        #expect(without.status == .success)
        #expect(without.output.contains("Not compared: tags"))
    }

    @Test("A gate of the file or of the run")
    func gate() async throws {
        let place = try await trained(document("v1"))
        let file = place.path("a.yaml")
        #expect(await place.run("drift", "--require-f1", "0", file).status == .success)
        let missed = await place.run("drift", "--require-f1", "1", file)
        #expect(missed.status == .changes)
        #expect(missed.output.contains("! v1: below its gate") && missed.output.contains("is below the required 1.000"))
        #expect(await place.run("drift", "--require-f1", "1.1", file).status == .usage)
    }

    @Test("What the files acknowledge is no drift until its day is over, and neither a plan nor a wait depends on it")
    func acknowledged() async throws {
        let place = try await trained(document("v1"))
        func accepting(until day: String) throws -> String {
            let entry = "{ name: v1, expect: { minF1Score: 1 }, acknowledge: { gate-missed: soon, until: \(day) } }"
            return try place.write("a.yaml", document("v1").replacing("- name: v1", with: "- \(entry)"))
        }
        // The day of the run is 2026-11-18.
        let accepted = await place.run("drift", try accepting(until: "2026-11-18"))
        #expect(accepted.status == .success, "\(accepted.output)")
        #expect(accepted.output.contains("= v1: below its gate (acknowledged)  (a.yaml:5)"))
        #expect(accepted.output.contains("\n    acknowledged until 2026-11-18: soon\n"))
        #expect(accepted.output.hasSuffix("Drift: none. 0 in sync, 1 acknowledged.\n"))
        let page = await place.run("report", "--html", "-", place.path("a.yaml"))
        #expect(page.output.contains("acknowledged until 2026-11-18: soon"))
        #expect(await place.run("wait", "--all", place.path("a.yaml")).status == .gateFailed)
        let ended = await place.run("drift", try accepting(until: "2026-11-17"))
        #expect(ended.status == .changes)
        #expect(ended.output.contains("! v1: below its gate  (a.yaml:5)"))
        #expect(ended.output.contains("\n    its acknowledgement ended on 2026-11-17: soon\n"))
        #expect(await place.run("plan", place.path("a.yaml")).output.contains("1 unchanged"))
    }

    @Test("A part is compared, and the report says so")
    func selection() async throws {
        let place = try await trained()
        let file = try place.write("a.yaml", document("v1", "v2", "v3"))
        let part = await place.run("drift", "--target", "v1", file)
        #expect(part.status == .success)
        #expect(part.output.contains("Partial: --target 'v1' left out 2 versions.\n"))
        #expect(part.output.contains("\nDrift: none in this part. 1 in sync"), "\(part.output)")
        #expect(await place.run("drift", "--target", "v", file).status == .usage)
    }

    @Test("JSON and metrics, on the standard output and in a file beside any format")
    func formats() async throws {
        let place = try await trained()
        let file = place.path("a.yaml")
        let json = await place.run("drift", "--format", "json", file)
        #expect(json.status == .success && json.output.contains("\"inSync\" : true"))
        let metrics = await place.run("drift", "--format", "prometheus", "--metrics", place.path("m.prom"), file)
        #expect(metrics.output.contains("rekon_drift_last_run_timestamp_seconds 1795000000.0\n"))
        let labels = "project=\"\(signs)\",account=\"111122223333\",region=\"us-east-1\""
        #expect(metrics.output.contains("rekon_drift_versions{\(labels),kind=\"missing\"} 0\n"))
        #expect(metrics.output.contains("rekon_drift_f1_score{\(labels),version=\"v1\"} 0."))
        #expect(try String(contentsOfFile: place.path("m.prom"), encoding: .utf8) == metrics.output)
        // Again, over its own file.
        try place.write("a.yaml", document("v1", "v2", "v3"))
        #expect(await place.run("drift", "--metrics", place.path("m.prom"), file).status == .changes)
        #expect(try String(contentsOfFile: place.path("m.prom"), encoding: .utf8).contains("kind=\"missing\"} 1\n"))
    }

    @Test(
        "Every format of a review, with the errors of a desired state that is wrong",
        arguments: ["markdown", "github", "sarif", "junit"]
    )
    func reviews(format: String) async throws {
        let place = try await trained()
        let file = try place.write("a.yaml", document("v1", "v2", "v3"))
        let drift = await place.run("drift", "--format", format, file)
        #expect(drift.status == .changes && drift.output.contains("missing") && drift.output.contains("v3"))
        try place.write("a.yaml", document("v 1"))
        let wrong = await place.run("drift", "--format", format, file)
        #expect(wrong.status == .failure && wrong.output.contains("invalid-desired-state"), "\(wrong.output)")
    }

    @Test("A saved plan is not a desired state")
    func savedPlan() async throws {
        let place = try await workplace()
        _ = await place.run("plan", "--out", place.path("plan.json"), place.path("a.yaml"))
        let outcome = await place.run("drift", place.path("plan.json"))
        #expect(outcome.status == .usage && outcome.errors.contains("plan.json is a saved plan, not a desired state"))
    }

    @Test("Metrics never overwrite another file, and a run that fails keeps the old metrics")
    func metricsDestination() async throws {
        let place = try await trained()
        let file = place.path("a.yaml")
        let overwriting = await place.run("drift", "--metrics", file, file)
        #expect(overwriting.status == .failure && overwriting.output.isEmpty)
        #expect(overwriting.errors.contains("a.yaml exists and does not contain metrics of `rekon drift`"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == document("v1", "v2"))
        let folder = await place.run("drift", "--metrics", place.root, file)
        #expect(folder.status == .failure && folder.errors.contains("is a folder, not a file"))
        let nowhere = await place.run("drift", "--metrics", place.path("none/m.prom"), file)
        #expect(nowhere.status == .failure && nowhere.errors.contains("the metrics could not be written"))
        #expect(await place.run("drift", "--metrics", "-", file).status == .usage)
        let prom = try place.write("m.prom", "")
        #expect(await place.run("drift", "--metrics", prom, place.path("nothing.yaml")).status == .failure)
        #expect(try String(contentsOfFile: prom, encoding: .utf8).isEmpty)
    }

    @Test("A manifest that was overwritten since the training, deleted, or not readable")
    func manifests() async throws {
        let text = """
            apiVersion: rekon/v1
            project: \(signs)
            defaults: { output: s3://bucket/out/ }
            versions:
              - name: v1
                datasets:
                  training: [ s3://data/day.manifest, s3://data/pinned.manifest?versionId=1 ]
                  testing: [ s3://data/test.manifest ]

            """
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let time = VirtualClock()
        place.time = time
        let file = try place.write("a.yaml", text)
        _ = await place.run("sandbox", "seed", "--training-duration", "0", file)
        try await time.sleep(for: .seconds(5))
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        let inSync = await place.run("drift", file)
        #expect(inSync.status == .success, "\(inSync.output)\(inSync.errors)")
        try await time.sleep(for: .seconds(5))
        let content = try place.write("new.manifest", "{}\n")
        for name in ["day", "pinned"] {
            #expect(await place.run("sandbox", "put", "s3://data/\(name).manifest", content).status == .success)
        }
        let overwritten = await place.run("drift", file)
        #expect(overwritten.status == .changes)
        #expect(overwritten.output.contains("  ! v1: manifests overwritten  (a.yaml:5)\n"))
        #expect(overwritten.output.contains("    s3://data/day.manifest was written on 2026-"), "\(overwritten.output)")
        #expect(!overwritten.output.contains("pinned"))
        #expect(await place.run("drift", "--no-manifests", file).status == .success)
        // As if somebody had deleted it, and then as if a policy denied it.
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        try place.write("state.json", state.replacing("\"key\" : \"test.manifest\"", with: "\"key\" : \"moved\""))
        let gone = await place.run("drift", file)
        #expect(
            gone.status == .changes && gone.output.contains("s3://data/test.manifest does not exist any more"),
            "\(gone.output)"
        )
        #expect(gone.output.contains("  ! v1: manifests overwritten, manifests gone  (a.yaml:5)\n"))
        #expect(gone.output.hasSuffix("Drift: 1 with overwritten manifests, 1 with missing manifests. 0 in sync.\n"))
        let accepted = text.replacing(
            "  - name: v1\n",
            with:
                "  - name: v1\n    acknowledge: { overwritten: weekly overwrite, gone: \"moved\", until: 2026-11-30 }\n"
        )
        try place.write("a.yaml", accepted)
        let known = await place.run("drift", file)
        #expect(
            known.status == .success && known.output.contains("until 2026-11-30: weekly overwrite"),
            "\(known.output)"
        )
        try place.write("a.yaml", text)
        try place.write(
            "state.json",
            state.replacing("\"name\" : \"data\",", with: "\"name\" : \"data\",\"denied\":[\"s3:GetObject\"],")
        )
        let denied = await place.run("drift", file)
        #expect(denied.status == .failure)
        #expect(
            denied.output.contains("? v1: unknown") && denied.output.contains("Allow s3:GetObject"),
            "\(denied.output)"
        )
    }

    @Test("Drift creates nothing")
    func readsOnly() async throws {
        let place = try await workplace()
        let before = try Data(contentsOf: URL(filePath: place.sandbox))
        #expect(await place.run("drift", place.path("a.yaml")).status == .changes)
        #expect(try Data(contentsOf: URL(filePath: place.sandbox)) == before)
    }
}
