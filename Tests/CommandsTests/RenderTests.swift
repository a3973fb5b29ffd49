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
