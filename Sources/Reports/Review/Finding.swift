package import Diagnostics
package import ModelVersions

/// One thing that a reviewer should see: an annotation at a line, a result of a code-scanning page, a failed case of a
/// test report. Every review format is made from these.
///
/// The texts are what they are, not yet made harmless: each format does that in its own way.
package struct Finding: Sendable, Equatable {
    package enum Level: String, Sendable {
        /// Something is wrong: apply would refuse it, or the command fails because of it.
        case error
        /// Somebody should look at it.
        case warning
        /// For information.
        case note
    }

    package var rule: FindingRule
    package var level: Level
    /// What is so, in a sentence.
    package var message: String
    /// What to do about it, in sentences.
    package var help: String?
    /// Where it was written; nil for what no file describes.
    package var location: SourceLocation?
    package var project: ProjectARN?
    package var version: VersionName?

    package init(
        _ rule: FindingRule,
        _ level: Level,
        _ message: String,
        help: String? = nil,
        at location: SourceLocation? = nil,
        project: ProjectARN? = nil,
        version: VersionName? = nil
    ) {
        self.rule = rule
        self.level = level
        self.message = message
        self.help = help
        self.location = location
        self.project = project
        self.version = version
    }
}

/// A kind of finding. The identifiers are promised: people filter by them.
package struct FindingRule: Sendable, Hashable {
    /// Lower case with hyphens, as in `settings-differ`.
    package let id: String
    /// What the rule finds, in a sentence.
    package let summary: String

    package init(id: String, summary: String) {
        self.id = id
        self.summary = summary
    }
}
