import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport

/// The service in memory, with faults where a test wants them.
final class FakeService: RekognitionCreatingAPI {
    /// The fault of one call.
    enum Fault: Sendable, CaseIterable {
        case resetBefore, resetAfter
        case timeoutBefore, timeoutAfter
        case errorBefore, errorAfter
        case notConnected
        case denied
        case quota
        case throttled

        /// Whether the call is carried out all the same.
        var isAfter: Bool { self == .resetAfter || self == .timeoutAfter || self == .errorAfter }
    }

    struct Stored: Sendable {
        var description: ProjectVersionDescription
        var visibleFrom: Duration
        var started: Duration?
        var creator = ""
    }

    struct State: Sendable {
        var projects: [String: ProjectDescription] = [:]
        /// Newest first, by project ARN.
        var versions: [String: [Stored]] = [:]
        var tags: [String: Tags] = [:]
        /// By their ARNs. Others are refused with `ResourceNotReadyException`.
        var datasets: [String: DatasetDescription] = [:]
        var calls: [String] = []
        var creations: [String: Int] = [:]
        /// Taken from the front, one for each create; the rest go well.
        var createFaults: [Fault?] = []
        var describeFaults: [Fault?] = []
        var denied: Set<String> = []
        var slots = Int.max
        /// How many trainings run at the same time; nil: as `slots` says.
        var concurrency: Int?
        /// How long a training takes; nil: it never ends.
        var trainingTime: Duration?
        var failing: Set<String> = []
        var f1Scores: [String: Double] = [:]
        /// Asked at each DescribeProjectVersions.
        var describeRefusal: (@Sendable (Duration) -> AWSError?)?
        /// When the last version was created: milliseconds since 1970.
        var lastCreation: Int64 = 0
        var afterCreateCall: (@Sendable () -> Void)?
        var clockOffset: Duration? = .zero
    }

    /// The apply that makes a call.
    @TaskLocal static var creator = ""

    let state = Mutex(State())
    let clock: VirtualClock
    /// How long a new version stays out of the lists.
    let appearsAfter: Duration

    init(clock: VirtualClock = VirtualClock(), appearsAfter: Duration = .zero) {
        self.clock = clock
        self.appearsAfter = appearsAfter
    }

    var clockOffset: Duration? { state.withLock { $0.clockOffset } }
    var calls: [String] { state.withLock { $0.calls } }
    var createCalls: Int { calls.count { $0.hasPrefix("CreateProjectVersion") } }

    func addProject(_ arn: String, status: String = "CREATED") {
        state.withLock { $0.projects[arn] = ProjectDescription(projectARN: arn, status: status) }
    }

    /// - Parameter age: how long ago it was created.
    func addVersion(
        _ project: String,
        _ name: String,
        age: Duration = .zero,
        _ change: (inout ProjectVersionDescription) -> Void = { _ in }
    ) {
        state.withLock { state in
            var description = ProjectVersionDescription(
                projectVersionARN: versionARN(project, name, creationTime(age: age, in: &state)),
                status: "TRAINING_COMPLETED"
            )
            description.outputConfig = OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out/")
            description.trainingDataResult = TrainingDataResult(input: TrainingData(assets: nil))
            change(&description)
            state.versions[project, default: []].insert(
                Stored(description: description, visibleFrom: .zero),
                at: 0
            )
        }
    }

    // MARK: RekognitionAPI

