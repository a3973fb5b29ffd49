import AWSRuntime
import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Rekognition

/// The service for a command that only reads.
struct ReadingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionAPI

    /// The client for a project's account and region.
    let api: API
    /// The services beside Rekognition, to read only.
    let sources: CheckSources
    /// How the run enters the accounts that the settings name.
    var access: [String: AccountAccess] = [:]
    /// What is known of projects that the files name without an ARN.
    private(set) var known = ResolvedProjects.none
    /// Gets what has been read.
    var progress: (@Sendable (LiveReadingProgress) -> Void)?

    init(api: @escaping API, sources: CheckSources) {
        self.api = api
        self.sources = sources
    }

    var liveState: LiveStateReader {
        var caller: LiveStateReader.Caller?
        if let ask = sources.caller { caller = { try await ask(AccountRegion($0)) } }
        return LiveStateReader(
            api: api,
            caller: caller,
            progress: progress,
            known: known
        )
    }

    /// The same service for a later reading, which must ask again what `resolve` found.
    var again: ReadingService {
        var service = self
        service.known = .none
        return service
    }

    /// Looks for what earlier trainings left behind.
    var traces: TraceReader {
        { [sources] wanted, live, events in
            try await sources.earlierTrainings(of: wanted, live: live, events: events)
        }
    }

    /// Finds the ARNs of the selected projects that the files describe by name.
    ///
    /// - Returns: nil where there are none.
    mutating func resolve(_ selected: SelectedState) async throws -> ResolvedProjects? {
        let projects = selected.part.projects.map(\.arn)
        guard !projects.allSatisfy(\.isResolved) else { return nil }
        known = try await liveState.resolve(projects)
        return known
    }
}

/// The service for `apply`, which also creates.
struct CreatingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI

    let api: API
    /// The same without the operation that creates.
    var reading: ReadingService

    var sources: CheckSources { reading.sources }

    init(api: @escaping API, sources: CheckSources) {
        self.api = api
        reading = ReadingService(api: { try api($0) }, sources: sources)
    }
}

/// The owners of the credentials, each asked for once.
actor CallerMemory {
    private var answers: [AccountCredentials: Task<CallerIdentity?, any Error>] = [:]

    func caller(
        for credentials: AccountCredentials,
        _ ask: @escaping @Sendable () async throws -> CallerIdentity?
    ) async throws -> CallerIdentity? {
        let answer = answers[credentials] ?? Task { try await ask() }
        answers[credentials] = answer
        return try await answer.value
    }
}
