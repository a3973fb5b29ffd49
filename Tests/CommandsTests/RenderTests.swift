import Testing

@testable import Commands

/// `render`, and one file for several environments.
@Suite(.timeLimit(.minutes(30)))
struct RenderTests {
    private static let text = """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/${var:STAGE}-signs/1690556789012
        defaults:
          output: s3://acme-${var:STAGE}/out/
        versions:
          - name: 2026-11-day
          - name: 2026-12-night
            description: ${var:NOTE:-No note}

        """

    private static let prod = """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:111122223333:project/prod-signs/1690556789012
        versions:
          - name: 2026-11-day
            output: s3://acme-prod/out/
            datasets: project
          - name: 2026-12-night
            description: No note
            output: s3://acme-prod/out/
            datasets: project

        """

    @Test func resolvedState() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", Self.text)
        place.environment["REKON_VAR_STAGE"] = "prod"
        let prod = await place.run("render", file)
        #expect(prod.status == .success)
        #expect(prod.errors == "")
        #expect(prod.output == Self.prod)
        place.environment["REKON_VAR_STAGE"] = "staging"
        let staging = await place.run("render", "--format", "json", file)
        #expect(staging.output.contains("\"output\" : \"s3://acme-staging/out/\""))
    }

    @Test func explanation() async throws {
        let place = try Workplace()
        place.environment["REKON_VAR_STAGE"] = "prod"
        let outcome = await place.run("render", "--explain", try place.write("a.yaml", Self.text))
        #expect(
            outcome.output == """
                apiVersion: rekon/v1
                project: arn:aws:rekognition:us-east-1:111122223333:project/prod-signs/1690556789012  # a.yaml:2:10; value of var:STAGE
                versions:
                  - name: 2026-11-day            # a.yaml:6:11
                    output: s3://acme-prod/out/  # a.yaml:4:11, defaults; value of var:STAGE
                    datasets: project            # built-in default
                  - name: 2026-12-night          # a.yaml:7:11
                    description: No note         # a.yaml:8:18; default of var:NOTE
                    output: s3://acme-prod/out/  # a.yaml:4:11, defaults; value of var:STAGE
                    datasets: project            # built-in default

                """
        )
    }

    @Test func selection() async throws {
        let place = try Workplace()
        place.environment["REKON_VAR_STAGE"] = "prod"
        let file = try place.write("a.yaml", Self.text + "---\n" + document("v1"))
        let outcome = await place.run("render", "--target", "*-night", file)
        #expect(outcome.output.split(separator: "\n").filter { $0.contains("name:") } == ["  - name: 2026-12-night"])
        let nothing = await place.run("render", "--project", "nights", file)
        #expect(nothing.status == .usage)
    }

    private static let named = """
        apiVersion: rekon/v1
        project: { name: "${var:STAGE}-signs", region: us-east-1, account: 111122223333 }
        versions:
          - name: v1
            output: s3://acme-training/out/

        """

    @Test("A project by name keeps its form, with the place of each part")
    func projectByName() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", Self.named)
        let outcome = await place.run("render", "--explain", "--var", "STAGE=prod", file)
        #expect(outcome.status == .success)
        #expect(
            outcome.output == """
                apiVersion: rekon/v1
                project:
                  name: prod-signs                   # a.yaml:2:18; value of var:STAGE
                  region: us-east-1                  # a.yaml:2:48
                  account: "111122223333"            # a.yaml:2:68
                versions:
                  - name: v1                         # a.yaml:4:11
                    output: s3://acme-training/out/  # a.yaml:5:13
                    datasets: project                # built-in default

                """
        )
        let json = await place.run("render", "--explain", "--format", "json", "--var", "STAGE=prod", file)
        #expect(json.output.contains("/documents/0/project/account"))
        #expect(await place.run("validate", "--var", "STAGE=prod", file).status == .success)
    }

    @Test("--resolve prints the ARNs, and merges what is the same project then")
    func resolve() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.environment["REKON_VAR_STAGE"] = "prod"
        let file = try place.write("a.yaml", Self.named)
        _ = await place.run("sandbox", "seed", file)
        let outcome = await place.run("render", "--resolve", "--explain", file)
        #expect(outcome.status == .success && outcome.errors == "")
        let prefix = "project: arn:aws:rekognition:us-east-1:111122223333:project/prod-signs/"
        let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix(prefix) })
        #expect(line.hasSuffix("# a.yaml:2:10; value of var:STAGE"))
        let arn = try #require(line.split(separator: " ").dropFirst().first).description

        let same = try place.write("b.yaml", document("v2", project: arn))
        let merged = await place.run("render", "--resolve", file, same)
        #expect(merged.output.ranges(of: "project: \(arn)").count == 2)
        let twice = try place.write("c.yaml", document("v1", project: arn))
        let refused = await place.run("render", "--resolve", file, twice)
        #expect(refused.status == .failure && refused.output == "")
        #expect(refused.errors.contains("c.yaml:5:5: error: version `v1` is already described for"))
        #expect(refused.errors.contains("a.yaml:4:5") && refused.errors.contains("  - name: v1"))
        // Offline, they are two projects.
        #expect(await place.run("render", file, twice).status == .success)
    }

    @Test("A project that does not exist cannot be resolved")
    func unresolvable() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", Self.named)
        let outcome = await place.run("render", "--resolve", "--var", "STAGE=prod", file)
        #expect(outcome.status == .failure && outcome.output == "")
        #expect(outcome.errors.contains("1 project could not be resolved"))
        #expect(outcome.errors.contains("project/prod-signs: does not exist"))
    }

    @Test func missingVariable() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", Self.text)
        for command in ["render", "validate", "plan", "wait"] {
            let outcome = await place.run(command, file)
            #expect(outcome.status == .failure)
            #expect(outcome.output == "")
            #expect(
                outcome.errors.contains("a.yaml:2:61: error: the variable `STAGE` is not set\n"),
                "\(command): \(outcome.errors)"
            )
        }
    }

    @Test("The author of the files cannot make rekon show credentials")
    func secrets() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "HTTPS_PROXY"] {
            place.environment[name] = "canary"
            let file = try place.write("a.yaml", document("v1", output: "'s3://bucket/${env:\(name)}'"))
            for command in [["validate"], ["render"], ["render", "--explain", "--format", "json"], ["plan"]] {
                let outcome = await place.run(command + [file])
                #expect(outcome.status == .failure)
                #expect(outcome.errors.contains("the command line does not allow the environment variable `\(name)`"))
                #expect(!(outcome.output + outcome.errors).contains("canary"))
            }
        }
    }

    @Test("A rendered state plans the same, with no variable set")
    func samePlan() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.environment["REKON_VAR_STAGE"] = "prod"
        let file = try place.write("a.yaml", Self.text)
        _ = await place.run("sandbox", "seed", file)
        let plan = await place.run("plan", file)
        let rendered = try place.write("b.yaml", await place.run("render", "--explain", file).output)
        place.environment["REKON_VAR_STAGE"] = nil
        let again = await place.run("plan", rendered)
        #expect(plan.output.contains("2026-12-night"))
        // All but where it is written.
        func withoutPlaces(_ text: String) -> String { text.replacing(/\([ab]\.yaml:\d+\)/, with: "") }
        #expect(withoutPlaces(again.output) == withoutPlaces(plan.output))
    }

    @Test("A saved plan contains the values: apply does not depend on its own environment")
    func savedPlan() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.environment["REKON_VAR_STAGE"] = "prod"
        let file = try place.write("a.yaml", Self.text)
        _ = await place.run("sandbox", "seed", file)
        let plan = await place.run("plan", "--out", place.path("plan.json"), file)
        #expect(plan.status == .success)
        place.environment["REKON_VAR_STAGE"] = "staging"
        let apply = await place.run("apply", "--auto-approve", place.path("plan.json"))
        #expect(apply.status == .success, "\(apply.errors)")
        place.environment["REKON_VAR_STAGE"] = "prod"
        let after = await place.run("plan", "--detailed-exitcode", file)
        #expect(after.status == .success)
    }
}