    func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        try state.withLock { state in
            state.calls.append("DescribeDataset \(request.datasetARN)")
            if state.denied.contains(request.datasetARN) { throw refusal("AccessDeniedException", "DescribeDataset") }
            guard let description = state.datasets[request.datasetARN] else {
                throw refusal("ResourceNotReadyException", "DescribeDataset")
            }
            return DescribeDatasetResponse(datasetDescription: description)
        }
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try state.withLock { state in
            state.calls.append("DescribeProjects \(request.projectNames?.joined(separator: ",") ?? "")")
            if let names = request.projectNames, names.contains(where: state.denied.contains) {
                throw refusal("AccessDeniedException", "DescribeProjects")
            }
            let found = state.projects.values.filter { project in
                request.projectNames?.contains { project.projectARN!.contains(":project/\($0)/") } ?? true
            }
            return DescribeProjectsResponse(projectDescriptions: found)
        }
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try state.withLock { state in
            state.calls.append(
                "DescribeProjectVersions \(request.versionNames?.joined(separator: ",") ?? "*") \(request.nextToken ?? "")"
            )
            if let refusal = state.describeRefusal?(clock.elapsed) { throw refusal }
            if let fault = state.describeFaults.popFirst() ?? nil { throw error(fault, "DescribeProjectVersions") }
            guard state.projects[request.projectARN] != nil else {
                throw refusal("ResourceNotFoundException", "DescribeProjectVersions")
            }
            let now = clock.elapsed
            let all = (state.versions[request.projectARN] ?? []).filter { $0.visibleFrom <= now }
                .map { current($0, in: state) }
                .filter { request.versionNames?.contains(name(of: $0)) ?? true }
            let start = request.nextToken.flatMap(Int.init) ?? 0
            let end = min(start + (request.maxResults ?? 100), all.count)
            return DescribeProjectVersionsResponse(
                projectVersionDescriptions: Array(all[start..<end]),
                nextToken: end < all.count ? "\(end)" : nil
            )
        }
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        state.withLock { state in
            state.calls.append("ListTagsForResource \(request.resourceARN)")
            return ListTagsForResourceResponse(tags: state.tags[request.resourceARN])
        }
    }

    func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse {
        defer { state.withLock { $0.afterCreateCall }?() }
        return try state.withLock { state in
            state.calls.append("CreateProjectVersion \(request.versionName)")
            let fault = state.createFaults.popFirst() ?? nil
            if let fault, !fault.isAfter { throw error(fault, "CreateProjectVersion") }
            let arn = try create(request, in: &state)
            if let fault { throw error(fault, "CreateProjectVersion") }
            return CreateProjectVersionResponse(projectVersionARN: arn)
        }
    }

    private func create(_ request: CreateProjectVersionRequest, in state: inout State) throws -> String {
        guard state.projects[request.projectARN] != nil else {
            throw refusal("ResourceNotFoundException", "CreateProjectVersion")
        }
        if (state.versions[request.projectARN] ?? []).contains(where: {
            name(of: $0.description) == request.versionName
        }) {
            throw refusal("ResourceInUseException", "CreateProjectVersion")
        }
        if let concurrency = state.concurrency {
            let running = state.versions.values.joined()
                .count { current($0, in: state).status == "TRAINING_IN_PROGRESS" }
            guard running < concurrency else { throw refusal("LimitExceededException", "CreateProjectVersion") }
        }
        guard state.slots > 0 else { throw refusal("LimitExceededException", "CreateProjectVersion") }
        state.slots -= 1
        let time = creationTime(in: &state)
        let arn = versionARN(request.projectARN, request.versionName, time)
        var description = ProjectVersionDescription(projectVersionARN: arn, status: "TRAINING_IN_PROGRESS")
        description.outputConfig = request.outputConfig
        state.versions[request.projectARN, default: []].insert(
            Stored(
                description: description,
                visibleFrom: clock.elapsed + appearsAfter,
                started: clock.elapsed,
                creator: Self.creator
            ),
            at: 0
        )
        state.creations[request.versionName, default: 0] += 1
        return arn
    }

    /// A version as it is now.
    private func current(_ stored: Stored, in state: State) -> ProjectVersionDescription {
        var description = stored.description
        guard let started = stored.started else { return description }
        func date(_ time: Duration) -> Timestamp {
            let milliseconds = VirtualWallClock.start.advanced(by: time).milliseconds
            return Timestamp(epochSeconds: Double(milliseconds) / 1000)
        }
        description.creationTimestamp = date(started)
        guard let trainingTime = state.trainingTime, clock.elapsed >= started + trainingTime else { return description }
        description.trainingEndTimestamp = date(started + trainingTime)
        if state.failing.contains(name(of: description)) {
            description.status = "TRAINING_FAILED"
            description.statusMessage = "The manifest is bad."
        } else {
            description.status = "TRAINING_COMPLETED"
            description.billableTrainingTimeInSeconds = trainingTime.components.seconds
            description.evaluationResult = EvaluationResult(f1Score: state.f1Scores[name(of: description)] ?? 0.9)
        }
        return description
    }

    // MARK: Errors

    func refusal(_ code: String, _ operation: String) -> AWSError {
        AWSError(.service(code: code, message: "no"), operation: operation, host: "fake", statusCode: 400)
    }

    private func error(_ fault: Fault, _ operation: String) -> AWSError {
        switch fault {
        case .resetBefore, .resetAfter:
            AWSError(.connectionLost("reset"), operation: operation, host: "fake", mayHaveTakenEffect: true)
        case .timeoutBefore, .timeoutAfter:
            AWSError(.timedOut("60 s"), operation: operation, host: "fake", mayHaveTakenEffect: true)
        case .errorBefore, .errorAfter:
            AWSError(
                .service(code: "InternalServerError", message: "oops"),
                operation: operation,
                host: "fake",
                statusCode: 500,
                mayHaveTakenEffect: true
            )
        case .notConnected:
            AWSError(.notConnected("refused"), operation: operation, host: "fake")
        case .denied:
            refusal("AccessDeniedException", operation)
        case .quota:
            refusal("ServiceQuotaExceededException", operation)
        case .throttled:
            refusal("ThrottlingException", operation)
        }
    }

    /// By the wall clock, and never the same twice.
    private func creationTime(age: Duration = .zero, in state: inout State) -> Int64 {
        let time = VirtualWallClock(clock: clock).now.advanced(by: .zero - age).milliseconds
        guard age == .zero else { return time }
        state.lastCreation = max(state.lastCreation + 1, time)
        return state.lastCreation
    }

    private func versionARN(_ project: String, _ name: String, _ time: Int64) -> String {
        project.split(separator: "/").dropLast().joined(separator: "/") + "/version/\(name)/\(time)"
    }

    private func name(of description: ProjectVersionDescription) -> String {
        String(description.projectVersionARN!.split(separator: "/").dropLast().last!)
    }
}

extension Array {
    fileprivate mutating func popFirst() -> Element? {
        isEmpty ? nil : removeFirst()
    }
}
