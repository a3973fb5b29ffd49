import Host
import ModelVersions
import Rekognition

extension SandboxEngine {
    /// API: StartProjectVersion.
    func startProjectVersion(
        _ request: StartProjectVersionRequest,
        in place: AccountRegion
    ) async throws -> VersionStatusResponse {
        let arn = try Constraints.arn(request.projectVersionARN, .version, "projectVersionArn")
        try Constraints.inferenceUnits(request.minInferenceUnits, "minInferenceUnits")
        try Constraints.inferenceUnits(request.maxInferenceUnits, "maxInferenceUnits")
        if let maximum = request.maxInferenceUnits, maximum < request.minInferenceUnits {
            throw ServiceRefusal.invalidParameter("MaxInferenceUnits is less than MinInferenceUnits.")
        }
        return try await changeRun(of: arn, in: place) { status, _, state, now in
            switch status {
            case .trained, .copied, .startFailed, .stopped: break
            case .training, .copying, .starting, .running, .stopping:
                throw ServiceRefusal.inUse("The version has the status \(status.rawValue): it cannot be started.")
            case .trainingFailed, .copyingFailed:
                throw ServiceRefusal.invalidParameter(
                    "The version has the status \(status.rawValue): there is no model to start."
                )
            }
            let run = SandboxState.Run(
                startedAt: now,
                minInferenceUnits: request.minInferenceUnits,
                maxInferenceUnits: request.maxInferenceUnits
            )
            guard state.countUnits(in: place, now: self.now) + run.units <= state.settings.inferenceUnits else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.inferenceUnits) inference units would be exceeded."
                )
            }
            return (run, .starting)
        }
    }

    /// API: StopProjectVersion.
    func stopProjectVersion(
        _ request: StopProjectVersionRequest,
        in place: AccountRegion
    ) async throws -> VersionStatusResponse {
        let arn = try Constraints.arn(request.projectVersionARN, .version, "projectVersionArn")
        return try await changeRun(of: arn, in: place) { status, version, _, now in
            guard status == .running, var run = version.run else {
                throw ServiceRefusal.inUse(
                    "The version has the status \(status.rawValue): only RUNNING can be stopped."
                )
            }
            // A clock that is set back must not stop it before its start.
            run.stoppedAt = max(now, run.startedAt)
            return (run, .stopping)
        }
    }

    /// Starts or stops a version.
    ///
    /// - Parameter change: gets the time in milliseconds; gives the new run and the status of the answer.
    private func changeRun(
        of arn: ResourceARN,
        in place: AccountRegion,
        _ change: (VersionLife.Status, SandboxState.Version, SandboxState, Int64) throws
            -> (SandboxState.Run, VersionLife.Status)
    ) async throws -> VersionStatusResponse {
        try await store.update { state in
            guard case .version(let project, let index) = try state.position(of: arn.text, in: place) else {
                throw ServiceRefusal.notFound(arn.text)
            }
            let life = VersionLife(settings: state.settings, now: now)
            let version = state.projects[project].versions[index]
            // API: "This operation applies only to Amazon Rekognition Custom Labels."
            if version.feature == SandboxState.Project.contentModeration {
                throw ServiceRefusal.invalidParameter("An adapter of CONTENT_MODERATION is not started or stopped.")
            }
            let (run, status) = try change(life.status(of: version), version, state, life.now.milliseconds)
            state.projects[project].versions[index].run = run
            return VersionStatusResponse(status: status.rawValue)
        }
    }
}

extension SandboxState {
    /// The inference units in use in an account and region; of a model that is scaled, the most that it may use.
    fileprivate func countUnits(in place: AccountRegion, now: UnixTime) -> Int {
        let life = VersionLife(settings: settings, now: now)
        return projects.lazy.filter { $0.isIn(place) }.flatMap(\.versions).reduce(0) { units, version in
            units + (life.status(of: version).hasUnits ? version.run?.units ?? 0 : 0)
        }
    }
}
