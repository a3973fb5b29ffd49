/// A format in which what a command found is reviewed. A new one is one new file and one line in `all`.
package struct ReviewFormat: Sendable, Equatable {
    /// As `--format` has it.
    package let name: String
    package let render: @Sendable (Review) -> String

    package static let all: [ReviewFormat] = [.markdown, .github, .sarif, .junit]

    package static func == (one: ReviewFormat, other: ReviewFormat) -> Bool {
        one.name == other.name
    }
}
