internal import AWSRuntime
internal import DesiredState
internal import Host
internal import ModelVersions
internal import Planning
internal import Rekognition

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
