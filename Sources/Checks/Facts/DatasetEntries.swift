import AWSRuntime
import JSON
package import Manifests
package import ModelVersions
import Planning
import Reconciler
package import Rekognition
import Text

/// The answer to a question about what a dataset contains.
package enum DatasetFact<Content: Sendable & Equatable>: Sendable, Equatable {
    case read(Content)
    case denied
    case unreadable(reason: String)
}

/// The answer to: which entries of a dataset have errors?
package typealias EntriesFact = DatasetFact<EntryErrors>

/// The errors in the entries of a dataset: those that the service lists, and those of the published rules.
package struct EntryErrors: Sendable, Equatable {
    /// The first of each code.
    package var findings: [EntryFinding] = []
    /// How many entries with errors were read.
    package var listed = 0
    /// How many of them are invalid as a whole, by the published rules.
    package var invalid = 0
    /// Whether there are more.
    package var isCut = false

    /// - Parameter entries: JSON Lines that ListDatasetEntries returned.
    package init(_ entries: [String], of dataset: Dataset, isCut: Bool) {
        listed = entries.count
        self.isCut = isCut
        // The service's own findings, in the entries.
        var tally = ValidationTally(dataset, limit: .max)
        // An entry is one line. Its pattern in the API model allows no line breaks.
        let lines = entries.map { Array($0.replacing("\n", by: " ").utf8) + [UInt8(ascii: "\n")] }
        for line in lines { tally.feed(line) }
        tally.finish()
        var all = tally.findings
        var known = Set(all.map { Place(line: $0.line, code: $0.error.code) })
        var options = ManifestChecker.Options()
        options.findingsPerCode = .max
        let checker = ManifestChecker(dataset, options: options) { finding in
            // Rules for a whole manifest are not for a part of one.
            guard let line = finding.line, finding.level == .error,
                known.insert(Place(line: line, code: finding.code.rawValue)).inserted
            else { return }
            all.append(
                ReportedFinding(
                    ReportedError(code: finding.code.rawValue, message: finding.message),
                    dataset: dataset,
                    line: line,
                    column: finding.column
                )
            )
        }
        for line in lines { checker.feed(line) }
        invalid = checker.finish().invalidLines
        all.sort { ($0.line ?? 0, $0.error.code) < ($1.line ?? 0, $1.error.code) }
        var counts: [String: Int] = [:]
        for finding in all {
            counts[finding.error.code, default: 0] += 1
            guard counts[finding.error.code, default: 0] <= Self.findingsPerCode, findings.count < Self.limit else {
                continue
            }
            let entry = finding.line.flatMap { entries.indices.contains($0 - 1) ? entries[$0 - 1] : nil }
            findings.append(EntryFinding(finding: finding, image: entry.flatMap(Self.image)))
        }
        for index in findings.indices { findings[index].count = counts[findings[index].finding.error.code, default: 1] }
    }

    /// Entries that are read at most: ten calls.
    static let entryLimit = 1000
    private static let findingsPerCode = 3
    private static let limit = 30

    private struct Place: Hashable {
        let line: Int?
        let code: String
    }

    private static func image(_ entry: String) -> String? {
        (try? JSONValue(parsing: Array(entry.utf8)))?["source-ref"]?.text
    }
}

/// An error in an entry of a dataset.
package struct EntryFinding: Sendable, Equatable {
    package var finding: ReportedFinding
    /// The `source-ref` of the entry; nil if it cannot be read.
    package var image: String?
    /// How many findings have its code, also those that are left out.
    package var count = 1

    package init(finding: ReportedFinding, image: String?) {
        self.finding = finding
        self.image = image
    }
}

package typealias RekognitionClients = @Sendable (ProjectARN) throws -> any RekognitionAPI

extension CheckSources {
    /// Lists the entries with errors of the datasets that report some.
    ///
    /// - Returns: the facts, by the ARNs of the datasets.
    /// - Throws: as `facts`.
    func entries(of projects: [ProjectTrainings]) async throws -> [String: EntriesFact] {
        let questions = projects.flatMap { project -> [EntriesQuestion] in
            guard project.trainsOnDatasets, case .present(let live) = project.reading else { return [] }
            return live.datasets.compactMap { dataset in
                guard let arn = dataset.arn, dataset.reading.content?.errorEntries ?? 0 > 0 else { return nil }
                return EntriesQuestion(project: project.project, dataset: dataset.kind.dataset, arn: arn)
            }
        }
        let facts = try await answers(to: questions, in: { AccountRegion($0.project) }) {
            try await self.fact(about: $0)
        }
        return facts.reduce(into: [:]) { $0[$1.key.arn] = $1.value }
    }

    private func fact(about question: EntriesQuestion) async throws -> EntriesFact {
        try await fact {
            let (entries, isCut) = try await rekognition(question.project)
                .datasetEntriesWithErrors(of: question.arn, limit: EntryErrors.entryLimit)
            return EntryErrors(entries, of: question.dataset, isCut: isCut)
        }
    }

    /// - Throws: as `facts`.
    func fact<Content>(reading content: () async throws -> Content) async throws -> DatasetFact<Content> {
        do {
            return .read(try await content())
        } catch let error as AWSError where error.isDenial {
            return .denied
        } catch let error as AWSError where error.code == RekognitionErrorCode.resourceNotReady {
            return .unreadable(reason: "the dataset is being created or changed")
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }
}

private struct EntriesQuestion: Hashable {
    var project: ProjectARN
    var dataset: Dataset
    var arn: String
}

extension LiveProject.Dataset.Kind {
    var dataset: Dataset {
        switch self {
        case .train: .training
        case .test: .testing
        }
    }
}

extension ProjectTrainings {
    /// Whether a version is to be trained on the datasets of the project.
    var trainsOnDatasets: Bool { trainings.contains { $0.settings.datasets == .project } }
}
