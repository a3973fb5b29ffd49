import ArgumentParser
import Host
import Program
import SystemPackage

/// Runs the program `rekon-sandbox`, which contains the server. This program, which holds credentials, contains none.
struct SandboxServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the emulator on the loopback interface, for any AWS client.",
        discussion: """
            The server is the program `rekon-sandbox` beside this one. `rekon sandbox serve --help` shows its options.

            EXAMPLES
              rekon sandbox serve --port 8080 --state state.json
              AWS_ENDPOINT_URL=http://127.0.0.1:8080 aws rekognition describe-projects
            """
    )

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The options of rekon-sandbox.", valueName: "option")
    )
    var options: [String] = []

    static let program = "rekon-sandbox"

    /// The arguments for the server; nil for another command.
    static func arguments(in arguments: [String]) -> [String]? {
        arguments.starts(with: ["sandbox", "serve"]) ? Array(arguments.dropFirst(2)) : nil
    }

    /// Continues as the server, in the same process. It is looked up beside this program only: the PATH and the
    /// working folder must not choose what runs.
    ///
    /// - Returns: why it is not possible.
    static func replaceProcess(_ arguments: [String]) -> CommandFailure {
        let path: FilePath
        do throws(Errno) {
            path = try RunningProgram.path().removingLastComponent().appending(program)
        } catch {
            return CommandFailure(
                message: "the program \(program) cannot be found: the path of rekon is not known: \(error)",
                help: "run \(program) itself, with the same options"
            )
        }
        let error = RunningProgram.replace(by: path, arguments)
        guard error == .noSuchFileOrDirectory else {
            return CommandFailure(message: "\(path) cannot be run: \(error)", help: "install it again, beside rekon")
        }
        return CommandFailure(
            message: "\(path) does not exist: it contains the server of the sandbox",
            help: """
                install \(program) \(RekonVersion.current) there, from the archive or package that rekon came from; \
                or build it with `swift build --product \(program)`
                """
        )
    }
}
