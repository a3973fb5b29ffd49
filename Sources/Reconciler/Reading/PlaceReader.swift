import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition

/// Reads projects of one account and region.
struct PlaceReader: Sendable {
    typealias Descriptions = [ProjectARN: Reading<ProjectDescription?>]
    typealias Versions = [ProjectARN: Reading<[LiveVersion]>]

    /// How many projects, and how many versions' tags, are read at a time. The client keeps to the service's rate.
    static let concurrency = 8

    let place: AccountRegion
    let client: any RekognitionAPI
    /// The projects of the files, where there are files.
    var desired: [ProjectARN: DesiredProject] = [:]

    /// Whether the tags of a version matter: those of one that failed or is being deleted do not.
    static func isKept(_ version: LiveVersion) -> Bool { version.status.nameBlock == nil }

    /// An import describes a copy as history, without tags.
    static let isDescribed: @Sendable (ProjectARN, LiveVersion) -> Bool = { PlaceReader.isKept($1) && !$1.isCopy }

    /// - Parameter advance: called after each project.
    func read(
        _ projects: [ProjectARN],
        _ known: ResolvedProjects,
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        advance: @escaping @Sendable () -> Void
    ) async throws -> (Descriptions, Versions) {
        let settled = projects.reduce(into: Descriptions()) { settled, project in
            settled[project] = known.descriptions[project]
            if !project.isResolved, settled[project] == nil {
                settled[project] = .failure(ReadingProblem(reason: "the ARN of the project was not looked up"))
            }
        }
        let unsettled = projects.filter { settled[$0] == nil }
        let readable = projects.filter { project in
            guard let reading = settled[project] else { return true }
            return if project.isResolved, case .success(_?) = reading { true } else { false }
        }
        for _ in readable.count..<projects.count { advance() }
        async let descriptions = describeProjects(unsettled)
        async let versions = describeVersions(of: readable, tagsOf: isPicked, advance: advance)
        return (settled.merging(try await descriptions) { known, _ in known }, try await versions)
    }

    func merge(
        _ projects: [ProjectARN],
        _ readings: (descriptions: Descriptions, versions: Versions),
        caller: LiveStateReader.Caller?
    ) async -> LiveState {
        let others = await projectsOfOtherAccounts(among: projects, readings, caller)
        var state = LiveState()
        for project in projects {
            if let reason = others[project] {
                state[project] = .unreadable(reason: reason)
                continue
            }
            switch (readings.descriptions[project], readings.versions[project]) {
            case (.success(nil), _):
                state[project] = .absent
            case (.failure(let problem), _), (.success(_?), .failure(let problem)):
                state[project] = .unreadable(reason: problem.reason)
            case (.success(let description?), .success(let versions)):
                do {
                    state[project] = .present(try LiveProject(description, of: project, versions: versions))
                } catch {
                    state[project] = .unreadable(reason: "\(error)")
                }
            case (nil, _), (_, nil):
                break  // LiveState counts it as unreadable.
            }
        }
        return state
    }

    /// The projects that are not visible because the credentials belong to another account, each with this reason: the
    /// service answers only AccessDenied, or that the project does not exist.
    private func projectsOfOtherAccounts(
        among projects: [ProjectARN],
        _ readings: (descriptions: Descriptions, versions: Versions),
        _ caller: LiveStateReader.Caller?
    ) async -> [ProjectARN: String] {
        let unseen = projects.filter { project in
            switch (readings.descriptions[project], readings.versions[project]) {
            case (.success(nil), _): true
            case (.failure(let problem), _), (_, .failure(let problem)): problem.mayBeOfAnotherAccount
            default: false
            }
        }
        guard let first = unseen.first, let caller, let identity = (try? await caller(first)) ?? nil,
            !place.account.utf8.elementsEqual(identity.account.utf8)
        else { return [:] }
        let reason = """
            the project is in account \(place.account), but the credentials belong to account \(identity.account) \
            (\(identity.arn)). Use credentials of the project's account (`rekon whoami` shows the current ones), or \
            correct the project's ARN
            """
        return unseen.reduce(into: [:]) { $0[$1] = reason }
    }

    // MARK: Projects

