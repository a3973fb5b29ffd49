import AWSSigning
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct ProcessTests {
    private let config = "[profile p]\ncredential_process = get-keys --x 'y z'\n"

    private func run(_ result: Result<ProcessResult, ProcessError>) -> TestRun {
        TestRun(config: config, processes: ScriptedProcesses { _, _ in result })
    }

    private func run(printing text: String) -> TestRun {
        TestRun(config: config, processes: ScriptedProcesses(printing: text))
    }

    @Test("What a program prints, with and without an end")
    func success() async throws {
        let forever = run(printing: #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Other":{}}"#)
        let found = try await forever.credentials(profile: "p")
        #expect(found.credentials.accessKeyID == "A")
        #expect(found.expiration == nil)
        #expect(found.source == "the credential_process of the profile `p`")
        #expect(forever.processes.runs == ["get-keys --x 'y z'"])
        let limited = run(
            printing: """
                {"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t",
                 "Expiration": "2023-11-15T00:13:20.123+01:00"}
                """
        )
        #expect(
            try await limited.credentials(profile: "p").expiration == UnixTime(milliseconds: 1_700_003_600_123)
        )
    }

    @Test("It is run again when the credentials end")
    func renewal() async throws {
        let run = TestRun(
            config: config,
            processes: ScriptedProcesses { _, number in
                let end = ["2023-11-14T23:13:20Z", "2023-11-15T23:13:20Z"][number]
                let text = #"{"Version":1,"AccessKeyId":"A\#(number)","SecretAccessKey":"s","Expiration":"\#(end)"}"#
                return .success(ProcessResult(ending: .exited(0), output: Array(text.utf8)))
            }
        )
        let connection = try run.connection(profile: "p")
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "A0")
        run.wallClock.advance(seconds: 3000)
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "A1")
    }

    @Test(
        "Rubbish is refused, and not repeated",
        arguments: [
            ("", "printed nothing"),
            ("hush", "printed something that is not the JSON"),
            (#"{"Version":"1"}"#, "printed something that is not the JSON"),
            (#"{"AccessKeyId":"hush"}"#, "printed the `Version` of nothing"),
            (#"{"Version":2,"AccessKeyId":"hush"}"#, "printed the `Version` 2; only 1 is supported"),
            (#"{"Version":1,"SecretAccessKey":"hush"}"#, "printed no `AccessKeyId`"),
            (#"{"Version":1,"AccessKeyId":"A"}"#, "printed no `SecretAccessKey`"),
            (
                #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush","Expiration":"2023-11-14"}"#,
                "printed an `Expiration` that is not a time"
            ),
        ]
    )
    func rubbish(output: String, complaint: String) async {
        let text = await run(printing: output).complaint(profile: "p")
        #expect(text.hasPrefix("the credential_process of the profile `p` \(complaint)"))
        #expect(text.contains("run the command by hand"))
        #expect(!text.contains("hush"))
    }

    @Test("A failure shows the exit code alone; the debug log shows the standard error without likely secrets")
    func failure() async {
        let errors = """
            boto: trying AKIAIOSFODNN7EXAMPLE at https://me:pw@corp.example/
            \u{1B}[31mSecretAccessKey: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
            session_token=short1 {"SessionToken": "hush"} password = "psst"
            eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
            -----BEGIN RSA PRIVATE KEY-----
            MC4C
            -----END RSA PRIVATE KEY-----
            no such profile
            """
        let failed = run(.success(ProcessResult(ending: .exited(3), errors: Array(errors.utf8))))
        #expect(
            await failed.complaint(profile: "p")
                == """
                the credential_process of the profile `p` failed with exit code 3: run the command by hand, or use --debug, \
                to see its standard error
                """
        )
        let lines = failed.log.all.drop { !$0.contains("the standard error of the credential_process") }
        #expect(
            lines.prefix(7).dropFirst() == [
                "  | boto: trying AKIAIOSFODNN7EXAMPLE at https://[redacted]@corp.example/",
                "  | [31mSecret[redacted]", "  | session_token[redacted]", "  | [redacted]", "  | [redacted]",
                "  | no such profile",
            ]
        )
        let text = failed.log.text
        for secret in ["wJalr", "short1", "hush", "psst", "eyJ", "\u{1B}", "MC4C", "me:pw"] {
            #expect(!text.contains(secret))
        }
        let long = "password is " + String(repeating: "psst ", count: 20_000) + "\nlast line"
        let chatty = run(.success(ProcessResult(ending: .exited(3), errors: Array(long.utf8))))
        _ = await chatty.complaint(profile: "p")
        #expect(chatty.log.text.contains("  | last line") && !chatty.log.text.contains("psst"))
        let killed = run(.success(ProcessResult(ending: .signalled(11))))
        #expect(await killed.complaint(profile: "p").contains("was stopped by signal 11: run"))
    }

    @Test(arguments: [
        (ProcessError.timedOut, "did not end within 60 s and was stopped"),
        (.tooMuchOutput, "printed more than 64 KiB"),
        (.notStarted("no such file"), "could not be started: no such file: check `credential_process`"),
    ])
    func faults(error: ProcessError, complaint: String) async {
        #expect(await run(.failure(error)).complaint(profile: "p").contains(complaint))
    }
}

/// The real thing, with the shell of this machine.
@Suite(.timeLimit(.minutes(30)))
struct SubprocessTests {
    // A timeout that no machine reaches, however busy: only the tests of the timeout have a short one.
    private func run(_ command: String, limit: Int = 65_536, timeout: Duration = .seconds(3600)) async -> String {
        do throws(ProcessError) {
            let result = try await SubprocessRunner().run(command, outputLimit: limit, timeout: timeout)
            let output = String(decoding: result.output, as: UTF8.self)
            return "\(result.ending) [\(output)] [\(String(decoding: result.errors, as: UTF8.self))]"
        } catch {
            return "\(error)"
        }
    }

    @Test("Output, errors and exit code are separate; the standard input is empty")
    func ordinary() async {
        #expect(await run("cat; printf out; printf err >&2; exit 7") == "exited(7) [out] [err]")
        #expect(await run("kill -9 $$") == "signalled(9) [] []")
        #expect(await run("/no/such/program 2>/dev/null") == "exited(127) [] []")
    }

    @Test("Output and errors longer than a pipe's buffer are read")
    func large() async {
        let text = await run("head -c 60000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero | tr '\\0' y >&2")
        #expect(text.utf8.count > 360_000)
    }

    @Test func tooMuch() async {
        #expect(await run("yes") == "tooMuchOutput")
    }

    @Test("A program that hangs is killed with its child processes")
    func hangs() async {
        #expect(await run("sleep 1000", timeout: .milliseconds(100)) == "timedOut")
        #expect(await run("sleep 1000; echo late", timeout: .milliseconds(100)) == "timedOut")
        #expect(await run("trap '' TERM; sleep 1000 & wait", timeout: .milliseconds(100)) == "timedOut")
    }

    @Test func cancelled() async {
        let task = Task { await run("sleep 1000") }
        task.cancel()
        #expect(await task.value == "cancelled")
    }
}
