import AWSRuntime
import Foundation
import Host
import TestSupport
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct ExitCodeTests {
    @Test("specs/exit-codes.md lists all exit codes")
    func specification() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../specs/exit-codes.md")
        let text = try String(contentsOf: path.standardized, encoding: .utf8)
        let codes = Set(text.matches(of: #/(?m)^\| ([0-9]+) \|/#).compactMap { Int32($0.1) })
        #expect(codes == Set(Status.allCases.map(\.rawValue)))
        for cell in text.split(separator: "|") where !cell.contains("\n") {
            #expect(cell.split(separator: " ").count <= 30, "\(cell)")
        }
        // If several apply, the first of this list counts. A signal comes before all of them.
        let order = text.firstMatch(of: #/130 or 143, ([0-9, ]+)\./#)?.1.split(separator: ", ").compactMap { Int32($0) }
        let statuses = (order ?? []).compactMap(Status.init(rawValue:))
        #expect(statuses.count == 6)
        for index in statuses.indices {
            #expect(Status.first(of: statuses[index...].shuffled()) == statuses[index])
        }
    }

    @Test(
        "0: help and the version are results",
        arguments: [
            (["--help"], "USAGE: rekon <subcommand>"), (["--version"], "rekon \(RekonVersion.current) ("),
            (["plan", "--help"], "USAGE: rekon plan "), (["help", "apply"], "USAGE: rekon apply "),
            (["sandbox"], "USAGE: rekon sandbox <subcommand>"), ([], "USAGE: rekon <subcommand>"),
            (["sandbox", "serve", "-h"], "USAGE: rekon sandbox serve "),
        ]
    )
    func help(arguments: [String], shown: String) async throws {
        let outcome = await (try Workplace()).run(arguments)
        #expect(outcome.status == .success)
        #expect(outcome.output.contains(shown))
        #expect(outcome.errors.isEmpty)
    }

    @Test(
        "Only `sandbox serve` is the server, with the options that follow; rekon answers requests for help and usage errors",
        arguments: [
            (["sandbox", "serve"], []),
            (["sandbox", "serve", "--state", "", "--port=0"], ["--state", "", "--port=0"]),
            (["sandbox", "serve", "--help"], nil), (["sandbox", "serve", "--prot", "0"], nil),
            (["sandbox", "serve", "--port", "65536"], nil), (["sandbox", "serve", "x"], nil),
            (["sandbox", "seed", "serve"], nil), (["help", "sandbox", "serve"], nil), (["serve"], nil), ([], nil),
        ]
    )
    func server(arguments: [String], passedOn: [String]?) {
        #expect(SandboxServeCommand.arguments(in: arguments) == passedOn)
    }

    @Test("1: a desired state that is wrong")
    func invalid() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", document("a b"))
        for command in ["validate", "plan"] {
            let outcome = await place.run(command, file)
            #expect(outcome.status == .failure)
            #expect(outcome.output.isEmpty)
            #expect(
                outcome.errors == """
                    a.yaml:5:11: error: `name` may contain only letters a-z and A-Z, digits, `_`, `.` and `-`; found a space
                        5 |   - name: a b
                          |           ^
                    1 error

                    """
            )
        }
    }

    @Test("1: not approved; 0: approved on a terminal")
    func approval() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) { "y" }
        let refused = await place.run("apply", file)
        #expect(refused.status == .failure)
        #expect(refused.errors.contains("Only `yes` is accepted"))
        #expect(refused.errors.contains("nothing was created"))
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) { "yes" }
        #expect(await place.run("apply", file).status == .success)
    }

    @Test("64: apply without a terminal and without --auto-approve")
    func noTerminal() async throws {
        let place = try Workplace()
        let outcome = await place.run("apply", try place.write("a.yaml", document("v1")))
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains("--auto-approve"))
        // What is wrong with the files comes first.
        #expect(await place.run("apply", "nowhere.yaml").status == .failure)
    }

    @Test(
        "64: a command line that is wrong",
        arguments: [["plan"], ["plan", "--format", "xml", "a"], ["plna"], ["plan", "--colour"]]
    )
    func usage(arguments: [String]) async throws {
        let outcome = await (try Workplace()).run(arguments)
        #expect(outcome.status == .usage)
        #expect(outcome.output.isEmpty)
        let ways = ["Usage:", "See 'rekon", "did you mean `plan`?"]
        #expect(ways.contains { outcome.errors.contains($0) })
    }

    @Test(
        "130 and 143: a signal before the creates; nothing is created",
        arguments: [Status.interrupted, .terminated]
    )
    func interrupted(status: Status) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        #expect(!place.interruption.receive(status), "nothing is under way that must come to its end")
        #expect(await place.run("apply", "--auto-approve", file).status == status)
        place.interruption = Interruption()
        #expect(await place.run("plan", "--detailed-exitcode", file).status == .changes)
    }

    @Test("141: the reader of the output is gone, unless the command fails anyway")
    func brokenPipe() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        let schema = await place.run("schema", outputFailure: .readerGone)
        #expect(schema.status == .brokenPipe)
        #expect(schema.errors.isEmpty)
        let plan = await place.run("plan", "--detailed-exitcode", file, outputFailure: .readerGone)
        #expect(plan.status == .brokenPipe)
        #expect(await place.run("plan", "nowhere", outputFailure: .readerGone).status == .failure)
        #expect(await place.run("plan", "--nothing", outputFailure: .readerGone).status == .usage)
    }

    @Test("1: the output could not be written, whatever else there is to tell")
    func unwritableOutput() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        let full = WriteFailure.other("No space left on device")
        for arguments in [["plan", "--detailed-exitcode", "--format", "json", file], ["validate", file], ["schema"]] {
            let outcome = await place.run(arguments, outputFailure: full)
            #expect(outcome.status == .failure)
            #expect(outcome.errors == "error: the output could not be written: No space left on device\n")
        }
        _ = place.interruption.receive(.terminated)
        #expect(await place.run("schema", outputFailure: full).status == .terminated)
    }

    @Test("1: a call that was cancelled without a signal is reported")
    func cancellationWithoutSignal() throws {
        let errors = TextBuffer()
        let context = Context(
            process: .test(),
            output: TextBuffer(),
            errors: errors,
            terminal: Terminal()
        )
        let error = AWSError(.cancelled, operation: "DescribeProjects", host: "example.com")
        #expect(Rekon.report(error, in: context) == .failure)
        #expect(Rekon.report(CancellationError(), in: context) == .failure)
        #expect(
            errors.text == """
                error: DescribeProjects was cancelled.
                  help: run it again
                error: the command was cancelled before its end
                  help: run it again

                """
        )
        _ = context.interruption.receive(.interrupted)
        #expect(Rekon.report(error, in: context) == .interrupted)
        #expect(errors.text.split(separator: "\n").count == 4)
    }
}
