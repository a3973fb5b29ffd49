internal import ModelVersions
internal import Planning
internal import Reconciler

/// A status for spreadsheets: one line for each version. New columns are only ever added at the end.
package enum StatusCSV {
    private static let columns = [
        "project", "version", "state", "status", "message", "f1_score", "f1_change", "compared_with", "min_f1_score",
        "gate",
        "billable_seconds", "cost_usd", "created", "ended", "management", "arn", "description", "output", "tags",
    ]

    package static func render(_ report: StatusReport) throws -> String {
        var csv = CSVText()
        csv.append(columns.map { .exact($0) })
        for project in report.projects {
            for row in project.versions {
                csv.append([.exact(project.project.text)] + (try cells(of: StatusRecord(row, in: report))))
            }
        }
        return csv.text
    }

    private static func cells(of record: StatusRecord) throws -> [CSVText.Cell] {
        [
            .exact(record.name), .exact(record.state), .free(record.status), .free(record.statusMessage),
            .exact(record.f1Score.map { "\($0)" }), .exact(record.f1Change.map { decimal($0, places: 6) }),
            .exact(record.comparedWith), .exact(record.minF1Score.map { "\($0)" }), .exact(record.gate),
            .exact(record.billableSeconds.map(String.init)), .exact(record.costUSD.map { decimal($0, places: 2) }),
            .exact(record.created), .exact(record.ended), .exact(record.management), .exact(record.arn),
            .free(record.description), .free(record.output),
            // An object of JSON: what separates two tags may stand in a tag.
            .exact(try record.tags.map { try JSONText.line($0).trimmingLineBreak }),
        ]
    }

    /// What could not be read, which has no place in the table: a sentence for each project, and for each version whose
    /// tags are missing.
    package static func problems(of report: StatusReport) -> [String] {
        report.projects.flatMap { project in
            let problem = project.problem.map { "\(project.project): \($0.text(of: project.project))" }
            let tags = project.versions.compactMap { row in
                row.tagsProblem.map { "\(project.project): the tags of \(row.name) could not be read: \($0)" }
            }
            return [problem].compactMap { $0 } + tags
        }
    }
}

extension String {
    fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
