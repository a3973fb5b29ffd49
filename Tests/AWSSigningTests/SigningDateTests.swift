import Testing

@testable import AWSSigning

struct SigningDateTests {
    @Test(
        arguments: [
            (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"), (951_868_800, "20000301T000000Z"), (1_709_164_800, "20240229T000000Z"),
            (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"), (now, "20261123T200007Z"),
            (253_402_300_799, "99991231T235959Z"), (-62_167_219_200, "00000101T000000Z"),
        ]
    )
    func bothWays(seconds: Int64, timestamp: String) {
        let date = SigningDate(epochSeconds: seconds)
        #expect(date.timestamp == timestamp)
        #expect(timestamp.hasPrefix(date.day + "T"))
        #expect(SigningDate.epochSeconds(timestamp) == seconds)
    }

    @Test("Times that four digits of a year cannot tell become the nearest that they can")
    func outOfRange() {
        #expect(SigningDate(epochSeconds: .max).timestamp == "99991231T235959Z")
        #expect(SigningDate(epochSeconds: .min).timestamp == "00000101T000000Z")
    }

    @Test("Every day of 800 years comes after the one before it")
    func everyDay() {
        var wrong: [Int64] = []
        var yesterday = CivilDate(daysSince1970: -146_098)
        for day in Int64(-146_097)...146_097 {
            let today = CivilDate(daysSince1970: day)
            let isNext =
                today.day == yesterday.day + 1 && today.month == yesterday.month
                || today.day == 1 && yesterday.day >= 28 && today.month == yesterday.month % 12 + 1
            if !isNext || !today.exists || today.daysSince1970 != day { wrong.append(day) }
            yesterday = today
        }
        #expect(wrong.isEmpty)
    }

    @Test(
        "What is no time of the calendar is refused",
        arguments: [
            "", "20261123", "20261123T200007", "20261123T200007z", "20261123t200007Z", "2026-11-23T20:00:07Z",
            "20261123T200007Z ", " 0261123T200007Z", "+0261123T200007Z", "20261123T-10007Z", "20261323T200007Z",
            "20260023T200007Z", "20261100T200007Z", "20261131T200007Z", "20250229T200007Z", "21000229T200007Z",
            "20261123T240000Z", "20261123T206007Z", "20261123T200060Z", "２0261123T2000Z", "Mon, 23 Nov 2026",
        ]
    )
    func refused(text: String) {
        #expect(SigningDate.epochSeconds(text) == nil)
    }
}
