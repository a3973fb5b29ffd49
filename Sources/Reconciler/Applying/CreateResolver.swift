internal import AWSRuntime
internal import DesiredState
internal import ModelVersions
internal import Planning
internal import Rekognition

/// Brings the create of one version to a result that is true.
///
/// CreateProjectVersion has no client token: the name is the token. Where an answer is lost, the version is looked for
/// by name, and only when it has not appeared within the grace period is the create sent again.
struct CreateResolver {
    let create: Create
    let api: any RekognitionCreatingAPI
    let policy: ApplyPolicy
    let clock: any Clock<Duration>
    let stop: StopSignal
    let auditor: (any CreateAuditor)?
    let observe: @Sendable (ApplyEvent) -> Void

    func run() async -> CreateOutcome {
        let request = CreateProjectVersionRequest(create.version, create.settings, in: create.project)
        /// The last answer that left open whether the version was created: it stays, whatever is answered later.
        var ambiguous: AWSError?
        var attempt = 1
        while true {
            let record = CreateAttempt(
                project: create.project,
                name: create.version.name,
                number: attempt,
                request: request
            )
            let error: AWSError
            do {
                try auditor?.willSend(record)
                return .settled(.created(try arn(in: try await send(record))))
            } catch let failure as AWSError {
                error = failure
            } catch {
                return .settled(ambiguous == nil ? .failed(reason: "\(error)") : .unresolved(reason: "\(error)"))
            }

            let isNameTaken = error.code == RekognitionErrorCode.resourceInUse
            if error.mayHaveTakenEffect { ambiguous = error }
            guard ambiguous != nil || isNameTaken else {
                return refused(error)
            }
            observe(.resolving(project: create.project, name: create.version.name))
            let finding = await look(afterLostAnswer: ambiguous != nil)
            auditor?.didResolve(finding.resolution, of: record)
            switch finding {
            case .settled(let result, _):
                return .settled(result)
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
                return refused(error)
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

    /// - Throws: `AWSError` for an answer that is not about the version that was asked for. Then something was created,
    ///   and what it is must be read.
    private func arn(in response: CreateProjectVersionResponse) throws -> VersionARN {
        let stem = create.project.text.split(separator: "/").dropLast().joined(separator: "/") + "/version/"
        if let arn = try? VersionARN(response.projectVersionARN), arn.name == create.version.name,
            arn.text.utf8.starts(with: stem.utf8)
        {
            return arn
        }
        throw AWSError(
            .unreadableResponse("it accepted the create with the ARN of something else: \(response.projectVersionARN)"),
            operation: "CreateProjectVersion",
            host: "the service",
            mayHaveTakenEffect: true
        )
    }

    private func refused(_ error: AWSError) -> CreateOutcome {
        switch error.code {
        case RekognitionErrorCode.limitExceeded: .noSlot(reason: error.description)
        // Another quota, such as that of versions in a project, too: no end of a training makes room.
        default: .settled(.failed(reason: error.description))
        }
    }

    // MARK: Looking for the version

    private enum Finding {
        case settled(ApplyResult, VersionARN)
        case absent
        case unreadable(reason: String)

        /// For the record.
        var resolution: CreateResolution {
            switch self {
            case .absent: CreateResolution(.absent)
            case .unreadable(let reason): CreateResolution(.unreadable, message: reason)
            case .settled(.confirmed, let arn): CreateResolution(.confirmed, arn: arn)
            case .settled(.alreadyThere, let arn): CreateResolution(.alreadyThere, arn: arn)
            case .settled(.conflict, let arn): CreateResolution(.conflict, arn: arn)
            case .settled(.failed(let reason), let arn): CreateResolution(.unusable, arn: arn, message: reason)
            case .settled(_, let arn): CreateResolution(.unusable, arn: arn)
            }
        }
    }

    /// Reads the version by name until it is there or the grace period is over.
    private func look(afterLostAnswer: Bool) async -> Finding {
        var waited = Duration.zero
        var pause = policy.firstPause
        while true {
            let finding = await lookOnce(afterLostAnswer: afterLostAnswer)
            if case .settled = finding { return finding }
            if waited >= policy.grace { return finding }
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

    private func lookOnce(afterLostAnswer: Bool) async -> Finding {
        do {
            var found: [LiveVersion] = []
            try await api.forEachProjectVersionPage(
                of: create.project.text,
                names: [create.version.name.text]
            ) { page in
                for description in page { found.append(try LiveVersion(description)) }
            }
            let matching = found.filter { $0.arn.name == create.version.name }
            guard let version = matching.max(by: { $1.arn.isNewer(than: $0.arn) }) else { return .absent }
            return .settled(result(for: version, afterLostAnswer: afterLostAnswer), version.arn)
        } catch let error as AWSError {
            return .unreadable(reason: error.description)
        } catch {
            return .unreadable(reason: "\(error)")
        }
    }

    private func result(for version: LiveVersion, afterLostAnswer: Bool) -> ApplyResult {
        let comparison = SettingsComparison(create.settings, version.settings, in: create.project)
        guard comparison.differences.isEmpty else { return .conflict(comparison.differences) }
        switch version.status.phase {
        case .inProgress, .trained, .expired, .unrecognized:
            return afterLostAnswer ? .confirmed(version.arn) : .alreadyThere(version.arn)
        case .failed where afterLostAnswer:
            // It was trained, by this run or by one that wanted the same: that it failed since is the training's end.
            return .confirmed(version.arn)
        case .failed, .deleting:
            let message = version.statusMessage.map { ": \($0)" } ?? ""
            let reason = "a version of this name is there with status \(version.status)\(message)"
            return afterLostAnswer ? .unresolved(reason: reason) : .failed(reason: reason)
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Int64 { components.seconds }
}