    /// Projects without an ARN too, by their names.
    func describeProjects(_ projects: [ProjectARN]) async throws -> Descriptions {
        // The request has names, not ARNs: two projects of one name, one of them deleted, are one entry.
        let byName = Dictionary(grouping: projects, by: \.name).sorted { $0.key < $1.key }.map(\.value)
        let batches = stride(from: 0, to: byName.count, by: 10).map { start in
            byName[start..<min(start + 10, byName.count)].flatMap { $0 }
        }
        let results = try await concurrently(batches, width: Self.concurrency) { try await describe($0) }
        return results.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private func describe(_ batch: [ProjectARN]) async throws -> Descriptions {
        let names = Set(batch.map(\.name)).sorted()
        do {
            var found: [ProjectARN: ProjectDescription] = [:]
            do {
                for description in try await client.describeProjects(named: names) {
                    found[try description.arn] = description
                }
            } catch let error as AWSError where error.code == RekognitionErrorCode.resourceNotFound {
                // It is not documented whether one unknown name fails the call: then each name gets its own call.
                guard names.count > 1 else { return batch.reduce(into: [:]) { $0[$1] = .success(nil) } }
                let byName = Dictionary(grouping: batch, by: \.name).sorted { $0.key < $1.key }.map(\.value)
                return try await concurrently(byName, width: 1) { try await describe($0) }
                    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            }
            if let foreign = found.keys.first(where: { AccountRegion($0) != place || !names.contains($0.name) }) {
                return try batch.reduce(into: [:]) {
                    $0[$1] = .failure(try ReadingProblem(MalformedAnswer(about: $1, answered: foreign.text)))
                }
            }
            return batch.reduce(into: [:]) { $0[$1] = Self.reading(of: $1, in: found) }
        } catch {
            let problem = try ReadingProblem(error)
            return batch.reduce(into: [:]) { $0[$1] = .failure(problem) }
        }
    }

    private static func reading(
        of project: ProjectARN,
        in found: [ProjectARN: ProjectDescription]
    ) -> Reading<ProjectDescription?> {
        if project.isResolved { return .success(found[project]) }
        let named = found.filter { $0.key.name == project.name }.sorted { $0.key < $1.key }
        // A project that is being deleted keeps its name for some time: it may be the one that is meant.
        guard named.count > 1 else { return .success(named.first?.value) }
        let arns = named.map { "\($0.key) (\($0.value.status ?? "UNKNOWN"))" }.joined(separator: ", ")
        return .failure(
            ReadingProblem(
                reason: "\(named.count) projects are named `\(project.name)`: \(arns). Write the ARN of one of them"
            )
        )
    }

    // MARK: Versions

    func describeVersions(
        of projects: [ProjectARN],
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        advance: @escaping @Sendable () -> Void = {}
    ) async throws -> Versions {
        let results = try await concurrently(projects, width: Self.concurrency) { project in
            let versions = try await describeVersions(of: project, tagsOf: isPicked)
            advance()
            return (project, versions)
        }
        return Dictionary(results) { first, _ in first }
    }

    private func describeVersions(
        of project: ProjectARN,
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?
    ) async throws -> Reading<[LiveVersion]> {
        do {
            var versions: [LiveVersion] = []
            // A create between two pages moves the others, so that a version can be on both.
            var places: [VersionARN: Int] = [:]
            let texts = SharedTexts(desired[project])
            try await client.forEachProjectVersionPage(of: project.text, detail: .settings) { page in
                if versions.isEmpty {
                    versions.reserveCapacity(page.count)
                    places.reserveCapacity(page.count)
                }
                for description in page {
                    let version = try LiveVersion(
                        description,
                        of: project,
                        beside: versions.last?.arn,
                        sharing: texts
                    )
                    if let place = places.updateValue(versions.count, forKey: version.arn) {
                        places[version.arn] = place
                        versions[place] = version
                    } else {
                        versions.append(version)
                    }
                }
            }
            if let isPicked {
                versions = try await reading(tagsOf: versions) { isPicked(project, $0) }
            }
            return .success(versions)
        } catch {
            return .failure(try ReadingProblem(error))
        }
    }

    private func reading(
        tagsOf versions: [LiveVersion],
        where isPicked: @escaping @Sendable (LiveVersion) -> Bool
    ) async throws -> [LiveVersion] {
        try await concurrently(versions, width: Self.concurrency) { version in
            guard isPicked(version) else { return version }
            var version = version
            do {
                let request = ListTagsForResourceRequest(resourceARN: version.arn.text)
                version.tags = .read(try await client.listTagsForResource(request).tags ?? .none)
            } catch {
                version.tags = .unreadable(reason: try ReadingProblem(error).reason)
            }
            return version
        }
    }
}

typealias Reading<Value> = Result<Value, ReadingProblem>
