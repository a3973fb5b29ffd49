import Commands
import Host

// Foundation and Swift Testing have types of these names too.
typealias ProcessEnvironment = Environment
typealias Status = Commands.ExitStatus
