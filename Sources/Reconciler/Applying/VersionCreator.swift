import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition

/// Creates one version, and brings the create to a certain result.
///
/// CreateProjectVersion has no client token: the name is the token. Where an answer is lost, the version is looked up
/// by name, and the create is sent again only when the version has not appeared within the grace period. A version that
/// is older than the first send belongs to another run.
struct VersionCreator {
    enum Outcome: Sendable {
        /// - Parameters:
        ///   - unknown: of a version that was found by name, the settings that could not be compared.
        ///   - cause: why it was looked up.
        case settled(ApplyResult, unknown: [Setting] = [], cause: LookupCause = .lostAnswer)
        /// The service refused it for the time being: too many trainings in progress, or too many calls.
        case postponed(reason: String, attempts: Int)
    }

    let create: Create
    /// From the first send on.
    let window: CreationWindow
    let api: any RekognitionCreatingAPI
    let policy: ApplyPolicy
    let auditor: (any CreateAuditor)?
    let context: RunContext

    func run() async -> Outcome {
        guard create.project.isResolved else {
            return .settled(.failed(reason: "The ARN of the project `\(create.project.name)` is not known."))
        }
        let request = CreateProjectVersionRequest(create.version, create.settings, in: create.project)
        /// The last answer that left open whether the version was created. No later answer settles that.
        var ambiguous: AWSError?
        var attempt = 1
        while true {
            let record = CreateAttempt(
                project: create.project,
                name: create.version.name,
                number: create.earlierAttempts + attempt,
                request: request
            )
            let error: AWSError
            do {
                try auditor?.willSend(record)
                let response = try await send(record)
                if let arn = arn(in: response) { return .settled(.created(arn)) }
                return await resolve(accepted: response, record)
            } catch let failure as AWSError {
                error = failure
            } catch {
                return .settled(ambiguous == nil ? .failed(reason: "\(error)") : .unresolved(reason: "\(error)"))
            }

            let isNameTaken = error.code == RekognitionErrorCode.resourceInUse
            if error.mayHaveTakenEffect { ambiguous = error }
            guard ambiguous != nil || isNameTaken else { return refused(error, attempts: attempt) }
            let cause: LookupCause = ambiguous == nil ? .takenName : .lostAnswer
            switch await lookUp(cause, after: record) {
            case .found(_, let result, let unknown):
                return .settled(result, unknown: unknown, cause: cause)
            case .unreadable(let reason):
                let cause = (ambiguous ?? error).description
                return .settled(.unresolved(reason: "\(cause) The lookup of the version failed too: \(reason)"))
            case .absent:
                break
            }
            // Something other than a version of this name holds the name, or the project.
            if isNameTaken, ambiguous == nil { return refused(error, attempts: attempt) }
            attempt += 1
            // After a lost attempt, the refusal of a later one proves nothing: the lost one may have filled the slot or
            // taken the name.
            if isNameTaken || !error.mayHaveTakenEffect || attempt > policy.createAttempts || context.stop.isRaised {
                return .settled(
                    .unresolved(reason: "\(error.description) The version did not appear within \(graceText).")
                )
            }
        }
    }

    private var graceText: String { "\(policy.grace.components.seconds) s" }

    private func send(_ attempt: CreateAttempt) async throws -> CreateProjectVersionResponse {
        do {
            let response = try await api.createProjectVersion(attempt.request)
            auditor?.didAnswer(CreateAnswer(response), to: attempt)
            return response
        } catch {
            auditor?.didAnswer(CreateAnswer(error), to: attempt)
            throw error
        }
    }

    /// Nil for an answer about something other than the requested version.
    private func arn(in response: CreateProjectVersionResponse) -> VersionARN? {
        guard let arn = try? VersionARN(response.projectVersionARN), arn.name == create.version.name,
            create.project.contains(partWithARN: arn.text)
        else { return nil }
        return arn
    }

    /// An accepted create is never sent again, whatever the answer says: something was created, and costs money.
    private func resolve(
        accepted response: CreateProjectVersionResponse,
        _ record: CreateAttempt
    ) async -> Outcome {
        let accepted =
            "The service accepted the create, but answered with another ARN (`\(response.projectVersionARN)`)"
        let cause = LookupCause.otherARN(response.projectVersionARN)
        switch await lookUp(cause, after: record) {
        case .found(_, let result, let unknown):
            return .settled(result, unknown: unknown, cause: cause)
        case .unreadable(let reason):
            return .settled(.unresolved(reason: "\(accepted), and the lookup of the version failed: \(reason)"))
        case .absent:
            let absence = "the version did not appear within \(graceText)"
            return .settled(.unresolved(reason: "\(accepted), and \(absence): check what that ARN is."))
        }
    }

