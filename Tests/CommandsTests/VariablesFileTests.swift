import Foundation
import Testing

@testable import Commands

/// `--var-file`.
@Suite(.timeLimit(.minutes(30)))
struct VariablesFileTests {
    private static let text = """
        apiVersion: rekon/v1
        project: arn:aws:rekognition:us-east-1:${var:ACCOUNT}:project/signs/1690556789012
        versions:
          - name: v1
            output: s3://${var:BUCKET}/out/

        """

    private func workplace() throws -> (place: Workplace, models: String) {
        let place = try Workplace()
        return (place, try place.write("m.yaml", Self.text))
    }

    @Test("Later files win, --var wins over them, and they win over the environment")
    func precedence() async throws {
        let (place, models) = try workplace()
        place.environment["REKON_VAR_BUCKET"] = "of-environment"
        place.environment["REKON_VAR_ACCOUNT"] = "111122223333"
        let first = try place.write("first.yaml", "BUCKET: of-first\n")
        let second = try place.write("second.json", #"{ "BUCKET": "of-second" }"#)
        func output(_ options: String...) async -> String {
            await place.run(["render"] + options + [models]).output
        }
        #expect(await output().contains("s3://of-environment/"))
        #expect(await output("--var-file", first).contains("s3://of-first/"))
        #expect(await output("--var-file", first, "--var-file", second).contains("s3://of-second/"))
        #expect(await output("--var-file", second, "--var-file", first).contains("s3://of-first/"))
        #expect(await output("--var-file", first, "--var", "BUCKET=of-option").contains("s3://of-option/"))
    }

    @Test("A number of an account keeps its first zero")
    func account() async throws {
        let (place, models) = try workplace()
        let file = try place.write("v.yaml", "ACCOUNT: 012345678901\nBUCKET: acme\n")
        #expect(await place.run("render", "--var-file", file, models).output.contains(":012345678901:project"))
    }

    @Test("Names that no file uses are one warning for each variables file")
    func unused() async throws {
        let (place, models) = try workplace()
        let first = try place.write("first.yaml", "ACCOUNT: 111122223333\nBUCKET: acme\nBUKET: canary\nSTAGE: canary\n")
        let second = try place.write("second.yaml", "BUCKET: acme\nX: canary\n")
        let outcome = await place.run("validate", "--var-file", first, "--var-file", second, models)
        #expect(outcome.status == .success)
        #expect(outcome.errors.contains("no file contains the variables `BUKET`, `STAGE` of first.yaml"))
        #expect(outcome.errors.contains("no file contains the variable `X` of second.yaml"))
        #expect(!outcome.errors.contains("canary"))
    }

    @Test("The error for an undefined variable says where to set it")
    func undefined() async throws {
        let (place, models) = try workplace()
        let outcome = await place.run("validate", models)
        #expect(outcome.status == .failure)
        for setting in ["--var ACCOUNT=VALUE", "--var-file", "REKON_VAR_ACCOUNT"] {
            #expect(outcome.errors.contains(setting))
        }
    }

    @Test(
        "An unusable file is one error, which quotes no value",
        arguments: [
            ("A: [canary]\n", "v.yaml:1:4: error: the variable `A` must be a string, not a list"),
            ("A: 'canary\n", "v.yaml:"), ("", "v.yaml contains no variables"), ("canary", "must be a map of names"),
        ]
    )
    func invalid(text: String, message: String) async throws {
        let (place, models) = try workplace()
        let file = try place.write("v.yaml", text)
        for command in ["validate", "render", "plan"] {
            let outcome = await place.run(command, "--var-file", file, models)
            #expect(outcome.status == .failure)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(!outcome.errors.contains("canary") && !outcome.errors.contains("is not set"))
        }
        let json = await place.run("validate", "--format", "json", "--var-file", file, models)
        #expect(!json.output.contains("canary"))
    }

    @Test("A file that is missing, a folder, or the desired state itself is an error")
    func otherFiles() async throws {
        let (place, models) = try workplace()
        for path in [place.path("missing.yaml"), place.root, models] {
            let outcome = await place.run("validate", "--var-file", path, models)
            #expect(outcome.status == .failure, "\(path)")
        }
        let same = await place.run("validate", "--var-file", models, models)
        #expect(same.errors.contains("m.yaml is named as the desired state and with --var-file"))
        let twice = await place.run("validate", "--var-file", "a", "--var-file", "a", models)
        #expect(twice.status == .usage && twice.errors.contains("--var-file names 'a' twice"))
        let input = await place.run("validate", "--var-file", "-", "-")
        #expect(input.errors.contains("<stdin> is named as the desired state and with --var-file"))
    }

    @Test("A link that leads out of its folder is not read: a pull request could put it there")
    func link() async throws {
        let (place, models) = try workplace()
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: place.path(name), withDestinationPath: target)
        }
        let secrets = try Workplace()
        try secrets.write("secrets.yaml", "ACCOUNT: 111122223333\nBUCKET: canary\n")
        try place.write("stages/real.yaml", "ACCOUNT: 111122223333\nBUCKET: acme\n")
        try link("stages/link.yaml", to: secrets.path("secrets.yaml"))
        try link("stages/inside.yaml", to: "real.yaml")
        let outcome = await place.run("render", "--var-file", place.path("stages/link.yaml"), models)
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("a link on the path leads out of its folder"))
        #expect(!(outcome.output + outcome.errors).contains("canary"))
        #expect(await place.run("render", "--var-file", place.path("stages/inside.yaml"), models).status == .success)
    }

    @Test("A saved plan lists the names, and the file is needed again only for --expect-state")
    func savedPlan() async throws {
        let (place, models) = try workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("v.yaml", "ACCOUNT: 111122223333\nBUCKET: acme\n")
        _ = await place.run("sandbox", "seed", "--var-file", file, models)
        let plan = place.path("plan.json")
        let made = await place.run("plan", "--var-file", file, "--out", plan, models)
        #expect(made.status == .success)
        #expect(made.errors.contains("It contains the values of the variables `ACCOUNT`, `BUCKET`."))
        let refused = await place.run("apply", "--var-file", file, plan)
        #expect(refused.status == .usage && refused.errors.contains("--var-file"))
        let other = try place.write("other.yaml", "ACCOUNT: 111122223333\nBUCKET: other\n")
        #expect(await place.run("apply", plan, "--var-file", other, "--expect-state", models).status == .blocked)
        #expect(await place.run("apply", plan, "--var-file", file, "--expect-state", models).status == .success)
    }

    @Test("No output replaces a variables file")
    func outputs() async throws {
        let (place, models) = try workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("v.yaml", "ACCOUNT: 111122223333\nBUCKET: acme\n")
        for options in [["plan", "--report", "json=\(file)"], ["wait", "--events", file]] {
            let outcome = await place.run(options + ["--var-file", file, models])
            #expect(outcome.status == .usage)
            #expect(outcome.errors.contains("which the command reads"), "\(outcome.errors)")
        }
        let plan = await place.run("plan", "--out", file, "--var-file", file, models)
        #expect(plan.status == .failure && plan.errors.contains("it is not overwritten"), "\(plan)")
    }
}
