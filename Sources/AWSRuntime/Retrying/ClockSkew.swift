internal import AWSSigning
package import Host
internal import Synchronization

/// How far the service's clock is ahead of this machine's, as its answers tell.
final class ClockSkew: Sendable {
    /// In seconds. Signatures are refused when they are five minutes off; a minute is left for what is on the way.
    static let threshold: Int64 = 240
    /// In seconds. A date that is further off is wrong itself: nothing is signed for another year.
    static let longestOffset: Int64 = 86_400

    private let seconds = Mutex<Int64>(0)

    /// In seconds; added to the time of this machine before signing.
    var offset: Int64 { seconds.withLock { $0 } }

    /// Takes the skew from an answer that refused a signature.
    ///
    /// - Parameters:
    ///   - machineTime: of this machine when it signed, in seconds since 1970.
    ///   - offset: what was added to it.
    /// - Returns: Whether the clocks are so far apart that the refusal is explained.
    func correct(by response: HTTPResponse, machineTime: Int64, offset: Int64) -> Bool {
        guard let date = response.header("date").flatMap(HTTPDate.seconds) else { return false }
        guard abs(date - machineTime - offset) > Self.threshold, abs(date - machineTime) <= Self.longestOffset else {
            return false
        }
        // Not relative to what is stored: another request may have corrected it meanwhile.
        seconds.withLock { $0 = date - machineTime }
        return true
    }
}

/// Dates as HTTP headers have them: `Mon, 23 Nov 2026 20:00:00 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil for anything else than the fixed format of RFC 9110, 5.6.7.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard
            parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = number(parts[1], digits: 2),
            let month = months.firstIndex(of: String(parts[2])), let year = number(parts[3], digits: 4), year >= 1970
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard
            time.count == 3, let hour = number(time[0], digits: 2), let minute = number(time[1], digits: 2),
            let second = number(time[2], digits: 2), hour < 24, minute < 60, second < 61
        else { return nil }
        let date = CivilDate(year: year, month: Int64(month) + 1, day: day)
        guard date.exists else { return nil }
        return date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// A number of so many digits and nothing else: it comes from outside, and is calculated with.
    private static func number(_ text: Substring, digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}

extension UnixTime {
    /// A date as HTTP headers have it: `Mon, 23 Nov 2026 20:00:00 GMT`; nil for anything else.
    package init?(httpDate text: String) {
        guard let seconds = HTTPDate.seconds(text) else { return nil }
        self.init(seconds: seconds)
    }
}
