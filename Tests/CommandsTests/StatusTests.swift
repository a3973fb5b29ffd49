import TestSupport
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct StatusTests {
    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let text = document("v1", "v2").replacing("- name: v2", with: "- { name: v2, expect: { minF1Score: 0.99 } }")
        let file = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", "--training-duration", "600", file).status == .success)
        #expect(await place.run("apply", "--auto-approve", "--wait", file).status == .gateFailed)
        return place
    }

    @Test("0: whatever the gates say; one call for the project, its versions and each dataset, none for tags")
    func status() async throws {
        let place = try await workplace()
        try place.write("a.yaml", document("v1", "v3"))
        let outcome = await place.run("status", "--training-price", "2", place.path("a.yaml"))
        #expect(outcome.status == .success && outcome.errors.isEmpty)
        let start = "\(sandboxHeading)\(signs)\n  training dataset: CREATE_COMPLETE, 20 entries, "
        #expect(outcome.output.hasPrefix(start))
        #expect(outcome.output.contains("\n     version  state"))
        #expect(outcome.output.contains("  =  v1       trained"))
        #expect(outcome.output.contains("  +  v3       not trained"))
        #expect(outcome.output.contains("Status: 3 versions: 2 trained, 1 not trained; 1 unmanaged.\n"))
        #expect(outcome.output.contains("Charged: 20m of training, about 0.67 USD, assuming 2.00 USD an hour"))
    }

    @Test("With an ARN no files are needed, and the report does not say what is managed")
    func byARN() async throws {
        let place = try await workplace()
        let outcome = await place.run("status", "--project", signs, "--project", signs, "--tags")
        #expect(outcome.status == .success)
        #expect(outcome.output.contains("Status: 2 versions: 2 trained.\n"))
        #expect(!outcome.output.contains("managed"))
        let json = await place.run("status", "--project", signs, "--format", "json", "--target", "v1")
        #expect(json.output.contains("\"name\" : \"v1\"") && !json.output.contains("\"name\" : \"v2\""))
    }

    @Test("--cleanup lists what can go and what stays; the commands are for a person")
    func cleanup() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        let outcome = await place.run("status", "--cleanup", file)
        #expect(outcome.status == .success && outcome.errors.isEmpty)
        #expect(outcome.output.contains("  2 models, and the documented quota is 100, unless raised\n"))
        #expect(outcome.output.contains("    = v1  (a.yaml:5)\n"), "\(outcome.output)")
        #expect(outcome.output.contains("    - v2  (a.yaml:6)\n"), "\(outcome.output)")
        #expect(outcome.output.contains("first mark its entry as retired (`rekon retire v2 --in a.yaml`)."))
        #expect(outcome.output.contains("\nCleanup: 1 of 2 versions can go, 1 stays.\n"))
        let commands = await place.run("status", "--cleanup", "--format", "aws-cli", file)
        #expect(commands.status == .success)
        let lines = commands.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 1)
        #expect(
            lines.first?.hasPrefix(
                "aws rekognition delete-project-version --region us-east-1 --project-version-arn "
                    + signs.replacing("/1690556789012", with: "/version/v2/")
            ) == true,
            "\(commands.output)"
        )
        let part = await place.run("status", "--cleanup", "--target", "v1", "--format", "json", file)
        #expect(part.output.contains("\"kind\" : \"best\"") && !part.output.contains("\"name\" : \"v2\""))
        #expect(await place.run("status", "--cleanup", "--target", "x*", file).status == .usage)
        #expect(await place.run("status", "--cleanup", "--project", signs).output.contains("= v2"))
    }

    @Test(
        "64: --cleanup is a list of its own",
        arguments: [
            ["--format", "aws-cli"], ["--cleanup", "--format", "csv"], ["--cleanup", "--tags"],
            ["--cleanup", "--explain", "v1"], ["--cleanup", "--reverse"],
        ]
    )
    func cleanupUsage(arguments: [String]) async throws {
        let place = try await workplace()
        let outcome = await place.run(["status"] + arguments + [place.path("a.yaml")])
        #expect(outcome.status == .usage && outcome.output.isEmpty, "\(outcome.errors)")
    }

    @Test("64: --cleanup takes no saved plan, which may lack versions that the files describe")
    func cleanupOfSavedPlan() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1", "v2", "v3"))
        let plan = await place.run("plan", "--target", "v3", "--out", place.path("plan.json"), file)
        #expect(plan.status == .success)
        let outcome = await place.run("status", "--cleanup", place.path("plan.json"))
        #expect(outcome.status == .usage && outcome.output.isEmpty)
        #expect(outcome.errors.contains("--cleanup takes no saved plan"))
    }

    @Test(
        "1: of a project that cannot be read nothing can go, in every format",
        arguments: ["text", "json", "aws-cli"]
    )
    func unreadableCleanup(format: String) async throws {
        let place = try await workplace()
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let outcome = await place.run("status", "--cleanup", "--format", format, place.root)
        #expect(outcome.status == .failure)
        let problem = format == "json" ? "\"kind\" : \"absent\"" : "the project does not exist"
        #expect((outcome.output + outcome.errors).contains(problem))
        #expect(outcome.output.contains("v2"))
    }

    @Test(
        "64: neither files nor ARNs, patterns that match nothing",
        arguments: [
            ([], "Name files or folders, or the ARN of a project with --project."),
            (["--project", "signs*"], "--project 'signs*' must be a project ARN"),
            (["--target", "x*", "FILE"], "--target 'x*' matches no version, live or described"),
            (["--project", "lights", "FILE"], "--project 'lights' matches no project that the files describe"),
            (["--sort", "age", "FILE"], "--sort"),
        ]
    )
    func usage(arguments: [String], message: String) async throws {
        let place = try await workplace()
        let outcome = await place.run(["status"] + arguments.map { $0 == "FILE" ? place.path("a.yaml") : $0 })
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("1: errors of reading are reported, and the rest is shown", arguments: ["text", "json", "csv"])
    func unreadable(format: String) async throws {
        let place = try await workplace()
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let outcome = await place.run("status", "--format", format, place.root)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("v2"))
        let texts = [
            "text": "! the project does not exist in us-east-1", "json": "\"complete\" : false",
            "csv": "error: \(signs.replacing("signs", with: "nowhere")): the project does not exist",
        ]
        #expect((outcome.output + outcome.errors).contains(texts[format] ?? "?"))
        if format == "text" {
            let nothing = await place.run("status", place.path("b.yaml"))
            #expect(nothing.output.contains("\nStatus: no versions seen.\nIncomplete: "))
        }
        #expect(await place.run("status", "--project", "signs", "--format", format, place.root).status == .success)
    }

    @Test("No line is wider than the terminal; a closed pipe ends the run quietly")
    func terminal() async throws {
        let place = try await workplace()
        place.terminal = Terminal(outputIsTerminal: true, columns: 40)
        place.environment["NO_COLOR"] = "1"
        let outcome = await place.run("status", place.path("a.yaml"))
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 40 }, "\(outcome.output)")
        let gone = await place.run(["status", place.path("a.yaml")], outputFailure: .readerGone)
        #expect(gone.status == .brokenPipe && gone.errors.isEmpty)
    }

    @Test func savedPlan() async throws {
        let place = try await workplace()
        let file = try place.write("c.yaml", document("v4"))
        #expect(await place.run("plan", "--out", place.path("plan.json"), file).status == .success)
        let outcome = await place.run("status", place.path("plan.json"))
        #expect(outcome.status == .success && outcome.output.contains("+  v4"))
    }
}
