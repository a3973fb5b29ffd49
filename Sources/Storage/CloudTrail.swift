import AWSProfiles
package import AWSRuntime
package import JSON
package import ModelVersions

/// API: LookupEventsRequest.
package struct LookupEventsRequest: Encodable, Sendable, Equatable {
    /// API: LookupAttribute.
    package struct Attribute: Codable, Sendable, Equatable {
        /// As in `EventName`.
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }

        private enum CodingKeys: String, CodingKey {
            case key = "AttributeKey"
            case value = "AttributeValue"
        }
    }

    /// API: "Currently the list can contain only one item."
    package var lookupAttributes: [Attribute]
    /// In seconds since 1970; nil for the last 90 days.
    package var startTime: Double?
    /// In seconds since 1970.
    package var endTime: Double?
    /// 1 to 50.
    package var maxResults: Int?
    /// Valid only with the other members of the first request.
    package var nextToken: String?

    package init(
        _ attribute: Attribute,
        startTime: Double? = nil,
        endTime: Double? = nil,
        maxResults: Int? = 50,
        nextToken: String? = nil
    ) {
        self.lookupAttributes = [attribute]
        self.startTime = startTime
        self.endTime = endTime
        self.maxResults = maxResults
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case lookupAttributes = "LookupAttributes"
        case startTime = "StartTime"
        case endTime = "EndTime"
        case maxResults = "MaxResults"
        case nextToken = "NextToken"
    }
}

/// API: LookupEventsResponse.
package struct LookupEventsResponse: Decodable, Sendable, Equatable {
    /// API: Event. Its other members are in the event itself.
    package struct Event: Decodable, Sendable, Equatable {
        package var eventName: String?
        /// In seconds since 1970.
        package var eventTime: Double?
        /// The name of the user or the role that made the call.
        package var username: String?
        /// The event itself, as JSON.
        package var cloudTrailEvent: String?

        package init(eventName: String?, eventTime: Double?, username: String? = nil, cloudTrailEvent: String?) {
            self.eventName = eventName
            self.eventTime = eventTime
            self.username = username
            self.cloudTrailEvent = cloudTrailEvent
        }

        private enum CodingKeys: String, CodingKey {
            case eventName = "EventName"
            case eventTime = "EventTime"
            case username = "Username"
            case cloudTrailEvent = "CloudTrailEvent"
        }
    }

    /// Newest first.
    package var events: [Event]?
    package var nextToken: String?

    package init(events: [Event]?, nextToken: String? = nil) {
        self.events = events
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case events = "Events"
        case nextToken = "NextToken"
    }
}

/// A recorded call (CloudTrail user guide, "CloudTrail record contents").
package struct CloudTrailRecord: Sendable, Equatable {
    package var eventName: String?
    /// ISO 8601, in UTC.
    package var eventTime: String?
    /// Nil for a call that succeeded.
    package var errorCode: String?
    /// API: userIdentity.arn; nil for a call of an AWS service.
    package var caller: String?
    package var region: String?
    /// The account that the event was delivered to.
    package var account: String?
    /// An object whose members begin in lower case, as in `projectArn`; nil where the event has none.
    package var requestParameters: JSONValue?
    package var responseElements: JSONValue?

    /// Nil for a text that is not a JSON object.
    package init?(json text: String) {
        guard let document = try? JSONValue(parsing: Array(text.utf8)), case .object = document else { return nil }
        eventName = document["eventName"]?.text
        eventTime = document["eventTime"]?.text
        errorCode = document["errorCode"]?.text
        caller = document["userIdentity"]?["arn"]?.text
        region = document["awsRegion"]?.text
        account = document["recipientAccountId"]?.text
        requestParameters = document["requestParameters"]
        responseElements = document["responseElements"]
    }
}

/// The operation of CloudTrail that rekon calls. It only reads.
///
/// Errors are `AWSError`, or `CancellationError`.
package protocol CloudTrailAPI: Sendable {
    /// One page of the management events of the caller's account in the region, newest first (API: LookupEvents).
    func lookupEvents(_ request: LookupEventsRequest) async throws -> LookupEventsResponse
}

/// The client for a region, with the credentials of an account.
package typealias CloudTrailClients = @Sendable (_ place: AccountRegion) throws -> any CloudTrailAPI

/// CloudTrail in one region. The connection keeps the calls below the rate of the API.
///
/// API: AWS JSON 1.1, signing name `cloudtrail`, version 2013-11-01.
package struct CloudTrailClient: CloudTrailAPI {
    private let client: AWSClient

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package init(_ connection: AWSConnection, region: String) throws(ConfigurationError) {
        client = try connection.client(
            service: .cloudTrail,
            targetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
            region: region
        )
    }

    package func lookupEvents(_ request: LookupEventsRequest) async throws -> LookupEventsResponse {
        try await client.call("LookupEvents", body: try JSONCoding.encode(request), replay: .safe) { body in
            // An empty body is no answer: it must not count as an empty list.
            let answer = try JSONValue(parsing: body)
            // The list is not required. But JSON of a proxy must not count as an empty list.
            guard answer == .object(JSONObject()) || answer["Events"] != nil else {
                throw JSONError("expected `Events`", at: body.count)
            }
            return try answer.decoded(as: LookupEventsResponse.self)
        }
    }
}
