import ArgumentParser
import Testing

@testable import Commands

/// Every command's help ends with examples, and each of them is a command line that the program takes.
struct HelpTests {
    struct Command: Sendable, CustomTestStringConvertible {
        /// The words that call it.
        var words: [String]
        var discussion: String
        var testDescription: String { words.joined(separator: " ") }

        /// The lines of its last block, which has the heading EXAMPLES.
        var examples: [String] {
            guard let heading = discussion.firstRange(of: "EXAMPLES\n") else { return [] }
            return discussion[heading.upperBound...].split(separator: "\n").map(String.init)
        }
    }

    static let commands = all(from: RekonCommand.self, after: [])

    private static func all(from type: any ParsableCommand.Type, after words: [String]) -> [Command] {
        let configuration = type.configuration
        let words = words + [configuration.commandName ?? "\(type)"]
        return [Command(words: words, discussion: configuration.discussion)]
            + configuration.subcommands.flatMap { all(from: $0, after: words) }
    }

    @Test(arguments: commands)
    func hasExamples(_ command: Command) {
        #expect(!command.examples.isEmpty)
        #expect(command.examples.allSatisfy { $0.hasPrefix("  ") && $0.count <= 116 })
        let prefix = command.words.joined(separator: " ") + " "
        #expect(command.examples.contains { ($0 + " ").contains(prefix) }, "an example shows the command itself")
    }

    @Test(arguments: commands)
    func examplesParse(_ command: Command) throws {
        for line in command.examples {
            for words in Self.commandLines(line) where words.first == RekonCommand.name {
                let arguments = Array(words.dropFirst())
                // A request, which the parser answers by throwing.
                if ["--generate-completion-script", "--version"].contains(arguments.first) { continue }
                #expect(throws: Never.self, "\(line)") { try RekonCommand.parseAsRoot(arguments) }
            }
        }
    }

    @Test("Examples are as written in a terminal of any width", arguments: commands)
    func examplesAreNotFolded(_ command: Command) throws {
        for columns in [40, 41, 60, 79, 80, 100, 160] {
            let lines = try Self.help(of: command, columns: columns).split(separator: "\n")
            let heading = try #require(lines.firstIndex(of: "EXAMPLES"))
            #expect(
                lines[(heading + 1)...].prefix(command.examples.count).elementsEqual(command.examples.map { $0[...] })
            )
            #expect(lines[(heading + 1 + command.examples.count)...].first?.hasPrefix("USAGE: ") == true)
            let prose = lines[..<heading].dropFirst()
            #expect(prose.allSatisfy { $0.count <= columns || !$0.contains(" ") })
        }
    }

    @Test("A command with many options shows them under titles", arguments: commands)
    func manyOptionsHaveTitles(_ command: Command) throws {
        var section = ""
        var counts: [String: Int] = [:]
        for line in try Self.help(of: command, columns: 80).split(separator: "\n") {
            if line.hasSuffix(":"), line.first != " ", line == line.uppercased() { section = String(line) }
            if line.hasPrefix("  --") { counts[section, default: 0] += 1 }
        }
        if counts.values.reduce(0, +) > 15 {
            #expect(counts.count > 2)
            #expect(counts.values.allSatisfy { $0 <= 15 }, "\(counts)")
        }
    }

    private static func help(of command: Command, columns: Int) throws -> String {
        do {
            var parsed = try RekonCommand.parseAsRoot(command.words.dropFirst() + ["--help"])
            try parsed.run()
        } catch {
            return RekonCommand.message(for: error, columns: columns)
        }
        Issue.record("no help")
        return ""
    }

    @Test("The lines of examples are taken apart as a shell does it")
    func wordsOfLines() {
        #expect(
            Self.commandLines("  A=b rekon plan 'a b*' m/ > x && rekon apply x") == [
                ["rekon", "plan", "a b*", "m/"], ["rekon", "apply", "x"],
            ]
        )
        #expect(
            Self.commandLines("  rekon plan m/ | jq '.a | .b' # all") == [["rekon", "plan", "m/"], ["jq", ".a | .b"]]
        )
    }

    /// The commands of a line of shell, without variables before them and what follows a redirection.
    private static func commandLines(_ line: String) -> [[String]] {
        var commands: [[String]] = [[]]
        var isRedirected = false
        scan: for word in words(line) {
            switch word {
            case .plain("#"): break scan
            case .plain("&&"), .plain("||"), .plain("|"), .plain(";"):
                commands.append([])
                isRedirected = false
            case .plain(">"), .plain("2>"): isRedirected = true
            case .plain(let text) where commands[commands.count - 1].isEmpty && text.contains("="): continue
            case .plain(let text), .quoted(let text):
                if !isRedirected { commands[commands.count - 1].append(text) }
            }
        }
        return commands
    }

    private enum Word: Equatable {
        case plain(String)
        case quoted(String)
    }

    private static func words(_ line: String) -> [Word] {
        var words: [Word] = []
        var current = ""
        var quote: Character?
        var wasQuoted = false
        for character in line + " " {
            if character == quote {
                quote = nil
            } else if quote != nil {
                current.append(character)
            } else if character == "'" || character == "\"" {
                quote = character
                wasQuoted = true
            } else if character != " " {
                current.append(character)
            } else if !current.isEmpty || wasQuoted {
                words.append(wasQuoted ? .quoted(current) : .plain(current))
                current = ""
                wasQuoted = false
            }
        }
        return words
    }
}
