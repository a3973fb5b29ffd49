import Text

/// That a run used the sandbox instead of AWS, in the words of every format for people.
package struct SandboxNotice: Sendable, Equatable {
    /// Of the state file, as the user gave it.
    private let path: String
    /// Of the terminal, in columns; nil if the text is not for one.
    fileprivate let width: Int?

    package init(path: String, width: Int? = nil) {
        self.path = path
        self.width = width
    }

    /// On one line.
    package var text: String { sentence(HarmlessText.shown(path)) }

    var markdown: String { sentence(Markdown.code(path, limit: 500)) }

    fileprivate func heading(width: Int?) -> String {
        var page = Page(style: .plain, width: width)
        page.prose(0, text)
        page.line(0, "")
        return page.text
    }

    private func sentence(_ path: String) -> String { "Sandbox: \(path); no AWS account was read." }
}

extension SandboxNotice? {
    /// The lines before a text; empty for AWS.
    package var heading: String { map { $0.heading(width: $0.width) } ?? "" }

    /// The same for a text of another width than the terminal's; nil for a file.
    package func heading(width: Int?) -> String { map { $0.heading(width: width) } ?? "" }
}
