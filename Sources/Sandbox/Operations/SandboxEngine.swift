package import Host
package import ModelVersions

/// The rules of the service over a state file. Errors of the service are `ServiceRefusal`, of the file `SandboxError`.
package struct SandboxEngine: Sendable {
    let store: SandboxStore
    let wallClock: any WallClock

    package init(store: SandboxStore, wallClock: any WallClock = SystemWallClock()) {
        self.store = store
        self.wallClock = wallClock
    }

    var now: UnixTime { wallClock.now }

    /// Changes how the service behaves from now on.
    package func configure(_ change: (inout SandboxSettings) -> Void) async throws {
        try await store.update { change(&$0.settings) }
    }

    /// Makes a project of exactly this ARN, which CreateProject cannot: for states that a file describes.
    ///
    /// - Parameter withDatasets: whether it has a training and a test dataset, both complete.
    /// - Returns: whether anything was changed.
    @discardableResult
    package func seedProject(
        _ arn: ProjectARN,
        withDatasets: Bool,
        feature: String = "CUSTOM_LABELS"
    ) async throws -> Bool {
        let time = now.milliseconds
        return try await store.update { state in
            let before = state
            if !state.projects.contains(where: { $0.arn == arn.text }) {
                state.projects.append(
                    SandboxState.Project(
                        arn: arn.text,
                        createdAt: time,
                        feature: feature,
                        tags: [:],
                        datasets: [],
                        versions: []
                    )
                )
            }
            if withDatasets, let index = state.projects.firstIndex(where: { $0.arn == arn.text }) {
                for type in ["TRAIN", "TEST"] where !state.projects[index].datasets.contains(where: { $0.type == type })
                {
                    state.projects[index].addDataset(type, at: time, tags: [:])
                }
            }
            return state != before
        }
    }
}

extension SandboxState {
    func index(ofProject arn: String) throws -> Int {
        guard let index = projects.firstIndex(where: { $0.arn == arn }) else { throw ServiceRefusal.notFound(arn) }
        return index
    }
}

extension SandboxState.Project {
    var name: String {
        let parts = arn.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// The fourth part of the ARN.
    var region: String {
        let parts = arn.split(separator: ":")
        return parts.count > 3 ? String(parts[3]) : ""
    }

    mutating func addDataset(_ type: String, at time: Int64, tags: [String: String]) {
        let stem = arn.split(separator: "/").dropLast().joined(separator: "/")
        datasets.append(
            SandboxState.Dataset(
                arn: "\(stem)/dataset/\(type.lowercased())/\(time)",
                type: type,
                createdAt: time,
                tags: tags
            )
        )
    }
}
