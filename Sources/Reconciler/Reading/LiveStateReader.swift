package import AWSRuntime
package import DesiredState
package import ModelVersions
package import Planning
package import Rekognition
import Synchronization

/// Reads the live state of the projects that a desired state names, with few calls: one DescribeProjects for ten
/// projects of an account and region, one DescribeProjectVersions for a hundred versions, and tags only where asked.
///
/// Accounts and regions are read side by side. One that cannot be read does not delay the others.
package struct LiveStateReader: Sendable {
    package typealias Caller = @Sendable (ProjectARN) async throws -> CallerIdentity?

    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let caller: Caller?
    private let progress: (@Sendable (LiveReadingProgress) -> Void)?
    private let known: ResolvedProjects

    /// - Parameters:
    ///   - api: the client for a project's account and region.
    ///   - caller: the owner of the credentials for a project's account, read only where a project is not visible; nil
    ///     where it cannot be read.
    ///   - progress: called after each project, one call at a time.
    ///   - known: what `resolve` found just before: it is not asked again. A later reading, such as that before an
    ///     apply, must ask again.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        caller: Caller? = nil,
        progress: (@Sendable (LiveReadingProgress) -> Void)? = nil,
        known: ResolvedProjects = .none
    ) {
        self.api = api
        self.caller = caller
        self.progress = progress
        self.known = known
    }

    /// Finds the ARNs of projects that are named, with the other projects of the same accounts and regions, so that
    /// there is one DescribeProjects for ten names, and none again in `read`.
    ///
    /// - Returns: nothing, without a call, where every project has its ARN.
    /// - Throws: as `read(_:tags:)`.
    package func resolve(_ projects: [ProjectARN]) async throws -> ResolvedProjects {
        let places = try places(of: projects).filter { $0.projects.contains { !$0.isResolved } }
        let answers = try await concurrently(places, width: places.count) { place in
            try await place.reader.describeProjects(place.projects)
        }
        return try answers.reduce(into: .none) { found, descriptions in
            for (project, reading) in descriptions { try found.add(reading, of: project) }
        }
    }

    /// Reads every project. The result has the reason for one that cannot be read.
    ///
    /// - Parameters:
    ///   - tags: whether to read the tags of the versions that the desired state names, one call each.
    ///   - datasets: the projects whose datasets are described, one call each; nil for none.
    /// - Throws: `AWSError` where the run's own credentials are missing; what `api` throws, before anything is read;
    ///   `CancellationError`.
    package func read(
        _ projects: [DesiredProject],
        tags: Bool = false,
        datasets: DatasetNeed? = nil
    ) async throws -> LiveState {
        guard tags else { return try await read(projects, tagsOf: nil, datasets: datasets) }
        let described = projects.reduce(into: [ProjectARN: Set<VersionName>]()) { names, project in
            names[project.arn] = Set(project.versions.filter { $0.intent != .retired }.map(\.name))
        }
        return try await read(
            projects,
            tagsOf: { described[$0]?.contains($1.arn.name) == true && PlaceReader.isKept($1) },
            datasets: datasets
        )
    }

    /// The same, with the tags of selected live versions, whether the desired state names them or not: one call each.
    ///
    /// - Parameter isPicked: nil for no version.
    package func read(
        _ projects: [DesiredProject],
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        datasets: DatasetNeed? = nil
    ) async throws -> LiveState {
        let wanted = Dictionary(projects.map { ($0.arn, $0) }) { first, _ in first }
        let places = try places(of: projects.map(\.arn), desired: wanted)
        let counter = progress.map { ReadingCounter(places.map { ($0.reader.place, $0.projects.count) }, $0) }
        let parts = try await concurrently(places, width: places.count) { [known, caller] place in
            let reader = place.reader
            let projects = place.projects
            let readings = try await reader.read(projects, known, tagsOf: isPicked) { counter?.advance(reader.place) }
            let live = await reader.merge(projects, readings, caller: caller)
            guard let datasets else { return live }
            return try await reader.describeDatasets(of: projects.compactMap { wanted[$0] }, where: datasets, in: live)
        }
        return parts.reduce(LiveState()) { $0.merging($1) }
    }

    /// Reads every project with all its versions.
    ///
    /// - Parameter tags: whether to read the tags of each version that an import describes with them.
    /// - Throws: as `read(_:tags:)`.
    package func read(everythingOf projects: [ProjectARN], tags: Bool) async throws -> LiveState {
        try await read(
            projects.map { DesiredProject(arn: $0, versions: []) },
            tagsOf: tags ? PlaceReader.isDescribed : nil
        )
    }

    /// Reads every project of an account in a region: one call for a hundred projects, and the calls for each.
    ///
    /// - Parameter api: the client for the account and region.
    /// - Returns: the projects in byte order, and their live state.
    /// - Throws: where the projects cannot be listed, and as `read(_:tags:)`.
    package static func readAll(
        of api: any RekognitionAPI,
        tags: Bool
    ) async throws -> (projects: [ProjectARN], live: LiveState) {
        let client = FailFastClient(api)
        var found: [ProjectARN: ProjectDescription] = [:]
        for description in try await client.describeAllProjects() {
            found[try description.arn] = description
        }
        let projects = found.keys.sorted()
        guard let first = projects.first else { return ([], LiveState()) }
        // The question names no project: the answer must be about one account and region.
        if let other = projects.first(where: { AccountRegion($0) != AccountRegion(first) }) {
            throw MalformedAnswer(
                description: "the service lists `\(first)` together with `\(other)`, of another account or region"
            )
        }
        let reader = PlaceReader(place: AccountRegion(first), client: client)
        let versions = try await reader.describeVersions(of: projects, tagsOf: tags ? PlaceReader.isDescribed : nil)
        return (projects, await reader.merge(projects, (found.mapValues { .success($0) }, versions), caller: nil))
    }

    private struct Place {
        let reader: PlaceReader
        /// In the order of their ARNs, each once.
        var projects: [ProjectARN]
    }

    /// A client for each account and region, made in the order of the ARNs. An unusable endpoint is one error of the
    /// run instead of one for each project, and the connection takes its settings from the same first project in each
    /// run.
    private func places(
        of projects: [ProjectARN],
        desired: [ProjectARN: DesiredProject] = [:]
    ) throws -> [Place] {
        var places: [AccountRegion: Place] = [:]
        for project in Set(projects).sorted() {
            let place = AccountRegion(project)
            if places[place] == nil {
                places[place] = Place(
                    reader: PlaceReader(place: place, client: FailFastClient(try api(project)), desired: desired),
                    projects: []
                )
            }
            places[place]?.projects.append(project)
        }
        return places.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// What DescribeProjects answered about the projects of the places with a project that is only named.
package struct ResolvedProjects: Sendable {
    /// The ARN of each project that was named.
    package private(set) var arns: [ProjectARN: ProjectARN] = [:]
    /// The named projects that do not exist.
    package private(set) var absent: Set<ProjectARN> = []
    /// Why the ARN of a named project is not known: a sentence.
    package private(set) var problems: [ProjectARN: String] = [:]
    /// By the ARNs that were asked for and those that were found.
    private(set) var descriptions: [ProjectARN: Reading<ProjectDescription?>] = [:]

    package static let none = ResolvedProjects()

    private init() {}

    /// - Throws: `MalformedAnswer`.
    mutating func add(_ reading: Reading<ProjectDescription?>, of project: ProjectARN) throws {
        descriptions[project] = reading
        guard !project.isResolved else { return }
        switch reading {
        case .success(let description?):
            let arn = try description.arn
            arns[project] = arn
            descriptions[arn] = reading
        case .success(nil): absent.insert(project)
        case .failure(let problem): problems[project] = problem.reason
        }
    }
}

/// How much of the live state has been read.
package struct LiveReadingProgress: Sendable, Equatable {
    /// The projects of one account and region.
    package struct Place: Sendable, Equatable {
        package var place: AccountRegion
        package var read = 0
        package var total: Int

        package var isDone: Bool { read >= total }
    }

    /// By account and region.
    package var places: [Place]
    /// Where a project was just read: an index of `places`.
    package var latest = 0

    package var accounts: Int { Set(places.map(\.place.account)).count }
    /// The accounts of which every project was read.
    package var accountsDone: Int { accounts - Set(places.filter { !$0.isDone }.map(\.place.account)).count }
}

/// Counts the projects that were read, and reports each.
private final class ReadingCounter: Sendable {
    private let state: Mutex<LiveReadingProgress>
    private let report: @Sendable (LiveReadingProgress) -> Void

    init(_ places: [(AccountRegion, Int)], _ report: @escaping @Sendable (LiveReadingProgress) -> Void) {
        state = Mutex(LiveReadingProgress(places: places.map { .init(place: $0, total: $1) }))
        self.report = report
    }

    /// In the lock: the reports come in the order of the counts.
    func advance(_ place: AccountRegion) {
        state.withLock { progress in
            guard let index = progress.places.firstIndex(where: { $0.place == place }) else { return }
            progress.places[index].read += 1
            progress.latest = index
            report(progress)
        }
    }
}
