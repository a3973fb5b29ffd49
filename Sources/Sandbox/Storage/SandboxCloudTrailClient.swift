import AWSRuntime
import Host
package import ModelVersions
package import Storage

/// The emulated CloudTrail in process, in one account and region. Errors are those of the service, and `SandboxError`.
package struct SandboxCloudTrailClient: CloudTrailAPI {
    private let engine: SandboxEngine
    private let place: ClientPlace

    package init(_ engine: SandboxEngine, place: AccountRegion) {
        self.engine = engine
        self.place = .given(place)
    }

    /// In a region of the sandbox's own account.
    package init(_ engine: SandboxEngine, region: String) {
        self.engine = engine
        place = .own(region: region)
    }

    package func lookupEvents(_ request: LookupEventsRequest) async throws -> LookupEventsResponse {
        do {
            return try engine.lookupEvents(request, in: try place.resolved(by: engine))
        } catch let refusal as ServiceRefusal {
            throw AWSError(refusal, operation: "LookupEvents", service: "cloudtrail")
        }
    }
}

extension SandboxEngine {
    /// API: LookupEvents, by the attribute EventName. Newest first.
    func lookupEvents(_ request: LookupEventsRequest, in place: AccountRegion) throws -> LookupEventsResponse {
        guard request.lookupAttributes.count == 1, let attribute = request.lookupAttributes.first,
            attribute.key == "EventName"
        else {
            throw ServiceRefusal(
                code: "InvalidLookupAttributesException",
                message: "The sandbox looks events up by one attribute: EventName."
            )
        }
        guard (1...50).contains(request.maxResults ?? 50) else {
            throw ServiceRefusal(code: "InvalidMaxResultsException", message: "MaxResults must be from 1 to 50.")
        }
        let (start, end) = (request.startTime ?? 0, request.endTime ?? .infinity)
        guard start <= end else {
            throw ServiceRefusal(code: "InvalidTimeRangeException", message: "StartTime is after EndTime.")
        }
        let oldest = now.milliseconds - SandboxState.eventAge
        let events = (try store.read().events ?? []).enumerated().filter { _, event in
            event.name == attribute.value && event.place == place && event.time >= oldest
                && (start...end).contains(Double(event.time) / 1000)
        }
        // A clock that is set back changes the order of the file.
        let newest = events.sorted { ($0.element.time, $0.offset) > ($1.element.time, $1.offset) }.map(\.element)
        do {
            let page = try Pages.page(
                of: newest,
                after: request.nextToken,
                limit: request.maxResults ?? 50,
                request: ["LookupEvents", place.arnStart, attribute.value, "\(start)", "\(end)"],
                place: { ($0.time, $0.id) }
            )
            return LookupEventsResponse(
                events: page.elements.map(LookupEventsResponse.Event.init),
                nextToken: page.next
            )
        } catch {
            throw ServiceRefusal(code: "InvalidNextTokenException", message: "The token is not valid for this request.")
        }
    }
}

extension LookupEventsResponse.Event {
    fileprivate init(_ event: SandboxState.Event) {
        self.init(
            eventName: event.name,
            // Whole seconds, as CloudTrail gives them.
            eventTime: Double(UnixTime(milliseconds: event.time).seconds),
            username: "sandbox",
            cloudTrailEvent: event.record
        )
    }
}
