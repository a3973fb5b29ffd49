import AWSSigning
import Host
import TestSupport
import Testing

@testable import AWSRuntime

/// The edges of what is retried, of the clock's correction, and of dates.
@Suite(.timeLimit(.minutes(30)))
struct RetryEdgeTests {
    @Test("A gateway's 500, 502, 503 and 504 are retried, other statuses are not")
    func statuses() async throws {
        for status in [500, 502, 503, 504] {
            #expect(try await ScriptedWorld(.page(status, ""), .ok()).call().Value == 1, "\(status)")
            #expect(try await ScriptedWorld(.error("Unknown", status), .ok()).call().Value == 1, "\(status)")
        }
        for status in [400, 403, 404, 408, 429, 501, 505, 507] {
            #expect(try await #require(ScriptedWorld(.page(status, ""), .ok()).failure()).attempts == 1, "\(status)")
        }
    }

    /// - Parameter offset: of the service's clock, in seconds.
    private func answer(_ offset: Int64, zone: String = "GMT") -> ScriptedTransport.Answer {
        let time = UnixTime(seconds: 1_700_000_000 + offset)
        return .error("InvalidSignatureException", headers: [(name: "Date", value: date(time, zone: zone))])
    }

    /// 1,700,000,000 is Tue, 14 Nov 2023 22:13:20 GMT.
    private func date(_ time: UnixTime, zone: String) -> String {
        let text = time.iso8601
        let (day, hour) = (text.dropFirst(8).prefix(2), text.dropFirst(11).prefix(8))
        return "Tue, \(day) Nov 2023 \(hour) \(zone)"
    }

    @Test(
        "A clock is corrected from 241 s on, in both directions, and not for the time of the way",
        arguments: [(240, false), (241, true), (300, true), (-240, false), (-241, true), (-300, true)]
            as [(Int64, Bool)]
    )
    func skew(offset: Int64, isCorrected: Bool) async throws {
        let world = try ScriptedWorld(answer(offset), .ok())
        if isCorrected {
            _ = try await world.call()
            let sent = world.transport.requests[1].header("x-amz-date")
            #expect(sent == UnixTime(seconds: 1_700_000_000 + offset).compact)
        } else {
            #expect(await world.failure()?.attempts == 1)
        }
    }

    @Test("The threshold counts from the time that was signed, not from the machine's")
    func signedTime() {
        let skew = ClockSkew()
        let response = HTTPResponse(
            status: 403,
            headers: [(name: "Date", value: date(UnixTime(seconds: 1_700_000_600), zone: "GMT"))]
        )
        // Signed with an offset of 400 s: the rest is 200 s.
        #expect(!skew.correct(by: response, machineTime: 1_700_000_000, offset: 400) && skew.offset == 0)
        #expect(skew.correct(by: response, machineTime: 1_700_000_000, offset: 300) && skew.offset == 600)
    }

    @Test("A date of a day's difference is a clock's, one more second is not")
    func longestOffset() {
        func corrects(_ offset: Int64) -> Bool {
            let response = HTTPResponse(
                status: 403,
                headers: [(name: "Date", value: date(UnixTime(seconds: 1_700_000_000 + offset), zone: "GMT"))]
            )
            return ClockSkew().correct(by: response, machineTime: 1_700_000_000, offset: 0)
        }
        #expect(corrects(86_400) && corrects(-86_400) && !corrects(86_401) && !corrects(-86_401))
    }

    @Test(
        "A date that is no GMT is no date: the clock is not corrected by it",
        arguments: ["UTC", "PST", "+0100", "gmt", "GMT+1", "GMT ", ""]
    )
    func zones(zone: String) async throws {
        let world = try ScriptedWorld(answer(3600, zone: zone), .ok())
        #expect(await world.failure()?.attempts == 1)
        #expect(world.client.clockOffset == nil)
    }

    @Test(
        "HTTP dates have one form (RFC 9110, 5.6.7)",
        arguments: [
            "Tue, 14 Nov 2023 22:13:20", "14 Nov 2023 22:13:20 GMT", "Tue, 14 Foo 2023 22:13:20 GMT",
            "Tue, 31 Nov 2023 22:13:20 GMT", "Tue, 14 Nov 2023 24:13:20 GMT", "Tue, 14 Nov 23 22:13:20 GMT",
            "Tue, 14 Nov 1969 22:13:20 GMT", "Tue, 4 Nov 2023 22:13:20 GMT", "Tue, 14 Nov 2023 22:13:20 GMT;",
        ]
    )
    func httpDates(text: String) {
        #expect(UnixTime(httpDate: "Tue, 14 Nov 2023 22:13:20 GMT") == UnixTime(seconds: 1_700_000_000))
        #expect(UnixTime(httpDate: text) == nil)
    }
}
