import Checks
import DesiredState
import ModelVersions
import Planning
import Reports
import SavedPlans
import Storage

/// A plan, and the results of the checks of its trainings.
struct Verification {
    let plan: Plan
    let facts: CheckFacts
    let report: PreflightReport

    init(_ plan: Plan, _ facts: CheckFacts, against live: LiveState) {
        self.plan = plan
        self.facts = facts
        report = Preflight.report(on: ProjectTrainings.all(of: plan, against: live), facts)
    }
}

extension PreflightReport {
    /// The checks that did not pass, to show below a plan.
    func problemsText(_ layout: TextLayout) -> String {
        PreflightText(style: layout.style, width: layout.width, showsPassed: false).render(self)
    }
}

extension Verification {
    /// The present state of the unpinned manifests of the versions to create. A saved plan compares it later.
    var manifestFingerprints: [ManifestFingerprint] {
        unpinnedManifests.compactMap { question in
            facts.manifests[question].flatMap { ManifestFingerprint(question, $0) }
        }
    }

    /// The unpinned manifests that a later run cannot compare, in byte order.
    var unseenManifests: [ManifestLocation] {
        unpinnedManifests.filter { question in
            facts.manifests[question].flatMap { ManifestFingerprint(question, $0) } == nil
        }.map(\.manifest).sorted()
    }

    private var unpinnedManifests: Set<ManifestQuestion> {
        Set(
            plan.creates.flatMap { project, entry -> [ManifestQuestion] in
                guard case .trained(let settings) = entry.desired.intent else { return [] }
                return settings.datasets.manifests.filter { $0.version == nil }.map {
                    ManifestQuestion($0, for: project)
                }
            }
        )
    }
}

extension ManifestFingerprint {
    /// Nil if the manifest was not found.
    init?(_ question: ManifestQuestion, _ fact: ManifestFact) {
        guard case .found(let head) = fact, let eTag = head.eTag else { return nil }
        self.init(
            region: question.region,
            manifest: question.manifest,
            versionID: head.versionID.flatMap { $0 == "null" ? nil : $0 },
            eTag: eTag
        )
    }
}

extension SavedPlan {
    /// The changed manifests, of those that a version will still be trained with.
    ///
    /// - Throws: `CommandFailure` for a manifest that cannot be compared; as `CheckSources.facts`.
    func manifestChanges(since check: PlanCheck, asking sources: CheckSources) async throws -> [PlanChange] {
        let wanted = manifestsToCheck(in: check)
        let questions = wanted.compactMap { wanted in
            wanted.users.first.map { ManifestQuestion(wanted.fingerprint.manifest, for: $0.project) }
        }
        let facts = try await sources.answers(to: questions)
        return try zip(wanted, questions).flatMap { wanted, question -> [PlanChange] in
            guard let text = try change(of: wanted.fingerprint, question, facts[question]) else { return [] }
            return wanted.users.map { user in
                PlanChange(
                    project: user.project,
                    name: user.name,
                    text: "is trained with \(wanted.fingerprint.manifest), which \(text)"
                )
            }
        }
    }

    /// - Throws: `CommandFailure` for a reviewed dataset that cannot be compared.
    func requireDatasets(in check: PlanCheck, against live: LiveState) throws {
        guard let unread = unreadableDatasets(in: check, against: live).first else { return }
        throw CommandFailure(
            message: """
                the \(unread.kind.word) dataset of \(unread.project) could not be compared with the reviewed one: \
                \(unread.reason)
                """,
            help: "nothing was created: allow these credentials rekognition:DescribeDataset on it, or make a new plan"
        )
    }

    private func change(
        of print: ManifestFingerprint,
        _ question: ManifestQuestion,
        _ fact: ManifestFact?
    ) throws -> String? {
        let reason: String
        switch fact {
        case .found:
            if let now = fact.flatMap({ ManifestFingerprint(question, $0) }) { return print.change(to: now) }
            reason = "S3 does not say what it is"
        case .problem(let problem):
            switch problem.kind {
            case .noBucket, .absent, .deleteMarker, .invalidVersion: return "does not exist any more"
            case .elsewhere(let region): return "is in \(region) now"
            case .denied, .other: reason = problem.message
            }
        case nil: reason = "it was not read"
        }
        throw CommandFailure(
            message: "\(print.manifest) could not be compared with the reviewed one: \(reason)",
            help:
                "nothing was created: allow these credentials to read it, or pin it in the desired state and plan again"
        )
    }
}

extension PlanCheck {
    /// The checks that passed when the plan was shown, and fail now. The lines of manifests are not read again, because
    /// `manifestChanges` compares the manifests.
    ///
    /// - Throws: as `CheckSources.facts`.
    func newFailures(against live: LiveState, asking sources: CheckSources) async throws -> [PlanChange] {
        let trainings = ProjectTrainings.all(of: plan, against: live)
        let report = Preflight.report(on: trainings, try await sources.facts(about: trainings))
        return report.results.filter { $0.verdict == .fail }.map { result in
            let subject = result.subject.map { " of \($0)" } ?? ""
            return PlanChange(
                project: result.project,
                text: "fails the check `\(result.rule.id)`\(subject) now: \(result.message)"
            )
        }
    }
}
