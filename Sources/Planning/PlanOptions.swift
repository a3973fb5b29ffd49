package import ModelVersions

/// What a run adds to the files.
package struct PlanOptions: Sendable, Equatable {
    /// Versions that may be trained although they were probably trained and deleted before.
    package var allowedRecreations: Set<VersionName>
    package var selection: Selection
    package var knowledge: OutsideKnowledge

    package init(
        allowedRecreations: Set<VersionName> = [],
        selection: Selection = .everything,
        knowledge: OutsideKnowledge = OutsideKnowledge()
    ) {
        self.allowedRecreations = allowedRecreations
        self.selection = selection
        self.knowledge = knowledge
    }
}
