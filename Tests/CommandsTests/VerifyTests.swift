import Foundation
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct VerifyTests {
    private static let day = "s3://acme-data/day.manifest"

    /// Two versions, of which one is pinned, with a key.
    private func seeded() async throws -> (place: Workplace, file: String) {
        let place = try Workplace()
        let file = try place.write(
            "a.yaml",
            """
            apiVersion: rekon/v1
            project: \(signs)
            defaults: { output: "s3://acme-out/signs/", kmsKey: alias/vision }
            versions:
              - name: one
                datasets: { training: [ \(Self.day) ], testing: auto }
              - name: two
                datasets: { training: [ "s3://acme-data/night.manifest?versionId=v7" ], testing: auto }
            """
        )
        let seed = await place.run("sandbox", "seed", "--sandbox", place.sandbox, file)
        #expect(seed.status == .success)
        return (place, file)
    }

    /// Changes the state of the sandbox as somebody with an editor would.
    private func edit(_ place: Workplace, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let changed = change(text)
        #expect(changed != text)
        try place.write("state.json", changed)
    }

    private func disableKey(_ place: Workplace) throws {
        try edit(place) { $0.replacing("\"state\" : \"Enabled\"", with: "\"state\" : \"Disabled\"") }
    }

    @Test("0: all checks pass, and each subject occurs once")
    func passes() async throws {
        let (place, file) = try await seeded()
        let outcome = await place.run("verify", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .success, "\(outcome.errors)")
        #expect(outcome.output.hasSuffix("\nChecks of 2 versions to create: 10 passed.\n"))
        #expect(outcome.output.ranges(of: "= kms-key  alias/vision").count == 1)
        #expect(outcome.errors.isEmpty)
    }

    @Test("3: a check failed; its versions are named with their places")
    func fails() async throws {
        let (place, file) = try await seeded()
        try disableKey(place)
        let outcome = await place.run("verify", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .blocked)
        #expect(
            outcome.output.contains(
                """
                  ! failed: kms-key  alias/vision
                    the key is Disabled, not Enabled
                    help: enable it, or name another key
                    for one (a.yaml:5), two (a.yaml:7)

                """
            )
        )
    }

    @Test("3: a manifest of the project's account, and images in a bucket of another account")
    func owners() async throws {
        let (place, file) = try await seeded()
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let lines = try #require(state.firstMatch(of: #/"content" : ("(?:[^"\\]|\\.)*")/#)?.1)
        let text = try JSONDecoder().decode(String.self, from: Data(String(lines).utf8))
        let moved = try place.write("moved", text.replacing("s3://acme-data/", with: "s3://acme-images/"))
        let put = await place.run("sandbox", "put", "--sandbox", place.sandbox, Self.day, moved)
        #expect(put.status == .success, "\(put.errors)")
        let good = await place.run("verify", "--sandbox", place.sandbox, file)
        #expect(good.status == .success && good.output.contains("= bucket-owners  s3://acme-data"), "\(good.output)")
        try edit(place) { state in
            state.replacing(
                #/"name" : "acme-images",(?s:.*?)"owner" : "111122223333"/#,
                with: { $0.output.replacing("111122223333", with: "444455556666") }
            )
        }
        let bad = await place.run("verify", "--sandbox", place.sandbox, file)
        #expect(bad.status == .blocked)
        #expect(
            bad.output.contains(
                """
                  ! failed: bucket-owners  s3://acme-data
                    the training would end with an error: ERROR_INVALID_IMAGES_S3_BUCKET_OWNER: the bucket of the \
                manifest belongs to the project's account, 111122223333, and the bucket of its images, \
                s3://acme-images, to another account
                """
            ),
            "\(bad.output)"
        )
    }

    @Test("1: a check could not be made, and the missing permission is named")
    func unknown() async throws {
        let (place, file) = try await seeded()
        try edit(place) {
            $0.replacing("\"name\" : \"acme-out\",", with: "\"name\" : \"acme-out\", \"denied\" : [\"s3:ListBucket\"],")
        }
        let outcome = await place.run("verify", "--format", "json", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("\"permission\" : \"s3:ListBucket\""))
        #expect(outcome.output.contains("\"complete\" : false") && outcome.output.contains("\"passed\" : true"))
        // It says nothing against the plan.
        let plan = await place.run("plan", "--verify", "--sandbox", place.sandbox, file)
        #expect(plan.status == .success)
        #expect(plan.output.contains("? not checked: output-bucket  s3://acme-out"))
    }

    @Test("Nothing to create, nothing to check")
    func nothing() async throws {
        let (place, file) = try await seeded()
        let apply = await place.run("apply", "--auto-approve", "--verify", "--sandbox", place.sandbox, file)
        #expect(apply.status == .success, "\(apply.output)\(apply.errors)")
        try disableKey(place)
        let outcome = await place.run("verify", "--sandbox", place.sandbox, file)
        #expect(outcome.status == .success)
        let summary = "Checks: no version to create, so nothing was checked. `rekon plan` says why.\n"
        #expect(outcome.output == sandboxHeading + summary)
    }

    @Test("A plan shows how to pin a manifest, and failed checks below; a failure saves nothing")
    func plan() async throws {
        let (place, file) = try await seeded()
        let good = await place.run("plan", "--verify", "--sandbox", place.sandbox, file)
        #expect(good.status == .success)
        #expect(good.output.contains("\n      \(Self.day)?versionId=sandbox."))
        #expect(good.output.hasSuffix("\n\nChecks of 2 versions to create: 10 passed.\n"))
        try disableKey(place)
        let saved = place.path("plan.json")
        let bad = await place.run("plan", "--verify", "--out", saved, "--sandbox", place.sandbox, file)
        #expect(bad.status == .blocked)
        #expect(bad.errors.contains("error: a check failed; nothing was saved in plan.json"))
        #expect(!FileManager.default.fileExists(atPath: saved))
        let without = await place.run("plan", "--sandbox", place.sandbox, file)
        #expect(without.status == .success && !without.output.contains("Checks"))
    }

    @Test("Apply creates nothing where a check fails, from files and from a saved plan")
    func apply() async throws {
        let (place, file) = try await seeded()
        let saved = place.path("plan.json")
        #expect(await place.run("plan", "--out", saved, "--sandbox", place.sandbox, file).status == .success)
        try disableKey(place)
        for arguments in [["--auto-approve", file], [saved]] {
            let outcome = await place.run(["apply", "--verify", "--sandbox", place.sandbox] + arguments)
            #expect(outcome.status == .blocked)
            #expect(outcome.output.contains("! failed: kms-key"))
            #expect(outcome.errors.hasPrefix("error: 1 check failed, so the trainings would fail; nothing was"))
        }
        let json = await place.run(
            "apply",
            "--verify",
            "--auto-approve",
            "--format",
            "json",
            "--sandbox",
            place.sandbox,
            file
        )
        #expect(
            json.output.contains("\"refused\" : \"check-failed\"") && json.output.contains("\"verdict\" : \"fail\"")
        )
        let plan = await place.run("plan", "--detailed-exitcode", "--sandbox", place.sandbox, file)
        #expect(plan.status == .changes && plan.output.contains("2 to create"))
    }

    @Test(
        "A saved plan is refused when a manifest that was reviewed is another one; one that is pinned may be written over"
    )
    func reviewedManifests() async throws {
        let (place, file) = try await seeded()
        let (reviewed, unseen) = (place.path("reviewed.json"), place.path("unseen.json"))
        #expect(
            await place.run("plan", "--verify", "--out", reviewed, "--sandbox", place.sandbox, file).status == .success
        )
        #expect(await place.run("plan", "--out", unseen, "--sandbox", place.sandbox, file).status == .success)
        let other = try place.write("other.manifest", "{}\n")
        let night = "s3://acme-data/night.manifest"
        #expect(await place.run("sandbox", "put", "--sandbox", place.sandbox, night, other).status == .success)
        let same = await place.run(
            "apply",
            "--target",
            "one",
            "--sandbox",
            place.sandbox,
            "--auto-approve",
            "--verify",
            file
        )
        #expect(same.status == .success, "\(same.errors)")
        #expect(await place.run("sandbox", "put", "--sandbox", place.sandbox, Self.day, other).status == .success)
        // What is created already does not matter any more.
        #expect(await place.run("apply", reviewed, "--sandbox", place.sandbox).status == .success)
        let (again, fresh) = try await seeded()
        #expect(
            await again.run("plan", "--verify", "--out", reviewed, "--sandbox", again.sandbox, fresh).status == .success
        )
        #expect(await again.run("sandbox", "put", "--sandbox", again.sandbox, Self.day, other).status == .success)
        let refused = await again.run("apply", reviewed, "--sandbox", again.sandbox)
        #expect(refused.status == .blocked)
        #expect(refused.errors.contains("is out of date, because the live state has changed; nothing was created"))
        #expect(refused.errors.contains("is trained with \(Self.day), which was version sandbox."))
        try edit(again) {
            $0.replacing(
                "\"name\" : \"acme-data\",",
                with: "\"name\" : \"acme-data\", \"denied\" : [\"s3:GetObject\"],"
            )
        }
        let unreadable = await again.run("apply", reviewed, "--sandbox", again.sandbox)
        #expect(unreadable.status == .failure)
        #expect(unreadable.errors.contains("could not be compared with the reviewed one: S3 denies access"))
        #expect(unreadable.errors.hasSuffix("or make a new plan (a pinned manifest needs no comparison)\n"))
        let unknown = await again.run("plan", "--verify", "--out", reviewed, "--sandbox", again.sandbox, fresh)
        #expect(unknown.status == .success)
        #expect(
            unknown.errors.contains(
                "warning: \(Self.day) could not be read: apply will not notice if it changes\n"
            )
        )
    }

    @Test("3: a check that fails only at the approval stops the run")
    func failsAtThePrompt() async throws {
        let (place, file) = try await seeded()
        let path = place.sandbox
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let other = text.replacing("\"state\" : \"Enabled\"", with: "\"state\" : \"Disabled\"")
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
            return "yes"
        }
        let apply = await place.run("apply", "--verify", "--sandbox", path, file)
        #expect(apply.status == .blocked)
        #expect(
            apply.errors.contains(
                "  - project `signs` now fails the check `kms-key` of alias/vision: the key is Disabled, not Enabled\n"
            ),
            "\(apply.errors)"
        )
        #expect(!apply.output.contains("created"))
    }

    @Test("3: a manifest that was uploaded again while the question waited for its answer", arguments: [true, false])
    func uploadedAtThePrompt(isVerified: Bool) async throws {
        let (place, file) = try await seeded()
        let path = place.sandbox
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let other = try place.write("other.manifest", "{}\n")
        #expect(await place.run("sandbox", "put", "--sandbox", path, Self.day, other).status == .success)
        let after = try String(contentsOfFile: path, encoding: .utf8)
        try place.write("state.json", before)
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            try? after.write(toFile: path, atomically: true, encoding: .utf8)
            return "yes"
        }
        let verify = isVerified ? ["--verify", "--no-manifests"] : []
        let apply = await place.run(["apply", "--sandbox", path] + verify + [file])
        // Without --verify, the manifests were not read before.
        guard isVerified else {
            #expect(apply.status == .success, "\(apply)")
            return
        }
        #expect(apply.status == .blocked, "\(apply)")
        #expect(apply.errors.contains("error: the live state has changed since the plan was shown; nothing was"))
        #expect(apply.errors.contains("  - version `one` of `signs` is trained with \(Self.day), which was version"))
        #expect(!apply.output.contains("created"))
    }

    @Test("--verify compares an alias by its key")
    func alias() async throws {
        let (place, file) = try await seeded()
        #expect(await place.run("apply", "--auto-approve", "--sandbox", place.sandbox, file).status == .success)
        // As the service may tell it: the key that the alias stood for.
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let arn = try #require(text.firstMatch(of: /arn:aws:kms:[^"]*/)?.output)
        try edit(place) { $0.replacing("\"KmsKeyId\" : \"alias/vision\"", with: "\"KmsKeyId\" : \"\(arn)\"") }
        let unasked = await place.run("plan", "--sandbox", place.sandbox, file)
        #expect(unasked.status == .success && unasked.output.contains("`kmsKey` could not be compared"))
        let same = await place.run("plan", "--verify", "--sandbox", place.sandbox, file)
        #expect(same.status == .success && !same.output.contains("could not be compared"))
        try edit(place) { $0.replacing("\"arn\" : \"\(arn)\"", with: "\"arn\" : \"\(arn)0\"") }
        let other = await place.run("plan", "--verify", "--sandbox", place.sandbox, file)
        #expect(other.status == .blocked && other.output.contains("! one: conflict"))
    }

    @Test("A saved plan is checked by apply, not by verify")
    func savedPlan() async throws {
        let (place, file) = try await seeded()
        let saved = place.path("plan.json")
        #expect(await place.run("plan", "--out", saved, "--sandbox", place.sandbox, file).status == .success)
        let outcome = await place.run("verify", "--sandbox", place.sandbox, saved)
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains("`rekon apply --verify plan.json`"))
    }

    @Test("In reviews, failed checks have the line of each version, with a plan too")
    func review() async throws {
        let (place, file) = try await seeded()
        try disableKey(place)
        for command in [["verify"], ["plan", "--verify"]] {
            let outcome = await place.run(command + ["--format", "github", "--sandbox", place.sandbox, file])
            #expect(outcome.status == .blocked)
            #expect(outcome.output.contains("::error file=a.yaml,line=5,"), "\(outcome.output)")
            #expect(outcome.output.contains("::error file=a.yaml,line=7,"))
            #expect(outcome.output.contains("the key is Disabled, not Enabled"))
        }
    }
}
