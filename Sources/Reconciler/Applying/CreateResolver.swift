internal import AWSRuntime
internal import DesiredState
internal import Host
internal import ModelVersions
internal import Planning
internal import Rekognition

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
