import ModelVersions
import Testing

struct CalendarDayTests {
    @Test(
        "A day of the calendar",
        arguments: ["2027-01-31", "2028-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "2026-11-30"]
    )
    func day(text: String) throws {
        #expect(try CalendarDay(text).text == text)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2027", "2027-1-31", "2027-01-31T00:00:00Z", " 2027-01-31", "31.01.2027", "2027/01/31", "２０２７-01-31",
            "+027-01-31", "2027-00-10", "2027-13-10", "2027-01-00", "2027-01-32", "2027-02-29", "2100-02-29",
            "2027-04-31",
            "2027-11-31",
        ]
    )
    func noDay(text: String) {
        #expect(throws: InvalidValue.self) { try CalendarDay(text) }
    }

    @Test("Days have the order of the calendar")
    func order() throws {
        let days = try ["2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01", "2031-01-01"].map {
            try CalendarDay($0)
        }
        #expect(days.reversed().sorted() == days)
    }
}
