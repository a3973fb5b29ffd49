import ArgumentParser
import Host
import ModelVersions
import Text

/// The name of a new version, with parts that rekon fills in: `signs-{date}-{git}`.
struct NameTemplate: Sendable {
    enum Part: String, CaseIterable {
        /// The day in UTC, as in `2026-12-05`.
        case date
        /// The commit of HEAD: 12 hexadecimal digits.
        case git
        /// 12 hexadecimal digits of the digest of the entry's request.
        case digest
    }

    private enum Piece {
        case text(Substring)
        case part(Part)
    }

    private let text: String
    private let pieces: [Piece]

    /// - Throws: `ValidationError`.
    init(_ text: String) throws {
        self.text = text
        var pieces: [Piece] = []
        // No name contains a brace, so there is nothing to escape.
        for (index, part) in text.parts(between: "{").enumerated() {
            guard index > 0 else {
                pieces.append(.text(part))
                continue
            }
            let pair = part.parts(between: "}")
            guard pair.count == 2, let known = Part(rawValue: String(pair[0])) else {
                let names = Part.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw ValidationError("'\(text)': a part in braces must be one of \(names).")
            }
            pieces += [.part(known), .text(pair[1])]
        }
        self.pieces = pieces
    }

    /// - Parameter digest: in hexadecimal digits.
    /// - Throws: `CommandFailure`.
    func name(digest: String, in context: Context) async throws -> VersionName {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .part(.date): result += context.wallClock.now.iso8601.prefix(10)
            case .part(.git): result += try await Self.commit(in: context)
            case .part(.digest): result += digest.prefix(12)
            }
        }
        do throws(InvalidValue) {
            return try VersionName(result)
        } catch {
            throw CommandFailure(
                message: "--name-template '\(text)' gives the name `\(result.excerpt)`, which \(error)",
                help: "correct the template",
                status: .usage
            )
        }
    }

    /// Of the repository of the working directory.
    private static func commit(in context: Context) async throws -> String {
        func failure(_ reason: String, help: String) -> CommandFailure {
            CommandFailure(message: "{git} in --name-template: \(reason)", help: help)
        }
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await context.process.processes.run(
                "git rev-parse --verify --short=12 HEAD",
                outputLimit: 4096,
                timeout: .seconds(30)
            )
        } catch {
            switch error {
            case .cancelled: throw CancellationError()
            case .timedOut: throw failure("git gave no answer in 30 s", help: "run it again")
            case .tooMuchOutput, .notStarted: throw failure("git could not be run", help: "use {date} or {digest}")
            }
        }
        let commit = String(decoding: result.output, as: UTF8.self).filter { !$0.isNewline }
        let isCommit = commit.utf8.count >= 12 && commit.utf8.allSatisfy { $0.hexadecimalDigitValue != nil }
        if result.ending == .exited(0), isCommit { return commit }
        // POSIX, 2.8.2: the shell found no such program.
        if result.ending == .exited(127) {
            throw failure("git was not found", help: "install git, or use {date} or {digest}")
        }
        let errors = String(decoding: result.errors, as: UTF8.self)
        let line = errors.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no message"
        throw failure(
            "git knows no commit of the working directory: \(line.excerpt)",
            help: "run rekon in a repository with a commit, or use {date} or {digest}"
        )
    }
}
