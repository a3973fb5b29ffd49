import Text

/// That a run used the sandbox instead of AWS, in the words of every format for people.
package struct SandboxNotice: Sendable, Equatable {
    /// Of the state file, as the user gave it.
    private let path: String

    package init(path: String) {
        self.path = path
    }

    /// On one line.
    package var text: String { sentence(HarmlessText.shown(path)) }

    var markdown: String { sentence(Markdown.code(path, limit: 500)) }

    private func sentence(_ path: String) -> String { "Sandbox: \(path); no AWS account was read." }
}

extension SandboxNotice? {
    /// The lines before a text; empty for AWS.
    package var heading: String { map { $0.text + "\n\n" } ?? "" }
}
