import Testing

@testable import Host

struct TimeTests {
    @Test(
        "Times, as services and programs write them",
        arguments: [
            ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14T22:13:20.5Z", 1_700_000_000_500),
            ("2023-11-14T22:13:20.123456Z", 1_700_000_000_123), ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
            ("2023-11-14T16:43:20-05:30", 1_700_000_000_000), ("2023-11-14T22:13:20UTC", 1_700_000_000_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2023-11-14T22:13:20+0000", 1_700_000_000_000),
            ("2023-11-14T14:13:20-0800", 1_700_000_000_000), ("2023-11-15T03:43:20.25+0530", 1_700_000_000_250),
        ] as [(String, Int64)]
    )
    func times(text: String, milliseconds: Int64) {
        #expect(UnixTime(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Everything else is not a time",
        arguments: [
            "", "2023-11-14", "2023-11-14T22:13:20", "2023-02-29T00:00:00Z", "2023-11-14T24:00:00Z",
            "2023-11-14T22:60:00Z", "2023-13-14T22:00:00Z", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx",
            "+023-11-14T22:13:20Z", "2023-11-14T22:13:20+01:0", "2023-11-14T22:13:20+2400",
            "2023-11-14T22:13:20+0160", "2023-11-14T22:13:20-010", "1700000000", "2023-11-14T22:13:20 Z",
        ]
    )
    func noTimes(text: String) {
        #expect(UnixTime(iso8601: text) == nil)
    }

    @Test func written() {
        #expect(UnixTime(milliseconds: 1_700_000_000_999).iso8601 == "2023-11-14T22:13:20Z")
        #expect(UnixTime(seconds: 1_700_000_000).compact == "20231114T221320Z")
        #expect(UnixTime(seconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(UnixTime(milliseconds: -999).seconds == -1 && UnixTime(milliseconds: -1000).seconds == -1)
    }

    @Test("A time out of range becomes the last or the first one in range")
    func farTimes() {
        #expect(UnixTime(seconds: .max).milliseconds == .max)
        #expect(UnixTime(seconds: .min).milliseconds == .min)
        #expect(UnixTime(milliseconds: .min).seconds == Int64.min / 1000 - 1)
        let now = UnixTime(seconds: 1_700_000_000)
        #expect(now.advanced(by: .seconds(Int64.max)).milliseconds == .max)
        #expect(UnixTime(milliseconds: -1).advanced(by: .seconds(Int64.min)).milliseconds == .min)
        #expect(UnixTime(milliseconds: .max).advanced(by: .seconds(1)).milliseconds == .max)
        #expect(now.advanced(by: .milliseconds(1500)).milliseconds == 1_700_000_001_500)
        #expect(UnixTime(milliseconds: .max).iso8601.hasSuffix("Z"))
    }

    @Test func durations() {
        let texts = [Duration.milliseconds(250), .seconds(3), .milliseconds(1500), .milliseconds(50), .zero].map(\.text)
        #expect(texts == ["0.25 s", "3 s", "1.5 s", "0.05 s", "0 s"])
        #expect(Duration.seconds(Int64.max).text == "10000000000000 s")
    }

    @Test(
        "Dates of HTTP headers",
        arguments: [
            ("Tue, 14 Nov 2023 22:13:20 GMT", 1_700_000_000), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Tue, 14 Nov 2023 22:13:20", nil), ("yesterday", nil),
            ("Mon, 23 Nov 2026 9223372036854775807:00:00 GMT", nil), ("Mon, 23 Nov 2026 -1:00:00 GMT", nil),
            ("Mon, 23 Nov 2026 00:9223372036854775807:00 GMT", nil), ("Mon, 23 Nov 2026 1:2:x:3 GMT", nil),
            ("Mon, 23 Nov 2026 24:00:00 GMT", nil), ("Mon, 23 Nov 2026 00:60:00 GMT", nil),
            ("Mon, 23 Nov 2026 00:00:61 GMT", nil), ("Mon, 23 Nov 2026 +1:00:00 GMT", nil),
            ("Mon, 9223372036854775807 Nov 2026 00:00:00 GMT", nil), ("Mon, 31 Nov 2026 00:00:00 GMT", nil),
            ("Mon, 23 Nov 9223372036854775807 00:00:00 GMT", nil), ("Mon, 23 Nov 0000 00:00:00 GMT", nil),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
        ] as [(String, Int64?)]
    )
    func dates(text: String, seconds: Int64?) {
        #expect(UnixTime(httpDate: text)?.seconds == seconds)
    }
}

struct CompactTimeTests {
    @Test(
        arguments: [
            (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"), (951_868_800, "20000301T000000Z"), (1_709_164_800, "20240229T000000Z"),
            (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
            (1_795_464_007, "20261123T200007Z"),
            (253_402_300_799, "99991231T235959Z"), (-62_167_219_200, "00000101T000000Z"),
        ]
    )
    func bothWays(seconds: Int64, timestamp: String) {
        #expect(UnixTime(seconds: seconds).compact == timestamp)
        #expect(UnixTime(compact: timestamp)?.seconds == seconds)
    }

    @Test("Times outside the years 0 to 9999 become the nearest in them")
    func outOfRange() {
        #expect(UnixTime(seconds: .max).compact == "99991231T235959Z")
        #expect(UnixTime(seconds: .min).compact == "00000101T000000Z")
    }

    @Test("Every day of 800 years follows the day before it")
    func everyDay() {
        var wrong: [Int64] = []
        var yesterday = CivilDate(daysSince1970: -146_098)
        for day in Int64(-146_097)...146_097 {
            let today = CivilDate(daysSince1970: day)
            let isNext =
                today.day == yesterday.day + 1 && today.month == yesterday.month
                || today.day == 1 && yesterday.day >= 28 && today.month == yesterday.month % 12 + 1
            if !isNext || today.validDaysSince1970 != day { wrong.append(day) }
            yesterday = today
        }
        #expect(wrong.isEmpty)
    }

    @Test(
        "A text that is not a time of the calendar is refused",
        arguments: [
            "", "20261123", "20261123T200007", "20261123T200007z", "20261123t200007Z", "2026-11-23T20:00:07Z",
            "20261123T200007Z ", " 0261123T200007Z", "+0261123T200007Z", "20261123T-10007Z", "20261323T200007Z",
            "20260023T200007Z", "20261100T200007Z", "20261131T200007Z", "20250229T200007Z", "21000229T200007Z",
            "20261123T240000Z", "20261123T206007Z", "20261123T200060Z", "２0261123T2000Z", "Mon, 23 Nov 2026",
        ]
    )
    func refused(text: String) {
        #expect(UnixTime(compact: text) == nil)
    }
}
