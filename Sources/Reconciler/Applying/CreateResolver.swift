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
    let observe: @Sendable (ApplyEvent) -> Void

    func run() async -> ApplyResult {
        let request = CreateProjectVersionRequest(create.version, create.settings, in: create.project)
        /// The last answer that left open whether the version was created.
        var ambiguous: AWSError?
        var attempt = 1
        while true {
            let error: AWSError
            do {
                return created(try await api.createProjectVersion(request))
            } catch let failure as AWSError {
                error = failure
            } catch {
                return ambiguous == nil ? .failed(reason: "\(error)") : .unresolved(reason: "\(error)")
            }

            let isNameTaken = error.code == RekognitionErrorCode.resourceInUse
            if error.mayHaveTakenEffect { ambiguous = error }
            guard error.mayHaveTakenEffect || isNameTaken else {
                return refused(error)
            }
            observe(.resolving(project: create.project, name: create.version.name))
            switch await look(afterLostAnswer: ambiguous != nil) {
            case .settled(let result):
                return result
            case .unreadable(let reason):
                return .unresolved(
                    reason: "\((ambiguous ?? error).description) The version could not be looked for either: \(reason)"
                )
            case .absent:
                break
            }
            if isNameTaken, ambiguous == nil {
                // The name, or the project, is held by something that is not a version of this name.
                return refused(error)
            }
            attempt += 1
            if isNameTaken || attempt > policy.createAttempts || stop.isRaised {
                return .unresolved(
                    reason: "\(error.description) The version was not there \(policy.grace.inSeconds) s later."
                )
            }
        }
    }

    private func created(_ response: CreateProjectVersionResponse) -> ApplyResult {
        do {
            return .created(try VersionARN(response.projectVersionARN))
        } catch {
            return .unresolved(reason: "the service accepted the create, but answered with an ARN that \(error)")
        }
    }

    private func refused(_ error: AWSError) -> ApplyResult {
        switch error.code {
        case RekognitionErrorCode.limitExceeded, RekognitionErrorCode.serviceQuotaExceeded:
            .deferred(reason: error.description)
        default:
            .failed(reason: error.description)
        }
    }

    // MARK: Looking for the version

    private enum Finding {
        case settled(ApplyResult)
        case absent
        case unreadable(reason: String)
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
            return .settled(result(for: version, afterLostAnswer: afterLostAnswer))
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
        case .failed, .deleting:
            let message = version.statusMessage.map { ": \($0)" } ?? ""
            return .failed(reason: "a version of this name is there with status \(version.status)\(message)")
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Int64 { components.seconds }
}
