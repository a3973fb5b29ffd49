import AWSProfiles
import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Synchronization
import TestSupport
import Testing

/// The time that a reading takes at the service's rate: 5 calls a second of each operation in each account and region,
/// 5 at once after a pause.
@Suite(.timeLimit(.minutes(30)))
struct PaceTests {
    /// Rekognition for all accounts: an answer takes some time of the clock.
    private struct Service: HTTPTransport {
        let time: SteppedTime
        let versions: Int
        /// The account whose answers take ten seconds.
        let slow: String?
        let calls = Calls()

        final class Calls: Sendable {
            let counts = Mutex<[String: Int]>([:])
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            let (operation, text) = (request.header("x-amz-target") ?? "", request.text)
            let names = text.matches(of: /p[0-9]+-([0-9]{12})/)
            let account = names.first.map { String($0.output.1) } ?? ""
            calls.counts.withLock { $0["\(operation) \(account)", default: 0] += 1 }
            try? await time.sleep(for: account == slow ? .seconds(10) : .milliseconds(150))
            let stem = "arn:aws:rekognition:us-east-1:\(account):project"
            if operation.hasSuffix(".DescribeProjects") {
                let projects = names.map {
                    #"{"ProjectArn":"\#(stem)/\#($0.output.0)/1690556789012","Status":"CREATED"}"#
                }
                return ok(#"{"ProjectDescriptions":[\#(projects.joined(separator: ","))]}"#)
            }
            let name = names.first.map { String($0.output.0) } ?? ""
            let versions = (0..<versions).map {
                #"{"ProjectVersionArn":"\#(stem)/\#(name)/version/v\#($0)/16905567890\#(10 + $0)","Status":"STOPPED"}"#
            }
            return ok(#"{"ProjectVersionDescriptions":[\#(versions.joined(separator: ","))]}"#)
        }

        private func ok(_ body: String) -> HTTPResponse { HTTPResponse(status: 200, body: Array(body.utf8)) }

        /// The shortest time in which an account can have all its calls, in seconds.
        func floor(of account: String) -> Double {
            let most = calls.counts.withLock { $0.filter { $0.key.hasSuffix(account) }.values.max() ?? 0 }
            return Double(max(most - 5, 0)) / 5
        }
    }

    private struct Outcome {
        var live: LiveState
        var service: Service
        /// In seconds, when the last project of an account was read.
        var ends: [String: Double]
    }

    /// - Parameter versions: of each project, at most one page.
    private func read(projects: Int, accounts: [String], versions: Int, slow: String? = nil) async throws -> Outcome {
        let time = SteppedTime()
        let service = Service(time: time, versions: versions, slow: slow)
        let process = ProcessContext.test(
            environment: ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_MAX_ATTEMPTS": "1"],
            clock: time
        )
        let connection = AWSConnection(
            try ConnectionSettings(environment: process.environment, files: process.files),
            in: process,
            transport: service,
            product: "rekon/test"
        )
        // Not in the test's time: the cache looks for credentials in a task of its own.
        _ = try await connection.credentials.credentials()
        let wanted = (0..<projects).map { number in
            let account = accounts[number % accounts.count]
            return DesiredProject(arn: projectARN("p\(number)-\(account)", account: account), versions: [])
        }
        let ends = Mutex<[String: Double]>([:])
        let reader = LiveStateReader(
            api: { try RekognitionClient(connection.entering($0.account), region: $0.region, partition: $0.partition) },
            progress: { progress in
                let account = progress.places[progress.latest].place.account
                ends.withLock { $0[account] = time.elapsed / .seconds(1) }
            }
        )
        let live = try await withTaskExecutorPreference(time) { try await reader.read(wanted) }
        return Outcome(live: live, service: service, ends: ends.withLock { $0 })
    }

    private static let accounts = (0..<12).map { "11112222\(3000 + $0)" }

    @Test("1,000 projects with 100,000 versions in 12 accounts are read within a second of what the rate allows")
    func twelveAccounts() async throws {
        let outcome = try await read(projects: 1000, accounts: Self.accounts, versions: 100)
        #expect(outcome.live.present.count == 1000)
        #expect(outcome.live.present.reduce(0) { $0 + $1.project.versions.count } == 100_000)
        let floor = Self.accounts.map { outcome.service.floor(of: $0) }.max() ?? 0
        // 84 projects in the largest account.
        #expect(floor == (84 - 5) / 5.0)
        let end = outcome.ends.values.max() ?? 0
        #expect(end >= floor && end <= floor + 1, "\(end) s, and the floor is \(floor) s")
    }

    @Test("In one account they take twelve times as long, within a second of what the rate allows")
    func oneAccount() async throws {
        // The calls are the same for one version as for a page of them.
        let outcome = try await read(projects: 1000, accounts: [Self.accounts[0]], versions: 1)
        #expect(outcome.live.present.count == 1000)
        let (floor, end) = (outcome.service.floor(of: Self.accounts[0]), outcome.ends.values.max() ?? 0)
        #expect(floor == (1000 - 5) / 5.0)
        #expect(end >= floor && end <= floor + 1, "\(end) s, and the floor is \(floor) s")
    }

    @Test("A slow account does not delay another")
    func slowAccount() async throws {
        let outcome = try await read(projects: 120, accounts: Self.accounts, versions: 1, slow: Self.accounts[0])
        #expect(outcome.live.present.count == 120)
        for account in Self.accounts.dropFirst() {
            let (floor, end) = (outcome.service.floor(of: account), outcome.ends[account] ?? .infinity)
            #expect(end <= floor + 1, "\(account): \(end) s")
        }
        #expect(outcome.ends[Self.accounts[0]] ?? 0 >= 20)
    }
}
