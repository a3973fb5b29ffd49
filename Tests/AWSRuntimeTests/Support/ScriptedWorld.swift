import AWSProfiles
import AWSSigning
import Host
import Synchronization
import TestSupport

@testable import AWSRuntime

/// Gives a new key each time it is asked anew.
final class CountingCredentials: CredentialProvider {
    private let state = Mutex((number: 1, invalidations: 0))

    var invalidations: Int { state.withLock { $0.invalidations } }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let number = state.withLock { $0.number }
        return SourcedCredentials(
            AWSCredentials(accessKeyID: "AKID\(number)", secretAccessKey: "top-secret", sessionToken: "token-secret"),
            source: "test"
        )
    }

    func invalidate(_ refused: AWSCredentials) async {
        state.withLock { state in
            guard refused.accessKeyID == "AKID\(state.number)" else { return }
            state.number += 1
            state.invalidations += 1
        }
    }
}

/// A client and the world that it lives in.
struct ScriptedWorld {
    let transport: ScriptedTransport
    let clock = VirtualClock()
    let credentials = CountingCredentials()
    let log = LogLines()
    let client: AWSClient
    let quota: RetryQuota

    init(
        _ answers: ScriptedTransport.Answer...,
        policy: RetryPolicy = RetryPolicy(),
        quota: Int = 500,
        secondsBetweenLooks: Int64 = 0
    ) throws {
        transport = ScriptedTransport(answers)
        var policy = policy
        policy.quota = quota
        let context = CallContext(
            process: .test(
                clock: clock,
                wallClock: ManualWallClock(step: secondsBetweenLooks),
                random: FixedRandom(1)
            ),
            transport: transport,
            log: log.log,
            retryPolicy: policy,
            userAgent: "rekon/test"
        )
        let endpoint = try Endpoint(service: .rekognition, region: "us-east-1")
        let sender = CallSender(
            service: "rekognition",
            region: "us-east-1",
            endpoint: endpoint,
            context: context,
            credentials: credentials,
            readError: { ServiceError(json: $0) }
        )
        client = AWSClient(sender, targetPrefix: "RekognitionService")
        self.quota = context.hosts.state(of: endpoint.authority).quota
    }

    struct Input: Codable, Sendable { var Name = "x" }
    struct Output: Codable, Sendable, Equatable { var Value: Int? }

    func call(_ replay: Replay = .safe) async throws(AWSError) -> Output {
        try await client.call("DescribeThings", Input(), as: Output.self, replay: replay)
    }

    /// The error of a call that fails.
    func failure(_ replay: Replay = .safe) async -> AWSError? {
        do throws(AWSError) {
            _ = try await call(replay)
            return nil
        } catch {
            return error
        }
    }
}
