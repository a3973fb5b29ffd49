import Foundation
import ModelVersions
import TestSupport
import Testing

@testable import Commands
@testable import Reconciler

/// What the settings file means for the commands.
@Suite(.timeLimit(.minutes(30)))
struct SettingsFileTests {
    private static let head = "apiVersion: rekon/v1\nkind: Settings\n"
    private static let other = "arn:aws:rekognition:eu-west-1:444455556666:project/lamps/1690556789013"

    /// Two accounts, three versions, and a settings file.
    private func workplace(_ settings: String) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.environment["REKON_CONFIG"] = try place.write("rekon.yaml", Self.head + settings)
        try place.write("models/a.yaml", document("v1", "v2"))
        try place.write("models/b.yaml", document("w1", project: Self.other))
        #expect(await place.run("sandbox", "seed", place.path("models")).status == .success)
        return place
    }

    private static let roles = """
        accounts:
          "111122223333": { role: rekon }
          default:
            read: { role: rekon-read }
            create: { role: ops/rekon-create, externalId: acme }

        """

    @Test("A plan names the roles of each account, for reading and for creating")
    func roles() async throws {
        let place = try await workplace(Self.roles)
        let plan = await place.run("plan", place.path("models"))
        #expect(plan.status == .success, "\(plan)")
        #expect(
            plan.output.contains("Account 111122223333, us-east-1 (reads with role rekon, creates with role rekon)")
        )
        #expect(plan.output.contains("reads with role rekon-read, creates with role ops/rekon-create"))
    }

    @Test("3: apply with another role than the reviewed one, in its project only; nothing is read there")
    func creator() async throws {
        let place = try await workplace(Self.roles)
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, place.path("models")).status == .success)
        try place.write("rekon.yaml", Self.head + Self.roles.replacing("ops/rekon-create", with: "admin"))
        let apply = await place.run("apply", plan)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(
            apply.output.contains("was reviewed for role ops/rekon-create, and this run creates with role admin")
        )
        #expect(apply.output.contains("2 created") && !apply.output.contains("w1: created"))
        let none = await place.run("apply", "--no-config", plan)
        #expect(none.status == .blocked && !none.output.contains("w1: created"), "\(none)")
        try place.write("rekon.yaml", Self.head + Self.roles)
        #expect(await place.run("apply", plan).status == .success)
    }

    @Test("Only the roles that a run uses must be allowed by the runner")
    func allowedRoles() async throws {
        let place = try await workplace(Self.roles)
        place.environment["REKON_ALLOWED_ROLES"] =
            "arn:aws:iam::*:role/rekon, arn:aws:iam::444455556666:role/rekon-read"
        #expect(await place.run("plan", place.path("models")).status == .success)
        let apply = await place.run("apply", "--auto-approve", place.path("models"))
        #expect(apply.status == .failure, "\(apply)")
        #expect(
            apply.errors.contains("does not allow the role `arn:aws:iam::444455556666:role/ops/rekon-create`")
                && apply.errors.contains("rekon.yaml:7:21: error:")
        )
        #expect(await place.run("apply", "--auto-approve", "--account", "1*", place.path("models")).status == .success)
        place.environment["REKON_ALLOWED_ROLES"] = " "
        #expect(await place.run("plan", place.path("models")).errors.contains("the runner allows no role"))
    }

    @Test(
        "Limits count where they are written; a flag replaces them",
        arguments: [
            ("maxCreates: 2\n", [], Status.blocked, "Blocked: a limit"),
            ("maxCreates: 3\n", [], .success, "3 to create"),
            ("maxCreates: 2\n", ["--max-creates", "3"], .success, "3 to create"),
            ("accounts: { default: { maxCreates: 1 } }\n", [], .blocked, "Plan: 1 to create"),
            ("accounts: { default: { maxCreates: 1 } }\n", ["--max-creates", "3"], .success, "3 to create"),
            ("accounts: { default: { maxCreates: 2 } }\n", [], .success, "3 to create"),
            ("accounts: { default: { regions: { eu-*: { maxCost: 5 } } } }\n", [], .blocked, "Plan: 2 to create"),
        ]
    )
    func limits(settings: String, options: [String], status: Status, words: String) async throws {
        let place = try await workplace(settings)
        let plan = await place.run(["plan", place.path("models")] + options)
        #expect(plan.status == status && plan.output.contains(words), "\(plan)")
    }

    @Test("A price of the file does not lower what a limit of the command line counts")
    func price() async throws {
        let place = try await workplace(
            "trainingPrice: 0\naccounts: { '*': { regions: { '*': { trainingPrice: 0 } } } }\n"
        )
        let plan = ["plan", "--no-history", "--max-cost", "71.99", place.path("models")]
        let refused = await place.run(plan)
        #expect(refused.status == .blocked && refused.errors.contains("72.00 USD"), "\(refused)")
        #expect(await place.run(plan + ["--training-price", "0"]).status == .success)
    }

    @Test("A link out of its folder in the place of the named file is not read, and nothing of its target is shown")
    func link() async throws {
        let place = try await workplace("maxCreates: 9\n")
        try place.write("secret/token", "ghp_SECRET\n")
        try FileManager.default.createDirectory(atPath: place.path("checkout"), withIntermediateDirectories: true)
        let link = place.path("checkout/rekon.yaml")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.path("secret/token"))
        let outcome = await place.run("plan", "--config", link, place.path("models"))
        #expect(outcome.status == .failure && outcome.errors.contains("a link on the path leads out of its folder"))
        #expect(!outcome.errors.contains("SECRET"))
    }

    @Test("A saved plan of projects by name is compared with files that name them in the same way")
    func namesInTheExpectedState() async throws {
        let place = try await workplace("maxCreates: 9\n")
        let named = "{ name: signs, region: us-east-1, account: \"111122223333\" }"
        try place.write("named/a.yaml", document("v1", project: named))
        let (plan, files) = (place.path("plan.json"), place.path("named"))
        #expect(await place.run("plan", "--out", plan, files).status == .success)
        try place.write("named/a.yaml", document("v1", "v2", project: named))
        let changed = await place.run("apply", plan, "--expect-state", files)
        #expect(
            changed.status == .blocked && changed.errors.contains("version `v2` of `signs` was added since"),
            "\(changed)"
        )
        try place.write("named/a.yaml", document("v1", project: named))
        #expect(await place.run("apply", plan, "--expect-state", files).status == .success)
    }

    @Test("Formats, checks and patterns of the file, and the flags over them")
    func defaults() async throws {
        let place = try await workplace("formats: { plan: json }\nverify: true\nignoreUnmanaged: [old-*]\n")
        let models = place.path("models")
        let plan = await place.run("plan", models)
        #expect(plan.output.hasPrefix("{") && plan.output.contains("\"checks\""), "\(plan)")
        #expect(await place.run("plan", "--format", "text", models).output.contains("Plan: "))
        #expect(!(await place.run("plan", "--no-verify", models).output.contains("\"checks\"")))
        let rendered = await place.run("render", models)
        #expect(rendered.output.contains("ignoreUnmanaged:\n  - \"old-*\""))
        #expect(
            await place.run("render", "--ignore-unmanaged", "x", models).output.contains("ignoreUnmanaged:\n  - x\n")
        )
    }

    @Test("Another version, a wrong key, and a format that a command lacks: nothing is done")
    func wrong() async throws {
        let place = try await workplace(Self.roles)
        for (text, message) in [
            ("requiredVersion: \">=9\"\nfoo: 1\n", "this is rekon \(RekonVersion.current), and rekon.yaml wants >=9"),
            ("maxCrates: 1\n", "did you mean `maxCreates`?"),
            ("formats: { plan: csv }\n", "`csv` is not a format of `rekon plan`"),
            ("formats: { plam: csv }\n", "did you mean `plan`?"),
        ] {
            try place.write("rekon.yaml", Self.head + text)
            let apply = await place.run("apply", "--auto-approve", "--format", "json", place.path("models"))
            #expect(apply.status == .failure && apply.errors.contains(message), "\(apply)")
            #expect(apply.output.contains("the settings are not valid: 1 error") && apply.output.contains("rekon.yaml"))
        }
        #expect(await place.run("plan", "--no-config", place.path("models")).output.contains("3 to create"))
        #expect(await place.run("plan", "--no-config", "--config", "x", place.path("models")).status == .usage)
        #expect(await place.run("plan", "--config", place.path("x.yaml"), place.path("models")).status == .failure)
    }

    @Test("In a folder, a settings file is no desired state; named, it is an error")
    func besideTheFiles() async throws {
        let place = try await workplace("maxCreates: 9\n")
        #expect(await place.run("validate", place.root).status == .success)
        let named = await place.run("validate", place.path("rekon.yaml"))
        #expect(named.status == .failure && named.errors.contains("is a settings file, not a desired state"))
    }

    @Test("config shows what holds, and where it comes from")
    func config() async throws {
        let place = try await workplace(Self.roles + "maxAttempts: 7\ntimeout: 1h30m\n")
        place.environment["AWS_RETRY_MODE"] = "adaptive"
        let all = await place.run("config", "--cli-read-timeout", "5").output
        for line in ["maxAttempts", "1h30m", "AWS_RETRY_MODE", "--cli-read-timeout", "rekon.yaml:8:14"] {
            #expect(all.contains(line), "\(line): \(all)")
        }
        let one = await place.run("config", "--account", "444455556666").output
        #expect(one.contains("role arn:aws:iam::444455556666:role/ops/rekon-create (external ID acme)"), "\(one)")
    }

    @Test("The line of a terminal names the accounts that are being read, and fits")
    func progress() {
        func place(_ account: String, _ read: Int, of total: Int) -> LiveReadingProgress.Place {
            .init(
                place: AccountRegion(partition: "aws", region: "us-east-1", account: account),
                read: read,
                total: total
            )
        }
        let some = LiveReadingProgress(
            places: [place("111122223333", 2, of: 2), place("222233334444", 1, of: 2), place("333344445555", 0, of: 9)]
        )
        #expect(
            LiveReadingDisplay.line(some, columns: 200)
                == """
                Reading: 1 of 3 accounts are read; 222233334444 us-east-1 1 of 2 projects, \
                333344445555 us-east-1 0 of 9 projects
                """
        )
        #expect(
            LiveReadingDisplay.line(some, columns: 90)
                == "Reading: 1 of 3 accounts are read; 222233334444 us-east-1 1 of 2 projects and 1 more"
        )
        for columns in 0..<90 { #expect(LiveReadingDisplay.line(some, columns: columns).count <= max(columns - 1, 0)) }
    }
}
