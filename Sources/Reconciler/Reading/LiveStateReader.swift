package import AWSRuntime
package import DesiredState
package import ModelVersions
package import Planning
package import Rekognition

/// Reads the live state of the projects that a desired state names, with the fewest calls: one DescribeProjects for ten
/// projects of an account and region, one DescribeProjectVersions for a hundred versions, no tags unless asked.
package struct LiveStateReader: Sendable {
    /// How many projects, and how many versions' tags, are read at a time. The service's rate is the client's business.
    static let concurrency = 8

    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let caller: (@Sendable () async throws -> CallerIdentity?)?

    /// - Parameters:
    ///   - api: The client for a project's region.
    ///   - caller: Who the credentials belong to, asked only where a project cannot be seen; nil where there are none,
    ///     and where nobody can be asked.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        caller: (@Sendable () async throws -> CallerIdentity?)? = nil
    ) {
        self.api = api
        self.caller = caller
    }

    /// Reads every project. One that cannot be read is in the result with the reason.
    ///
    /// - Parameter tags: Whether the tags of the versions that the desired state names are read, one call each.
    /// - Throws: `AWSError` where nothing at all can be read, for want of credentials; what `api` throws, before anything
    ///   is read; `CancellationError`.
    package func read(_ projects: [DesiredProject], tags: Bool = false) async throws -> LiveState {
        guard tags else { return try await read(projects, tagsOf: nil) }
        let described = projects.reduce(into: [ProjectARN: Set<VersionName>]()) { names, project in
            names[project.arn] = Set(project.versions.filter { $0.intent != .retired }.map(\.name))
        }
        return try await read(projects) { described[$0]?.contains($1) == true }
    }

    /// The same, with the tags of the live versions that are picked, whether the desired state names them or not: one
    /// call each.
    ///
    /// - Parameter isPicked: nil for no version.
    package func read(
        _ projects: [DesiredProject],
        tagsOf isPicked: (@Sendable (ProjectARN, VersionName) -> Bool)?
    ) async throws -> LiveState {
        let clients = try clients(of: projects.map(\.arn))
        async let descriptions = describeProjects(projects.map(\.arn), clients)
        async let versions = describeVersions(projects, tagsOf: isPicked, clients)
        let found = try await (descriptions, versions)
        let strangers = await strangers(among: projects.map(\.arn), found.0, found.1)
        return merge(projects.map(\.arn), found.0, found.1, strangers)
    }

    /// A client for each region, made in the order of the ARNs: an endpoint that cannot be used is one error of the run
    /// and not one of each project, and what the connection takes from the first project is the same in each run.
    private func clients(of projects: [ProjectARN]) throws -> [Place: any RekognitionAPI] {
        var clients: [Place: any RekognitionAPI] = [:]
        for project in projects.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            let place = Place(project)
            if clients[place] == nil { clients[place] = PatientClient(try api(project)) }
        }
        return clients
    }

    private func client(_ project: ProjectARN, _ clients: [Place: any RekognitionAPI]) throws -> any RekognitionAPI {
        try clients[Place(project)] ?? api(project)
    }

    /// The projects that cannot be seen because they are in another account than the credentials, each with that in
    /// words: neither a bare AccessDenied nor "does not exist" would say it.
    private func strangers(
        among projects: [ProjectARN],
        _ descriptions: [ProjectARN: Reading<ProjectDescription?>],
        _ versions: [ProjectARN: Reading<[LiveVersion]>]
    ) async -> [ProjectARN: String] {
        let unseen = projects.filter { project in
            switch (descriptions[project], versions[project]) {
            case (.success(nil), _): true
            case (.failure(let problem), _), (_, .failure(let problem)): problem.mayBeOfAnotherAccount
            default: false
            }
        }
        guard !unseen.isEmpty, let caller, let identity = (try? await caller()) ?? nil else { return [:] }
        return unseen.reduce(into: [:]) { strangers, project in
            guard !project.account.utf8.elementsEqual(identity.account.utf8) else { return }
            strangers[project] = """
                the project is in account \(project.account), and the credentials are of account \(identity.account) \
                (\(identity.arn)). Use credentials of the project's account (`rekon whoami` shows which are in use), or \
                correct the project's ARN
                """
        }
    }

    private func merge(
        _ projects: [ProjectARN],
        _ descriptions: [ProjectARN: Reading<ProjectDescription?>],
        _ versions: [ProjectARN: Reading<[LiveVersion]>],
        _ strangers: [ProjectARN: String]
    ) -> LiveState {
        var state = LiveState()
        for project in projects {
            if let reason = strangers[project] {
                state[project] = .unreadable(reason: reason)
                continue
            }
            switch (descriptions[project], versions[project]) {
            case (.success(nil), _):
                state[project] = .absent
            case (.failure(let problem), _), (.success(_?), .failure(let problem)):
                state[project] = .unreadable(reason: problem.reason)
            case (.success(let description?), .success(let versions)):
                state[project] = .present(LiveProject(description, versions: versions))
            case (nil, _), (_, nil):
                break  // LiveState takes what nobody read for unreadable.
            }
        }
        return state
    }

    // MARK: Projects

    private func describeProjects(
        _ projects: [ProjectARN],
        _ clients: [Place: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<ProjectDescription?>] {
        var batches: [[ProjectARN]] = []
        let places = Dictionary(grouping: projects) { "\($0.partition):\($0.region):\($0.account)" }
        for (_, group) in places.sorted(by: { $0.key < $1.key }) {
            // Names, not ARNs, are asked for: two projects of one name, one of them deleted, are one question.
            var byName: [[ProjectARN]] = []
            for (_, same) in Dictionary(grouping: group, by: \.name).sorted(by: { $0.key < $1.key }) {
                byName.append(same)
            }
            for start in stride(from: 0, to: byName.count, by: 10) {
                batches.append(byName[start..<min(start + 10, byName.count)].flatMap { $0 })
            }
        }
        let results = try await concurrently(batches, width: Self.concurrency) { batch in
            try await describe(batch, clients)
        }
        return results.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private func describe(
        _ batch: [ProjectARN],
        _ clients: [Place: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<ProjectDescription?>] {
        guard let first = batch.first else { return [:] }
        let names = Set(batch.map(\.name)).sorted()
        do {
            let client = try client(first, clients)
            var found: [String: ProjectDescription] = [:]
            do {
                for description in try await client.describeProjects(named: names) {
                    if let arn = description.projectARN { found[arn] = description }
                }
            } catch let error as AWSError where error.code == RekognitionErrorCode.resourceNotFound {
                // Not documented whether one unknown name fails the call: then each name is asked for itself.
                guard batch.count > 1 else { return [first: .success(nil)] }
                return try await concurrently(batch, width: 1) { try await describe([$0], clients) }
                    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            }
            return batch.reduce(into: [:]) { $0[$1] = .success(found[$1.text]) }
        } catch {
            let problem = try ReadingProblem(error)
            return batch.reduce(into: [:]) { $0[$1] = .failure(problem) }
        }
    }

    // MARK: Versions

    private func describeVersions(
        _ projects: [DesiredProject],
        tagsOf isPicked: (@Sendable (ProjectARN, VersionName) -> Bool)?,
        _ clients: [Place: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<[LiveVersion]>] {
        let results = try await concurrently(projects, width: Self.concurrency) { project in
            (project.arn, try await describeVersions(of: project.arn, tagsOf: isPicked, clients))
        }
        return Dictionary(results) { first, _ in first }
    }

    private func describeVersions(
        of project: ProjectARN,
        tagsOf isPicked: (@Sendable (ProjectARN, VersionName) -> Bool)?,
        _ clients: [Place: any RekognitionAPI]
    ) async throws -> Reading<[LiveVersion]> {
        do {
            let client = try client(project, clients)
            var versions: [LiveVersion] = []
            try await client.forEachProjectVersionPage(of: project.text, detail: .settings) { page in
                for description in page { versions.append(try LiveVersion(description)) }
            }
            if let isPicked {
                versions = try await reading(tagsOf: versions, where: { isPicked(project, $0) }, client)
            }
            return .success(versions)
        } catch {
            return .failure(try ReadingProblem(error))
        }
    }

    private func reading(
        tagsOf versions: [LiveVersion],
        where isPicked: @escaping @Sendable (VersionName) -> Bool,
        _ client: any RekognitionAPI
    ) async throws -> [LiveVersion] {
        try await concurrently(versions, width: Self.concurrency) { version in
            guard isPicked(version.arn.name) else { return version }
            var version = version
            do {
                let request = ListTagsForResourceRequest(resourceARN: version.arn.text)
                version.tags = .read(Tags(unchecked: try await client.listTagsForResource(request).tags ?? [:]))
            } catch {
                version.tags = .unreadable(reason: try ReadingProblem(error).reason)
            }
            return version
        }
    }
}

/// What was read of a project, or why it could not be.
private enum Reading<Value: Sendable>: Sendable {
    case success(Value)
    case failure(ReadingProblem)
}
