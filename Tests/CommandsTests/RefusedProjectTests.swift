import Foundation
import TestSupport
import Testing

@testable import Commands

/// A project that is refused, beside one that is sound: the sound one is created, the exit code tells of the other.
@Suite(.timeLimit(.minutes(30)))
struct RefusedProjectTests {
    private let lamps = signs.replacing("signs", with: "lamps")

    /// signs has `v1` and `v2` to create. lamps has a conflict and `v2` to create.
    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        try place.write("models/lamps.yaml", document("v1", project: lamps))
        try place.write("models/signs.yaml", document("v1", "v2"))
        let models = place.path("models")
        #expect(await place.run("sandbox", "seed", "--training-duration", "5", models).status == .success)
        #expect(
            await place.run("apply", "--auto-approve", "--wait", "--project", "lamps", models).status == .success
        )
        try place.write("models/lamps.yaml", document("v1", "v2", project: lamps, output: "s3://bucket/other/"))
        return place
    }

    @Test("3: the sound project is created, and the refused one is reported with its versions")
    func applied() async throws {
        let place = try await workplace()
        let models = place.path("models")
        let plan = await place.run("plan", models)
        #expect(plan.status == .blocked)
        #expect(plan.output.hasPrefix(sandboxHeading + lamps), "refused projects come first")
        #expect(plan.output.contains("  - v2: not created, because its project is refused  (models/lamps.yaml:6)\n"))
        #expect(
            plan.output.hasSuffix(
                """
                Plan: 2 to create, 1 conflict, 0 unchanged. 1 project refused: 1 version in it is not created; apply \
                creates the versions of the other projects.

                """
            ),
            "\(plan.output)"
        )
        let apply = await place.run("apply", "--auto-approve", models)
        #expect(apply.status == .blocked)
        #expect(
            apply.output.contains(
                """

                \(lamps)
                  ! refused: 1 version not created
                    `v1` is live with other settings
                    `rekon plan` says for each version what to do.


                """
            ),
            "\(apply.output)"
        )
        #expect(apply.output.hasSuffix("Apply: 2 created, 1 project refused.\n"), "\(apply.output)")
        let again = await place.run("apply", "--auto-approve", models)
        #expect(again.status == .blocked)
        #expect(again.output.hasSuffix("Apply: nothing to do, 1 project refused.\n"))
    }

    @Test("1: a project that could not be read counts more than a refused one and than a deferred training")
    func unread() async throws {
        let place = try await workplace()
        try place.write("models/third.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let apply = await place.run("apply", "--auto-approve", "--max-trainings", "1", place.path("models"))
        #expect(apply.status == .failure)
        #expect(apply.output.hasSuffix("Apply: 1 created, 1 deferred, 2 projects refused.\n"), "\(apply.output)")
    }

    @Test("--all-or-nothing creates nothing and saves nothing")
    func allOrNothing() async throws {
        let place = try await workplace()
        let models = place.path("models")
        let apply = await place.run("apply", "--auto-approve", "--all-or-nothing", models)
        #expect(apply.status == .blocked)
        #expect(
            apply.errors.hasPrefix(
                """
                error: 1 project refused, and --all-or-nothing refuses the others too; nothing was created
                  - version `v1` of `lamps` is live with other settings

                """
            ),
            "\(apply.errors)"
        )
        let plan = await place.run("plan", "--all-or-nothing", "--out", place.path("plan.json"), models)
        #expect(plan.status == .blocked)
        #expect(plan.errors.contains("error: the plan is blocked; nothing was saved in plan.json\n"))
        #expect(plan.output.contains("Plan: 0 to create, 1 conflict"))
        #expect(!FileManager.default.fileExists(atPath: place.path("plan.json")))
        #expect(await place.run("apply", "--auto-approve", models).output.contains("2 created"), "nothing was there")
    }

    @Test("A saved plan holds the sound project, names the refused one, and is applied with exit code 3")
    func savedPlan() async throws {
        let place = try await workplace()
        let (models, file) = (place.path("models"), place.path("plan.json"))
        let plan = await place.run("plan", "--out", file, "--detailed-exitcode", models)
        #expect(plan.status == .blocked)
        #expect(plan.errors.contains("Saved in plan.json: 2 versions to create."))
        #expect(plan.errors.contains("Not in it, because refused: 1 project (`lamps`).\n"), "\(plan.errors)")
        let whole = await place.run("apply", "--all-or-nothing", file)
        #expect(whole.status == .blocked && whole.errors.contains("--all-or-nothing refuses the others too"))
        let apply = await place.run("apply", file, "--expect-state", models)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(apply.output.contains("  ! refused when the plan was made\n"))
        #expect(apply.output.hasSuffix("Apply: 2 created, 1 project refused.\n"), "\(apply.output)")
        let again = await place.run("apply", "--format", "json", file)
        #expect(again.status == .blocked)
        #expect(again.output.contains("\"reason\" : \"blocked\""), "\(again.output)")
        #expect(!again.output.contains("\"refused\" : \"blocked\""))
        let wait = await place.run("wait", file)
        #expect(wait.status == .success, "\(wait)")
        let waitJSON = await place.run("wait", "--format", "json", file)
        #expect(waitJSON.output.contains("\"refusedProjects\""), "\(waitJSON.output)")
        #expect(wait.errors.hasPrefix("warning: plan.json does not hold the versions of refused projects: `lamps`\n"))
    }

    @Test("3: a project that changes after the review refuses itself only")
    func stale() async throws {
        let place = try await workplace()
        try place.write("models/lamps.yaml", document("v1", "v2", project: lamps))
        let (models, file) = (place.path("models"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", file, models).status == .success)
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let other = state.replacing("lamps\\/dataset\\/test\\/1", with: "lamps\\/dataset\\/test\\/2")
            .replacing("lamps/dataset/test/1", with: "lamps/dataset/test/2")
        #expect(other != state)
        try place.write("state.json", other)
        let apply = await place.run("apply", "--format", "json", file)
        #expect(apply.status == .blocked)
        #expect(apply.output.contains("\"reason\" : \"stale\""), "\(apply.output)")
        #expect(apply.output.components(separatedBy: "\"result\" : \"created\"").count == 3, "\(apply.output)")
        let text = await place.run("apply", file)
        #expect(text.status == .blocked)
        #expect(text.output.contains("has another test dataset"), "\(text.output)")
        #expect(text.output.hasSuffix("Apply: 2 already there, 1 project refused.\n"), "\(text.output)")
    }

    @Test("The prompt says how many projects are refused, and the limits count what is created")
    func prompt() async throws {
        let place = try await workplace()
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) { "yes" }
        let models = place.path("models")
        let apply = await place.run("apply", "--max-creates", "2", models)
        #expect(apply.status == .blocked)
        #expect(
            apply.errors.contains("Train these 2 versions? 1 project refused: 1 version in it is not created; apply"),
            "\(apply.errors)"
        )
        #expect(apply.output.hasSuffix("Apply: 2 created, 1 project refused.\n"), "\(apply.output)")
    }

    @Test("Reviews and events name the refused project first")
    func reports() async throws {
        let place = try await workplace()
        let models = place.path("models")
        let github = await place.run("plan", "--format", "github", models).output.split(separator: "\n")
        // The summary and the sandbox come before.
        #expect(github[2].contains("title=rekon plan%3A project-refused::project lamps: apply refuses the project"))
        let markdown = await place.run("plan", "--format", "markdown", models).output
        let sections = markdown.split(separator: "\n").filter { $0.hasPrefix("#### ") }
        #expect(sections.first == "#### Refused projects: 1" && sections.contains("#### To train: 2"), "\(markdown)")
        let events = place.path("events.jsonl")
        _ = await place.run("apply", "--auto-approve", "--events", events, models)
        let lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
        #expect(lines.contains { $0.contains("\"type\":\"plan\"") && $0.contains("\"versionsNotCreated\":1") })
        #expect(lines.last?.contains("\"refusedProjects\":[\"\(lamps)\"]") == true, "\(lines.last ?? "")")
        #expect(lines.last?.contains("\"exitCode\":3") == true)
    }

    @Test("A failed check refuses its project only")
    func checks() async throws {
        let place = try await workplace()
        let missing = document("v1", "v2", project: lamps).replacing(
            "- name: v2",
            with: "- { name: v2, datasets: { training: ['s3://nowhere/a.manifest'], testing: auto } }"
        )
        try place.write("models/lamps.yaml", missing)
        let apply = await place.run("apply", "--auto-approve", "--verify", place.path("models"))
        #expect(apply.status == .blocked)
        #expect(apply.output.contains("fails the check"), "\(apply.output)")
        #expect(apply.output.hasSuffix("Apply: 2 created, 1 project refused.\n"), "\(apply.output)")
    }
}
