import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
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

extension PlanCheck {
    /// Compares the data that versions will still be trained with: the reviewed datasets and unpinned manifests.
    ///
    /// - Throws: as `CheckSources.facts`.
    mutating func compareData(
        with saved: SavedPlan,
        against live: LiveState,
        asking sources: CheckSources
    ) async throws {
        unread += saved.unreadableDatasets(in: self, against: live).map { dataset in
            PlanChange(
                project: dataset.project,
                text: """
                    has a \(dataset.kind.word) dataset that could not be compared with the reviewed one: \
                    \(dataset.reason)
                    """
            )
        }
        let wanted = saved.manifestsToCheck(in: self)
        let questions = wanted.compactMap { wanted in
            wanted.users.first.map { ManifestQuestion(wanted.fingerprint.manifest, for: $0.project) }
        }
        let facts = try await sources.answers(to: questions)
        for (wanted, question) in zip(wanted, questions) {
            let comparison = wanted.fingerprint.compare(with: facts[question], question)
            let text = "is trained with \(wanted.fingerprint.manifest), which "
            for user in wanted.users {
                switch comparison {
                case .same: break
                case .changed(let how):
                    changes.append(PlanChange(project: user.project, name: user.name, text: text + how))
                case .unknown(let reason):
                    unread.append(
                        PlanChange(
                            project: user.project,
                            name: user.name,
                            text: text + "could not be compared with the reviewed one: \(reason)"
                        )
                    )
                }
            }
        }
    }
}

extension SavedPlan {
    /// Compares the data of a version with the reviewed data directly before its create: the datasets of its project,
    /// or its manifests.
    ///
    /// - Parameter plan: what is applied.
    /// - Returns: why the version must not be created; nil if its data is as reviewed.
    func refusal(
        of name: VersionName,
        in project: ProjectARN,
        _ plan: Plan,
        asking service: ReadingService
    ) async -> RefusedProject? {
        guard var planned = plan.projects.first(where: { $0.project == project }) else { return nil }
        planned.entries.removeAll { $0.name != name }
        let users = planned.entries.map(\.desired).filter { version in
            guard case .trained(let settings) = version.intent else { return false }
            return settings.datasets == .project
        }
        do {
            let live = try await service.liveState.read(
                users.isEmpty ? [] : [DesiredProject(arn: project, versions: users)],
                datasets: .all
            )
            var check = check(datasetsOf: planned, against: live)
            try await check.compareData(with: self, against: live, asking: service.sources)
            return check.judged(refusesFailed: false).refusals.first
        } catch {
            let text = "is trained with data that could not be compared with the reviewed data: \(error)"
            return RefusedProject(project, .incomplete, [.init(name, text)], heldCount: 1)
        }
    }
}

extension ManifestFingerprint {
    fileprivate enum Comparison {
        case same
        /// With a clause.
        case changed(String)
        case unknown(reason: String)
    }

    fileprivate func compare(with fact: ManifestFact?, _ question: ManifestQuestion) -> Comparison {
        switch fact {
        case .found:
            guard let now = fact.flatMap({ ManifestFingerprint(question, $0) }) else {
                return .unknown(reason: "S3 does not say what it is")
            }
            return change(to: now).map(Comparison.changed) ?? .same
        case .problem(let problem):
            switch problem.kind {
            case .noBucket, .absent, .deleteMarker, .invalidVersion: return .changed("does not exist any more")
            case .elsewhere(let region): return .changed("is in \(region) now")
            case .denied, .other: return .unknown(reason: problem.message)
            }
        case nil: return .unknown(reason: "it was not read")
        }
    }
}

extension PlanCheck {
    /// The checks that passed when the plan was shown, and fail now. The lines of manifests are not read again, because
    /// `compareData` compares the manifests.
    ///
    /// - Throws: as `CheckSources.facts`.
    func newFailures(against live: LiveState, asking sources: CheckSources) async throws -> [PlanChange] {
        let sound = Plan(projects: judged(refusesFailed: false).sound)
        let trainings = ProjectTrainings.all(of: sound, against: live)
        let report = Preflight.report(on: trainings, try await sources.facts(about: trainings))
        return report.results.filter { $0.verdict == .fail }.map { result in
            PlanChange(project: result.project, text: "now \(result.failureText)")
        }
    }
}
