import ArgumentParser
import Host
import Program
import SystemPackage

/// Runs the program `rekon-sandbox`, which contains the server. This program, which holds credentials, contains none.
struct SandboxServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: SandboxServeOptions.abstract,
        discussion: SandboxServeOptions.discussion
    )

    @OptionGroup var options: SandboxServeOptions

    static let program = "rekon-sandbox"

    /// The arguments for the server; nil for another command, and for help and usage errors, which rekon answers.
    static func arguments(in arguments: [String]) -> [String]? {
        guard arguments.starts(with: ["sandbox", "serve"]),
            (try? RekonCommand.parseAsRoot(arguments)) is SandboxServeCommand
        else { return nil }
        return Array(arguments.dropFirst(2))
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
