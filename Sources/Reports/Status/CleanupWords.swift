import Diagnostics
import ModelVersions
package import Planning
import Text

// The words of `status --cleanup`, for every format.

extension CleanupVersion {
    /// Why it can go or stays, as a clause.
    var explanation: String {
        switch verdict {
        case .canGo(let reasons): reasons.map { text(of: $0) }.joined(separator: "; ")
        case .stays(let stay): text(of: stay)
        }
    }

    func text(of reason: Reason) -> String {
        switch reason {
        case .failed: live.status.word
        case .expired: "expired: the service no longer uses it"
        case .belowGate(let gate): gate.sentence
        case .superseded(let name, let score): "superseded by `\(name)` with F1 \(decimal(score, places: 3))"
        case .retired: "its entry says `retired: true`"
        case .unmanaged: "no file describes it"
        case .notRunning: "it does not run"
        }
    }

    func text(of stay: Stay) -> String {
        switch stay {
        case .running: "\(live.status.word): stop it first if nothing uses it"
        case .inTraining, .deleting: live.status.word
        case .unrecognized: "this version of rekon does not know its status \(live.status)"
        case .deprecated: "deprecated: it still serves, and will expire"
        case .ignored: "a pattern of `ignoreUnmanaged` matches it"
        case .conflict: "live with other settings than described: settle the conflict first"
        case .adapter: "an adapter serves without being started, so it may be in use"
        case .best: "the best of the project" + scoreRemark
        case .newest: "the newest of the project" + scoreRemark
        case .noScore: "the service gives no F1 score to compare"
        }
    }

    private var scoreRemark: String {
        live.training.f1Score.map { ", with F1 \(decimal($0, places: 3))" } ?? ""
    }

    /// What to do before it is deleted, as a sentence; nil for nothing.
    var help: String? {
        guard mustRetireFirst else { return nil }
        let path = entry?.location?.path ?? "PATH"
        return "The files still describe it: first mark its entry as retired (`rekon retire \(name) --in \(path)`)."
    }

    /// Deletes the version. Nil for one that stays.
    func command(in project: ProjectARN) -> [String]? {
        guard canGo else { return nil }
        return [
            "aws", "rekognition", "delete-project-version", "--region", project.region,
            "--project-version-arn", live.arn.text,
        ]
    }
}

extension CleanupVersion.Reason {
    /// A stable word for programs.
    var kind: String {
        switch self {
        case .failed: "failed"
        case .expired: "expired"
        case .belowGate: "below-gate"
        case .superseded: "superseded"
        case .retired: "retired"
        case .unmanaged: "unmanaged"
        case .notRunning: "not-running"
        }
    }
}

extension ProjectCleanup {
    /// As in `91 models, and the documented quota is 100, unless raised`.
    var roomText: String { "\(counted(models, "model")), and \(quota)" }

    var canGo: [CleanupVersion] { versions.filter(\.canGo) }
    var staying: [CleanupVersion] { versions.filter { !$0.canGo } }
}

extension CleanupReport {
    /// The report about some versions; all of them decide.
    package func showing(_ selection: Selection) -> CleanupReport {
        var report = self
        for index in projects.indices { report.projects[index].versions.removeAll { !selection.includes($0.name) } }
        return report
    }

    /// Whether it has a version.
    package var isEmpty: Bool { projects.allSatisfy(\.versions.isEmpty) }

    /// The errors, one for each project that could not be read.
    package var problems: [String] {
        projects.compactMap { project in
            project.problem.map { "\(project.project): \($0.explanation(of: project.project))" }
        }
    }

    var canGoCount: Int { projects.reduce(0) { $0 + $1.canGo.count } }
    var count: Int { projects.reduce(0) { $0 + $1.versions.count } }

    /// The last line of the text.
    var summary: String {
        let unread = problems.isEmpty ? "" : "; \(unreadText(problems.count))"
        let staying = count - canGoCount
        return "Cleanup: \(canGoCount) of \(counted(count, "version")) can go, "
            + "\(staying) \(staying == 1 ? "stays" : "stay")\(unread)."
    }

    static let warning = "rekon deletes nothing. A deleted version cannot be restored."
}
