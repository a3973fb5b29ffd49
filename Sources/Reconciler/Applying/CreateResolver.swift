import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition

/// Brings the create of one version to a result that is true.
///
/// CreateProjectVersion has no client token: the name is the token. Where an answer is lost, the version is looked for
/// by name, and only when it has not appeared within the grace period is the create sent again. What is found and older
/// than the first send is somebody else's.
struct CreateResolver {
    let create: Create
    let api: any RekognitionCreatingAPI
    let policy: ApplyPolicy
    let clock: any Clock<Duration>
    let wallClock: any WallClock
    let stop: StopSignal
    let auditor: (any CreateAuditor)?
    let observe: @Sendable (ApplyEvent) -> Void

    func run() async -> CreateOutcome {
        let request = CreateProjectVersionRequest(create.version, create.settings, in: create.project)
        /// The last answer that left open whether the version was created: it stays, whatever is answered later.
        var ambiguous: AWSError?
        var attempt = 1
        let start = CreationWindow(wallClock)
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
                return await resolve(accepted: response, record, start)
            } catch let failure as AWSError {
                error = failure
            } catch {
                return .settled(ambiguous == nil ? .failed(reason: "\(error)") : .unresolved(reason: "\(error)"))
            }

            let isNameTaken = error.code == RekognitionErrorCode.resourceInUse
            if error.mayHaveTakenEffect { ambiguous = error }
            guard ambiguous != nil || isNameTaken else {
                return refused(error, attempts: attempt)
            }
            let finding = await look(sentIn: ambiguous == nil ? nil : start, after: record)
            switch finding {
            case .settled(let result, _, let unknown):
                return .settled(result, unknown: unknown)
            case .unreadable(let reason):
                return .settled(
                    .unresolved(
                        reason:
                            "\((ambiguous ?? error).description) The version could not be looked for either: \(reason)"
                    )
                )
            case .absent:
                break
            }
            if isNameTaken, ambiguous == nil {
                // The name, or the project, is held by something that is not a version of this name.
                return refused(error, attempts: attempt)
            }
            attempt += 1
            // Where an earlier attempt was lost, a refusal of a later one is no proof: the earlier one may be what fills
            // the slot, or what takes the name.
            if isNameTaken || !error.mayHaveTakenEffect || attempt > policy.createAttempts || stop.isRaised {
                return .settled(
                    .unresolved(
                        reason: "\(error.description) The version was not there \(policy.grace.inSeconds) s later."
                    )
                )
            }
        }
    }

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

    /// Nil for an answer that is not about the version that was asked for.
    private func arn(in response: CreateProjectVersionResponse) -> VersionARN? {
        let stem = create.project.text.split(separator: "/").dropLast().joined(separator: "/") + "/version/"
        guard let arn = try? VersionARN(response.projectVersionARN), arn.name == create.version.name,
            arn.text.utf8.starts(with: stem.utf8)
        else { return nil }
        return arn
    }

    /// An accepted create is never sent again, whatever the answer says: something was created, and is paid for.
    private func resolve(
        accepted response: CreateProjectVersionResponse,
        _ record: CreateAttempt,
        _ start: CreationWindow
    ) async -> CreateOutcome {
        let accepted =
            "The service accepted the create with the ARN of something else (`\(response.projectVersionARN)`)"
        switch await look(sentIn: start, after: record) {
        case .settled(let result, _, let unknown):
            return .settled(result, unknown: unknown)
        case .unreadable(let reason):
            return .settled(
                .unresolved(reason: "\(accepted), and the version could not be looked for by name: \(reason)")
            )
        case .absent:
            let absence = "no version of this name was there \(policy.grace.inSeconds) s later"
            return .settled(.unresolved(reason: "\(accepted), and \(absence): see what that is."))
        }
    }

    private func refused(_ error: AWSError, attempts: Int) -> CreateOutcome {
        if error.code == RekognitionErrorCode.limitExceeded || error.isThrottle {
            return .postponed(reason: error.description, attempts: attempts)
        }
        // Another quota, such as that of versions in a project, too: no end of a training makes room.
        return .settled(.failed(reason: error.description))
    }
}

extension Duration {
    fileprivate var inSeconds: Int64 { components.seconds }
}

// Whether a create was carried out, by the version of its name that is there.
extension CreateResolver {
    enum Finding {
        case settled(ApplyResult, VersionARN, unknown: [Setting])
        case absent
        case unreadable(reason: String)

