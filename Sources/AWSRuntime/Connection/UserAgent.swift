/// How requests say who sends them: `rekon/0.1.0 ua/2.1 os/linux lang/swift#6.3 cfg/retry-mode#standard`.
enum UserAgent {
    /// - Parameter product: the program's name and version, as in `rekon/0.1.0`.
    static func text(product: String, policy: RetryPolicy) -> String {
        #if os(Linux)
        let system = "linux"
        #elseif os(macOS)
        let system = "macos"
        #else
        let system = "other"
        #endif
        #if compiler(>=6.3)
        let language = "swift#6.3"
        #else
        let language = "swift#6"
        #endif
        let text = "\(product) ua/2.1 os/\(system) lang/\(language) cfg/retry-mode#\(policy.mode.rawValue)"
        // A header holds ASCII alone.
        return String(decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
    }
}
