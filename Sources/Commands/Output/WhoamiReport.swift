internal import AWSProfiles
internal import AWSRuntime
internal import Diagnostics
internal import Host
internal import Reports

/// Whose credentials are in use; never a secret.
struct WhoamiReport {
    private let situation: ConnectionSituation
    private let now: UnixTime

    init(_ situation: ConnectionSituation, now: UnixTime) {
        self.situation = situation
        self.now = now
    }

    var text: String {
        let lines = [
            ("account", situation.identity.account),
            ("arn", situation.identity.arn),
            ("user id", situation.identity.userID),
            ("credentials", situation.credentialSource),
            ("access key", situation.accessKeyID),
            ("expires", expiration),
            ("profile", situation.profile),
            ("region", "\(situation.region) (\(situation.regionOrigin))"),
            ("rekognition", "\(situation.endpoint) (\(situation.endpoint.explanation))"),
            ("sts", "\(situation.identityEndpoint) (\(situation.identityEndpoint.explanation))"),
        ]
        return lines.map { name, value in
            name + String(repeating: " ", count: 13 - name.count) + HarmlessText.shown(value) + "\n"
        }.joined()
    }

    private var expiration: String {
        guard let time = situation.expiration else { return "not by themselves" }
        let minutes = (time.seconds - now.seconds) / 60
        return "\(time.iso8601) (\(minutes < 0 ? "\(-minutes) min ago" : "in \(minutes) min"))"
    }

    /// The format is specs/whoami.schema.json.
    func json() throws -> String {
        struct Service: Encodable {
            let url, origin: String
        }
        struct Document: Encodable {
            let formatVersion: String
            let account, arn, userId: String
            let credentialSource, accessKeyId: String
            let expiration: String?
            let profile, region, regionOrigin: String
            let endpoints: [String: Service]
        }
        let document = Document(
            formatVersion: JSONText.formatVersion,
            account: situation.identity.account,
            arn: situation.identity.arn,
            userId: situation.identity.userID,
            credentialSource: situation.credentialSource,
            accessKeyId: situation.accessKeyID,
            expiration: situation.expiration?.iso8601,
            profile: situation.profile,
            region: situation.region,
            regionOrigin: situation.regionOrigin,
            endpoints: [
                "rekognition": Service(
                    url: "\(situation.endpoint)",
                    origin: situation.endpoint.explanation
                ),
                "sts": Service(url: "\(situation.identityEndpoint)", origin: situation.identityEndpoint.explanation),
            ]
        )
        return try JSONText.render(document)
    }
}
