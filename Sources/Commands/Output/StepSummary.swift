internal import Diagnostics
internal import Host
internal import Reports
internal import SystemPackage

/// The page that GitHub shows of a step: whatever is in the file that it names.
enum StepSummary {
    /// In bytes. GitHub takes 1 MiB for a step, and drops more without a word
    /// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
    private static let limit = 1_000_000

    /// A page that cannot be written is no reason for the command to fail.
    static func append(_ review: Review, in context: Context) {
        guard let path = context.environment["GITHUB_STEP_SUMMARY"] else { return }
        do {
            let file = try LineFile(path, options: [.append, .nonBlocking], permissions: .init(rawValue: 0o644))
            let room = limit - min(file.size, limit)
            // A marker is for comments: a summary is nobody's to update.
            var review = review
            review.marker = nil
            let text = MarkdownReview.render(review, limit: room)
            guard text.utf8.count <= room else {
                warn("it is full", path, in: context)
                return
            }
            try file.write(Array((text + "\n").utf8), patience: 1000)
        } catch {
            warn("\(error)", path, in: context)
        }
    }

    private static func warn(_ reason: String, _ path: String, in context: Context) {
        let text = HarmlessText.shown("the step's summary could not be written to \(path): \(reason)")
        context.errors.write(GitHubAnnotations.guarded("warning: \(text)") + "\n")
    }
}
