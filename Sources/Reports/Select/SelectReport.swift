package import ModelVersions
package import Planning

/// The version of a project that a deployment should use (specs/select.md).
package struct SelectReport: Sendable {
    /// Which of the versions that qualify is selected.
    package enum Criterion: String, Sendable, CaseIterable {
        /// The one with the highest F1 score.
        case best
        /// The one that was created last.
        case newest
    }

    /// Why a version does not qualify, as a stable word for programs.
    package enum Reason: String, Sendable {
        /// It is not live, not trained yet, or cannot be started.
        case notUsable = "not-usable"
        /// The files do not describe it.
        case unmanaged
        /// The files keep it as history.
        case retired
        /// It is live with other settings than the files describe.
        case conflict
        case gateMissed = "gate-missed"
        /// The best one is asked for, and the service gives no score.
        case noScore = "no-f1-score"
    }

    /// A version, and whether it qualifies.
    package struct Candidate: Sendable {
        package let row: StatusRow
        /// The score that it must reach, 0 to 1.
        package let minimumF1Score: Double?
        /// Nil for a version that is not judged, because it does not qualify for another reason.
        package let gate: GateVerdict?
        /// Nil: it qualifies.
        package let reason: Reason?

        init(_ row: StatusRow, by criterion: Criterion, requiredF1Score: Double?, hasFiles: Bool) {
            self.row = row
            minimumF1Score = GateVerdict.minimum(row.minimumF1Score, requiredF1Score)
            if let reason = row.exclusion(hasFiles: hasFiles) {
                (gate, self.reason) = (nil, reason)
                return
            }
            let verdict = GateVerdict(score: row.f1Score, minimum: minimumF1Score)
            gate = verdict
            reason = verdict.isMissed ? .gateMissed : criterion == .best && row.f1Score == nil ? .noScore : nil
        }
    }

    package let project: ProjectARN
    package let criterion: Criterion
    /// Of the command line, 0 to 1.
    package let requiredF1Score: Double?
    /// What a selection of versions left out.
    package let targets: [Glob]
    /// In the order of the status: the live versions from the oldest to the newest, then those that are not live.
    package let candidates: [Candidate]
    /// Nil: no version qualifies.
    package let selected: Candidate?

    /// - Parameters:
    ///   - project: one that could be read.
    ///   - report: the status that it is a part of.
    package init(
        _ project: ProjectStatus,
        of report: StatusReport,
        by criterion: Criterion,
        requiredF1Score: Double? = nil
    ) {
        self.project = project.project
        self.criterion = criterion
        self.requiredF1Score = requiredF1Score
        targets = report.targets
        candidates = project.versions.map {
            Candidate($0, by: criterion, requiredF1Score: requiredF1Score, hasFiles: report.hasFiles)
        }
        // Of equal ones the newest: it stands last.
        selected = candidates.lazy.filter { $0.reason == nil }.reduce(nil) { best, candidate in
            guard let best, criterion == .best else { return candidate }
            return candidate.score < best.score ? best : candidate
        }
    }
}

extension ProjectStatus {
    /// Why the project's versions are unknown, in sentences; nil where they are known.
    package var problemText: String? { problem.map { $0.explanation(of: project) } }
}

extension SelectReport.Candidate {
    /// As the service stores it: equal 32-bit numbers are equal scores, also for the gate.
    fileprivate var score: Float { Float(row.f1Score ?? 0) }
}

extension StatusRow {
    /// Why the version is not judged; nil where it is.
    fileprivate func exclusion(hasFiles: Bool) -> SelectReport.Reason? {
        switch state {
        case .trained, .deprecated: break
        case .failed, .deleting, .missing, .unrecognized, .inProgress, .beingCopied, .notTrained, .expired:
            return .notUsable
        }
        guard hasFiles else { return nil }
        switch management {
        case .unmanaged: return .unmanaged
        case .retired: return .retired
        case .managed: return entry?.isTrained == true ? nil : .conflict
        }
    }
}
