package import Host

/// The rules of the service over a state. Errors of the service are `ServiceRefusal`, of the file `SandboxError`.
///
/// Every operation is one in a region, the one that a request is sent to: what is elsewhere is not found there.
package struct SandboxEngine: Sendable {
    let store: SandboxStore
    let wallClock: any WallClock

    package init(store: SandboxStore, wallClock: any WallClock = SystemWallClock()) {
        self.store = store
        self.wallClock = wallClock
    }

    var now: UnixTime { wallClock.now }

    /// Makes sure that the state can be read.
    ///
    /// - Throws: `SandboxError`.
    package func check() throws {
        _ = try store.read()
    }

    /// Changes how the service behaves from now on.
    package func configure(_ change: (inout SandboxSettings) -> Void) async throws {
        try await store.update { change(&$0.settings) }
    }
}
