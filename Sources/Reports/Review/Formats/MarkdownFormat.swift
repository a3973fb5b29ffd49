extension ReviewFormat {
    /// A comment for GitHub and GitLab.
    package static let markdown = ReviewFormat(name: "markdown") { MarkdownReview.render($0) }
}

package enum MarkdownReview {
    /// - Parameter limit: in bytes of UTF-8.
    package static func render(_ review: Review, limit: Int? = nil) -> String {
        var head = review.marker.map { [$0.text] } ?? []
        head.append("**\(Markdown.prose(review.summary, limit: 2000))**")
        head += review.paragraphs
        if review.omittedFindings > 0 {
            head.append("\(counted(review.omittedFindings, "more finding")) of the kinds below, not listed.")
        }
        let document = MarkdownDocument(
            head: head,
            sections: review.sections ?? sections(of: review.findings),
            hint: "`rekon \(review.command) --format json` has everything."
        )
        return document.render(limit: limit ?? MarkdownDocument.commentLimit)
    }

    /// For a review that has no sections of its own.
    private static func sections(of findings: [Finding]) -> [MarkdownSection] {
        [("Errors", Finding.Level.error), ("Warnings", .warning), ("Notes", .note)].map { title, level in
            let groups = FindingGroup.groups(of: findings.filter { $0.level == level })
            return MarkdownSection(title, count: groups.count) { groups[$0].item }
        }
    }
}
