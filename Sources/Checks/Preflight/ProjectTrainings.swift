import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

/// A version that a plan would create.
package struct PlannedTraining: Sendable, Equatable {
    package var name: VersionName
    /// Its place in the files of the desired state.
    package var location: SourceLocation?
    package var settings: TrainingSettings

    package init(name: VersionName, location: SourceLocation? = nil, settings: TrainingSettings) {
        self.name = name
        self.location = location
        self.settings = settings
    }
}

/// What a plan would create in one project, and what is live there.
package struct ProjectTrainings: Sendable {
    package var project: ProjectARN
    package var reading: LiveState.Reading
    /// In the order of the plan.
    package var trainings: [PlannedTraining]

    package init(project: ProjectARN, reading: LiveState.Reading, trainings: [PlannedTraining]) {
        self.project = project
        self.reading = reading
        self.trainings = trainings
    }

    /// Nil if the project does not exist or could not be read.
    var live: LiveProject? {
        if case .present(let live) = reading { live } else { nil }
    }

    /// The projects of a plan to check: those with a version to create, and those that could not be planned.
    package static func all(of plan: Plan, against live: LiveState) -> [ProjectTrainings] {
        plan.projects.compactMap { planned in
            let trainings = planned.entries.compactMap { entry -> PlannedTraining? in
                guard entry.outcome == .create, case .trained(let settings) = entry.desired.intent else { return nil }
                return PlannedTraining(name: entry.name, location: entry.location, settings: settings)
            }
            guard planned.problem != nil || !trainings.isEmpty else { return nil }
            return ProjectTrainings(project: planned.project, reading: live[planned.project], trainings: trainings)
        }
    }

    /// The things that the trainings use, each once in the order of its first use, with its trainings.
    func grouped<Subject: Hashable>(
        by subjects: (TrainingSettings) -> [Subject]
    ) -> [(subject: Subject, trainings: [PlannedTraining])] {
        var order: [Subject] = []
        var groups: [Subject: [PlannedTraining]] = [:]
        for training in trainings {
            var seen: Set<Subject> = []
            for subject in subjects(training.settings) where seen.insert(subject).inserted {
                if groups[subject] == nil { order.append(subject) }
                groups[subject, default: []].append(training)
            }
        }
        return order.map { ($0, groups[$0] ?? []) }
    }
}