        /// For the record.
        var resolution: CreateResolution {
            switch self {
            case .absent: CreateResolution(.absent)
            case .unreadable(let reason): CreateResolution(.unreadable, message: reason)
            case .settled(.confirmed, let arn, _): CreateResolution(.confirmed, arn: arn)
            case .settled(.alreadyThere, let arn, _): CreateResolution(.alreadyThere, arn: arn)
            case .settled(.conflict, let arn, _): CreateResolution(.conflict, arn: arn)
            case .settled(.failed(let reason), let arn, _), .settled(.unresolved(let reason), let arn, _):
                CreateResolution(.unusable, arn: arn, message: reason)
            case .settled(_, let arn, _): CreateResolution(.unusable, arn: arn)
            }
        }
    }

    /// Reads the version by name until it is there or the grace period is over.
    ///
    /// - Parameter start: when the create that may have been carried out was sent; nil where none may have been.
    func look(sentIn start: CreationWindow?, after record: CreateAttempt) async -> Finding {
        observe(.resolving(project: create.project, name: create.version.name))
        let finding = await look(sentIn: start)
        auditor?.didResolve(finding.resolution, of: record)
        return finding
    }

    private func look(sentIn start: CreationWindow?) async -> Finding {
        var waited = Duration.zero
        var pause = policy.firstPause
        while true {
            let (finding, isLasting) = await lookOnce(sentIn: start)
            if isLasting || waited >= policy.grace { return finding }
            pause = min(pause, policy.grace - waited)
            do {
                try await clock.sleep(for: pause)
            } catch {
                return .unreadable(reason: "the run was cut off")
            }
            waited += pause
            pause = min(pause * 2, policy.longestPause)
        }
    }

    /// - Returns: what one look shows, and whether another would show the same.
    private func lookOnce(sentIn start: CreationWindow?) async -> (finding: Finding, isLasting: Bool) {
        do {
            var found: [LiveVersion] = []
            try await api.forEachProjectVersionPage(
                of: create.project.text,
                names: [create.version.name.text]
            ) { page in
                for description in page { found.append(try LiveVersion(description)) }
            }
            let matching = found.filter { $0.arn.name == create.version.name }
            guard let version = matching.max(by: { $1.arn.isNewer(than: $0.arn) }) else { return (.absent, false) }
            return judge(version, sentIn: start)
        } catch let error as AWSError {
            return (.unreadable(reason: error.description), false)
        } catch {
            return (.unreadable(reason: "\(error)"), false)
        }
    }

    private func judge(_ version: LiveVersion, sentIn start: CreationWindow?) -> (finding: Finding, isLasting: Bool) {
        let comparison = SettingsComparison(create.settings, version.settings, in: create.project)
        func settled(_ result: ApplyResult, isLasting: Bool = true) -> (finding: Finding, isLasting: Bool) {
            (.settled(result, version.arn, unknown: comparison.unknown), isLasting)
        }
        let message = version.statusMessage.map { ": \($0)" } ?? ""
        let unusable = "A version of this name is there with status \(version.status)\(message)"
        let mayBeMine = start?.allows(version.arn) ?? false
        if let start, !mayBeMine, version.status.phase == .deleting {
            // It makes room for the one that may have been created.
            let age = "it was created before \(start.earliest.text), when this create was not yet sent"
            return settled(.unresolved(reason: "\(unusable); \(age)."), isLasting: false)
        }
        guard comparison.differences.isEmpty else { return settled(.conflict(comparison.differences)) }
        switch version.status.phase {
        case .inProgress, .trained, .expired, .unrecognized:
            return settled(mayBeMine ? .confirmed(version.arn) : .alreadyThere(version.arn))
        case .failed where mayBeMine:
            // It was trained, by this run or by one that wanted the same: that it failed since is the training's end.
            return settled(.confirmed(version.arn))
        case .deleting where mayBeMine:
            return settled(.unresolved(reason: unusable))
        case .failed, .deleting:
            return settled(.failed(reason: unusable))
        }
    }
}

/// When a version that this run created can have been created at the earliest.
struct CreationWindow: Sendable {
    /// How far this machine's clock may be ahead of the service's: a request that is signed further off is refused
    /// (Signature Version 4: 15 minutes).
    private static let tolerance = Duration.seconds(900)

    let earliest: UnixTime

    /// From now on.
    init(_ wallClock: any WallClock) {
        earliest = wallClock.now.advanced(by: .zero - Self.tolerance)
    }

    /// Whether a version is young enough, by the creation time in its ARN.
    func allows(_ arn: VersionARN) -> Bool { arn.creationTime >= earliest.milliseconds }
}
