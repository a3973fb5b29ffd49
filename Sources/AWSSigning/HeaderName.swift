/// What signatures need to know of a header by its name.
enum HeaderName {
    /// ASCII capitals as small letters and nothing else: no other letter may become one of a header's name.
    static func lowercased(_ name: String) -> String {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return String(decoding: name.utf8.map { capitals.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Whether a header, by its name in lower case, is AWS's own: such a header is signed wherever it is sent.
    static func isAWSOwn(_ name: String) -> Bool {
        name.utf8.starts(with: "x-amz-".utf8)
    }

    /// Whether the signer itself adds the header, by its name in lower case.
    static func isAddedBySigner(_ name: String) -> Bool {
        switch name {
        case "authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token": true
        default: false
        }
    }

    /// Whether a header, by its name in lower case, stays out of the signature: what proxies and HTTP libraries
    /// add, change or drop on the way.
    static func isLeftUnsigned(_ name: String) -> Bool {
        switch name {
        case "authorization", "connection", "content-length", "expect", "keep-alive", "proxy-authenticate",
            "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
            true
        default:
            name.utf8.starts(with: "sec-websocket-".utf8)
        }
    }
}
