import AWSRuntime
import Host
import JSON
import ModelVersions
import Planning
import Rekognition
import Storage

extension CheckSources {
    /// The calls of the last 90 days that created or deleted versions of projects (CloudTrail keeps them for so long).
    ///
    /// - Throws: as `facts`.
    func events(
        of projects: Set<ProjectARN>
    ) async throws -> [AccountRegion: EarlierTrainings.Look<[ProjectARN: [VersionName: TrainingTrace]]>] {
        let projects = Dictionary(grouping: projects) { AccountRegion($0) }
        return try await answers(to: Array(projects.keys), in: \.self) { place in
            do {
                return .found(try await self.events(of: projects[place] ?? [], in: place))
            } catch let error as AWSError where error.isDenial {
                return .denied(permission: "cloudtrail:LookupEvents")
            } catch {
                return .failed(reason: try self.reason(error))
            }
        }
    }

    private func events(
        of projects: [ProjectARN],
        in place: AccountRegion
    ) async throws -> [ProjectARN: [VersionName: TrainingTrace]] {
        let api = try cloudTrail(place)
        // API: one attribute a call, so the event's name is the question and the project is looked for in the answers.
        async let creations = api.records(of: "CreateProjectVersion")
        async let deletions = api.records(of: "DeleteProjectVersion")
        var found: [ProjectARN: [VersionName: TrainingTrace]] = [:]
        for (event, record) in try await creations {
            guard let text = record.requestParameters?["projectArn"]?.text, let arn = try? ProjectARN(text),
                let version = (record.requestParameters?["versionName"]?.text).flatMap({ try? VersionName($0) }),
                projects.contains(arn)
            else { continue }
            found[arn, default: [:]][version, default: TrainingTrace()].creation.keepNewer(event)
        }
        for (event, record) in try await deletions {
            guard let text = record.requestParameters?["projectVersionArn"]?.text, let arn = try? VersionARN(text),
                // The ARN has no number of the project: a version of an earlier project of the name is older than it.
                let project = projects.first(where: {
                    $0.contains(partWithARN: text) && $0.creationTime <= arn.creationTime
                })
            else { continue }
            found[project, default: [:]][arn.name, default: TrainingTrace()].deletion.keepNewer(event)
        }
        return found
    }
}

extension CloudTrailAPI {
    /// The calls of an operation that succeeded.
    ///
    /// - Throws: as `CloudTrailAPI`; `AWSError` too for an event that cannot be read: it may be the wanted one.
    fileprivate func records(
        of operation: String
    ) async throws -> [(event: TrainingTrace.Event, record: CloudTrailRecord)] {
        var request = LookupEventsRequest(.init(key: "EventName", value: operation))
        var pages = PageTokens(operation: "LookupEvents", .events)
        var found: [(event: TrainingTrace.Event, record: CloudTrailRecord)] = []
        repeat {
            let response = try await lookupEvents(request)
            let events = response.events ?? []
            for event in events {
                if let name = event.eventName, name != operation { continue }
                guard let record = event.cloudTrailEvent.flatMap({ CloudTrailRecord(json: $0) }),
                    let name = record.eventName
                else { throw event.unreadable("CloudTrailEvent", operation) }
                guard record.errorCode == nil, name == operation else { continue }
                guard let time = event.milliseconds(by: record) else {
                    throw event.unreadable("EventTime", operation)
                }
                found.append((TrainingTrace.Event(time: time, caller: record.caller?.shownCaller), record))
            }
            request.nextToken = try pages.next(response.nextToken, isEmpty: events.isEmpty)
        } while request.nextToken != nil
        return found
    }
}

extension LookupEventsResponse.Event {
    /// Since 1970; nil where neither the event nor its record has a readable time.
    fileprivate func milliseconds(by record: CloudTrailRecord) -> Int64? {
        givenTime ?? record.eventTime.flatMap { UnixTime(iso8601: $0)?.milliseconds }
    }

    private var givenTime: Int64? { eventTime.flatMap { Int64(exactly: ($0 * 1000).rounded()) } }

    fileprivate func unreadable(_ member: String, _ operation: String) -> AWSError {
        let time = givenTime.map { UnixTime(milliseconds: $0).iso8601 } ?? "an unknown time"
        return AWSError(
            .unreadableResponse("the event \(operation) of \(time) has no readable \(member)"),
            operation: "LookupEvents",
            service: "cloudtrail",
            host: "the service"
        )
    }
}

extension String {
    /// A caller's ARN as messages show it: at most 1000 code points. An ARN of IAM is shorter.
    fileprivate var shownCaller: String {
        let limit = 1000
        guard unicodeScalars.count > limit else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) + "…"
    }
}

extension TrainingTrace.Event? {
    fileprivate mutating func keepNewer(_ event: TrainingTrace.Event) {
        if let known = self, known.time >= event.time { return }
        self = event
    }
}
