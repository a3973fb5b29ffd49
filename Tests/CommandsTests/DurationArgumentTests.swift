import ArgumentParser
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct DurationArgumentTests {
    @Test(
        arguments: [
            ("90s", 90), ("30m", 1800), ("2h", 7200), ("1d", 86_400), ("1h30m", 5400), ("1d2h3m4s", 93_784),
            ("365d", 31_536_000), ("007s", 7),
        ] as [(String, Int64)]
    )
    func good(text: String, seconds: Int64) throws {
        #expect(try DurationArgument(parsing: text).duration == .seconds(seconds))
    }

    @Test(
        arguments: [
            ("", "is empty"), ("90", "has a number without a unit"), ("h", "has a unit without a number"),
            ("1h30", "has a number without a unit"), ("30m1h", "has a unit twice or in the wrong order"),
            ("1h1h", "has a unit twice or in the wrong order"), ("2w", "has an unknown unit"),
            ("1 h", "has an unknown unit"), ("1.5h", "has an unknown unit"), ("-1h", "has a unit without a number"),
            ("1H", "has an unknown unit"), ("0s", "is zero"), ("366d", "is more than a year"),
            ("99999999999s", "is too long"), ("1é", "has an unknown unit"),
        ]
    )
    func bad(text: String, reason: String) {
        #expect {
            try DurationArgument(parsing: text)
        } throws: { error in
            "\((error as? ValidationError)?.message ?? "")".hasPrefix("'\(text)' \(reason). Use days, hours")
        }
    }

    @Test(
        "64: --inference-price takes dollars from 0 to 10000",
        arguments: ["status", "drift", "report"],
        [" ", "-1", "1,5", "1.", ".5", "+1", "1e3", "0x10", "10000.01", "10001", "inf", "nan", "4 USD", "$4", "٤"]
    )
    func inferencePrice(command: String, price: String) async throws {
        let outcome = await (try Workplace()).run(command, "--inference-price=\(price)", "a.yaml")
        #expect(outcome.status == .usage, "\(outcome)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("'\(price)' is not a price in dollars from 0 to 10000, such as 1 or 1.25."))
    }

    @Test("The command line says what is wrong")
    func commandLine() async throws {
        let place = try Workplace()
        let outcome = await place.run("wait", "--timeout", "90", "a.yaml")
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains("'90' has a number without a unit"))
        for arguments in [
            ["wait", "--require-f1", "1.1", "a.yaml"], ["wait", "--training-price", "1,5", "a.yaml"],
            ["apply", "--timeout", "1h", "a.yaml"], ["apply", "--require-f1", "0.5", "a.yaml"],
            ["apply", "--max-trainings", "0", "a.yaml"], ["apply", "--lookup-grace", "0s", "a.yaml"],
            ["apply", "--lookup-grace", "61m", "a.yaml"], ["plan", "--max-cost", "-1", "a.yaml"],
            ["apply", "--max-cost", "ten", "a.yaml"], ["plan", "--training-price", "", "a.yaml"],
            ["status", "--inference-price", "", "a.yaml"], ["plan", "--inference-price", "1", "a.yaml"],
        ] {
            #expect(await place.run(arguments).status == .usage, "\(arguments)")
        }
    }
}
