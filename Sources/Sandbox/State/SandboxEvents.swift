import Host
import JSON
import ModelVersions

extension SandboxState {
    /// A successful call, as CloudTrail records it.
    struct Event: Codable, Sendable, Equatable {
        /// Of the operation.
        var name: String
        var time: Int64
        var caller: String
        /// The ARN of the version.
        var version: String
        /// API: requestParameters.
        var parameters: [String: String]
    }

    /// CloudTrail keeps management events for 90 days, in milliseconds.
    static let eventAge: Int64 = 90 * 86_400_000

    /// Keeps a call of an account, and drops what is too old.
    mutating func record(
        _ name: String,
        of version: String,
        in place: AccountRegion,
        _ parameters: [String: String],
        now: UnixTime
    ) {
        let event = Event(
            name: name,
            time: now.milliseconds,
            caller: place.userARN,
            version: version,
            parameters: parameters
        )
        events = (events ?? []).filter { $0.time >= now.milliseconds - Self.eventAge } + [event]
    }
}

extension SandboxState.Event {
    var place: AccountRegion? { ResourceARN(version)?.place }

    /// Unique: an ARN is never used twice.
    var id: String {
        var digits = Array(StableHash.digits(of: "\(name) \(version)".utf8))
        for index in [20, 16, 12, 8] { digits.insert("-", at: index) }
        return String(digits)
    }

    /// The event itself (CloudTrail user guide, "CloudTrail record contents").
    var record: String {
        func object(_ members: [(String, JSONValue)]) -> JSONValue {
            .object(JSONObject(members.map { .init(name: $0.0, value: $0.1) }))
        }
        let account = String(caller.split(separator: ":").dropFirst(3).first ?? "")
        let identity = object([
            ("type", .string("IAMUser")), ("arn", .string(caller)), ("accountId", .string(account)),
            ("userName", .string("sandbox")),
        ])
        let record = object([
            ("eventVersion", .string("1.11")), ("userIdentity", identity),
            ("eventTime", .string(UnixTime(seconds: UnixTime(milliseconds: time).seconds).iso8601)),
            ("eventSource", .string("rekognition.amazonaws.com")), ("eventName", .string(name)),
            ("awsRegion", .string(place?.region ?? "")),
            ("requestParameters", object(parameters.map { ($0.key, .string($0.value)) })),
            ("responseElements", name.hasPrefix("Create") ? object([("projectVersionArn", .string(version))]) : .null),
            ("eventID", .string(id)), ("eventType", .string("AwsApiCall")), ("recipientAccountId", .string(account)),
        ])
        return String(decoding: record.bytes(), as: UTF8.self)
    }
}
