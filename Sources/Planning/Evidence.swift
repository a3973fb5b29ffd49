package import DesiredState
package import ModelVersions

/// A look for earlier trainings that gave no answer.
package struct UnansweredLook: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        case output(LiveSettings.Output)
        case events(AccountRegion)
    }

    package enum Problem: Sendable, Hashable {
        case denied(permission: String)
        case failed(reason: String)
    }

    package var place: Place
    package var problem: Problem

    package init(_ place: Place, _ problem: Problem) {
        self.place = place
        self.problem = problem
    }
}

extension EarlierTrainings.Look {
    fileprivate var found: Found? {
        if case .found(let found) = self { found } else { nil }
    }

    fileprivate var problem: UnansweredLook.Problem? {
        switch self {
        case .found: nil
        case .denied(let permission): .denied(permission: permission)
        case .failed(let reason): .failed(reason: reason)
        }
    }
}

extension EarlierTrainings {
    /// What is known about an earlier training of one version.
    struct Evidence {
        var trace: TrainingTrace?
        /// Whether the place of the version was looked at, and has nothing of it. CloudTrail alone proves no absence:
        /// it has the events of 90 days.
        var isAbsence: Bool
        var unanswered: [UnansweredLook]
    }

    func evidence(of name: VersionName, at place: TracePlace) -> Evidence {
        let region = AccountRegion(place.project)
        let (files, events) = (files[place], events[region])
        var trace = events?.found?[place.project]?[name] ?? TrainingTrace()
        if let file = files?.found?[name] { trace.file = file }
        let isTrace = trace != TrainingTrace()
        let doubtful = doubtful[place]?[name].map { file in
            UnansweredLook.Problem.failed(reason: "`\(file.uri)` may be of a live version with the same file names")
        }
        return Evidence(
            trace: isTrace ? trace : nil,
            isAbsence: !isTrace && files?.found != nil && doubtful == nil,
            unanswered: [
                (files?.problem ?? doubtful).map { UnansweredLook(.output(place.output), $0) },
                events?.problem.map { UnansweredLook(.events(region), $0) },
            ].compactMap(\.self)
        )
    }
}

extension TrainingTrace {
    /// Where it was found, as a clause.
    var place: String {
        file.map { "its training left `\($0.uri)`" } ?? "CloudTrail has its calls"
    }
}

extension DesiredVersion {
    /// Where its training leaves its files; nil for a retired version.
    package func tracePlace(in project: ProjectARN) -> TracePlace? {
        guard case .trained(let settings) = intent else { return nil }
        let output = LiveSettings.Output(bucket: settings.output.bucket.text, prefix: settings.output.prefix)
        return TracePlace(project: project, output: output)
    }
}

extension Plan {
    /// The versions whose earlier trainings decide between `create` and `recreate`, by the place of their files.
    package var tracesToFind: [TracePlace: Set<VersionName>] {
        var wanted: [TracePlace: Set<VersionName>] = [:]
        for project in projects where project.entries.contains(where: { !$0.outcome.isLive }) {
            for entry in project.entries where entry.outcome == .create || entry.outcome == .recreate {
                guard let place = entry.desired.tracePlace(in: project.project) else { continue }
                wanted[place, default: []].insert(entry.name)
            }
        }
        return wanted
    }
}