    private func refused(_ error: AWSError, attempts: Int) -> Outcome {
        if error.code == RekognitionErrorCode.limitExceeded || error.isThrottle {
            return .postponed(reason: error.description, attempts: attempts)
        }
        // This includes other quotas, such as that of versions in a project: the end of a training frees none of them.
        return .settled(.failed(reason: error.description))
    }
}

// MARK: Lookup by name

extension VersionCreator {
    /// What a lookup of the version by name says about the create.
    private enum LookupAnswer {
        case found(VersionARN, ApplyResult, unknown: [Setting])
        case absent
        case unreadable(reason: String)

        /// For the audit log.
        var resolution: CreateResolution {
            switch self {
            case .absent: CreateResolution(.absent)
            case .unreadable(let reason): CreateResolution(.unreadable, message: reason)
            case .found(let arn, .confirmed, _): CreateResolution(.confirmed, arn: arn)
            case .found(let arn, .alreadyThere, _): CreateResolution(.alreadyThere, arn: arn)
            case .found(let arn, .conflict, _): CreateResolution(.conflict, arn: arn)
            case .found(let arn, .failed(let reason), _), .found(let arn, .unresolved(let reason), _):
                CreateResolution(.unusable, arn: arn, message: reason)
            case .found(let arn, _, _): CreateResolution(.unusable, arn: arn)
            }
        }
    }

    /// Looks the version up by name until it appears or the grace period is over.
    private func lookUp(_ cause: LookupCause, after record: CreateAttempt) async -> LookupAnswer {
        context.observe(.resolving(project: create.project, name: create.version.name, cause: cause))
        // An attempt of this run created nothing where the name is taken.
        let answer = await lookUp(mayBeCreated: cause != .takenName)
        auditor?.didResolve(answer.resolution, of: record)
        return answer
    }

    private func lookUp(mayBeCreated: Bool) async -> LookupAnswer {
        let grace = mayBeCreated ? policy.grace : policy.graceOfTakenName
        var waited = Duration.zero
        var pause = policy.firstPause
        while true {
            let (answer, isFinal) = await lookUpOnce(mayBeCreated: mayBeCreated)
            if isFinal || waited >= grace { return answer }
            pause = min(pause, grace - waited)
            do {
                try await context.process.clock.sleep(for: pause)
            } catch {
                return .unreadable(reason: "the run was cancelled")
            }
            waited += pause
            pause = min(pause * 2, policy.longestPause)
        }
    }

    /// - Returns: the answer of one lookup, and whether another would give the same.
    private func lookUpOnce(mayBeCreated: Bool) async -> (answer: LookupAnswer, isFinal: Bool) {
        do {
            var found: [LiveVersion] = []
            try await api.forEachProjectVersionPage(
                of: create.project.text,
                names: [create.version.name.text]
            ) { page in
                for description in page { found.append(try LiveVersion(description, of: create.project)) }
            }
            let matching = found.filter { $0.arn.name == create.version.name }
            guard let version = matching.max(by: { $1.arn.isNewer(than: $0.arn) }) else { return (.absent, false) }
            return judge(version, mayBeCreated: mayBeCreated)
        } catch {
            return (.unreadable(reason: "\(error)"), false)
        }
    }

    private func judge(_ version: LiveVersion, mayBeCreated: Bool) -> (answer: LookupAnswer, isFinal: Bool) {
        let comparison = SettingsComparison(create.settings, version, in: create.project)
        func found(_ result: ApplyResult, isFinal: Bool = true) -> (answer: LookupAnswer, isFinal: Bool) {
            (.found(version.arn, result, unknown: comparison.unknown), isFinal)
        }
        let message = version.statusMessage.map { ": \($0)" } ?? ""
        let unusable = "A version with this name exists with status \(version.status)\(message)"
        var window = window
        window.clockOffset = api.clockOffset
        let age = window.age(of: version.arn)
        let mayBeMine = mayBeCreated && age == .young
        if mayBeCreated, !mayBeMine, version.status.phase == .deleting {
            // The version that may have been created can appear after it.
            let age = "it was created before \(window.earliest.text), before this create was sent"
            return found(.unresolved(reason: "\(unusable); \(age)."), isFinal: false)
        }
        guard comparison.differences.isEmpty else { return found(.conflict(comparison.differences)) }
        if mayBeCreated, age == .unknown {
            let doubt = "it was created before \(window.earliest.text), but this machine's clock may be wrong"
            return found(.unresolved(reason: "\(unusable); \(doubt): no answer shows the service's time."))
        }
        switch version.status.phase {
        case .inProgress, .trained, .deprecated, .expired, .unrecognized:
            return found(mayBeMine ? .confirmed(version.arn) : .alreadyThere(version.arn))
        case .failed where mayBeMine:
            // The training was started, by this run or by another that wanted the same. Its failure is its own result.
            return found(.confirmed(version.arn))
        case .deleting where mayBeMine:
            return found(.unresolved(reason: unusable))
        case .failed, .deleting:
            return found(.failed(reason: unusable))
        }
    }
}
