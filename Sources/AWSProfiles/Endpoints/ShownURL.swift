extension String {
    /// A URL as messages may show it: without the user name and password in front of its host, and without its query,
    /// which may hold a token.
    package var withoutURLSecrets: String {
        let start = firstRange(of: "://")?.upperBound ?? startIndex
        var rest = self[start...]
        var user = ""
        // The last one: a password may hold more of them, and slashes, if somebody did not encode it.
        if let at = rest.lastIndex(of: "@") {
            user = "[redacted]"
            rest = rest[at...]
        }
        var query = ""
        if let sign = rest.firstIndex(of: "?") {
            query = "?[redacted]"
            rest = rest[..<sign]
        }
        return self[..<start] + user + rest + query
    }
}
