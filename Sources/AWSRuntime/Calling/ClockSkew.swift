internal import Synchronization

/// How far the service's clock is ahead of this machine's, as its answers tell.
final class ClockSkew: Sendable {
    private let seconds = Mutex<Int64>(0)

    /// Added to the time of this machine before signing.
    var offset: Duration { .seconds(seconds.withLock { $0 }) }

    /// Takes the skew from an answer that refused a signature.
    ///
    /// - Parameter signedAt: the time that the refused request carried.
    /// - Returns: Whether the clocks are so far apart that the refusal is explained: more than five minutes.
    func correct(by response: HTTPResponse, signedAt: Int64) -> Bool {
        guard let date = response.header("date").flatMap(HTTPDate.seconds) else { return false }
        guard abs(date - signedAt) > 300 else { return false }
        seconds.withLock { $0 += date - signedAt }
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
            parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = Int64(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int64(parts[3])
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3, (1...31).contains(day), (1970...9999).contains(year) else { return nil }
        // Days from the civil date, with years that start in March.
        let shiftedYear = month < 2 ? year - 1 : year
        let shiftedMonth = Int64((month + 10) % 12)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        let days =
            365 * shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear - 719_468
        return days * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }
}
