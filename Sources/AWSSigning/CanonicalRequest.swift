import Crypto

/// A request in the one form that both sides hash.
///
/// Source: IAM User Guide, "Create a signed AWS API request" (reference_sigv-create-signed-request.html).
struct CanonicalRequest {
    let text: String
    /// Names in lower case, sorted, joined by `;`.
    let signedHeaders: String

    /// - Parameter isSigned: whether a header, by its name in lower case, is signed.
    init(_ request: SigningRequest, options: SigningOptions, isSigned: (String) -> Bool) {
        let headers = Self.headers(request.headers, isSigned: isSigned)
        signedHeaders = headers.map(\.name).joined(separator: ";")
        let lines =
            [request.method, Self.path(request.path, options), Self.query(request.query)]
            + headers.map { "\($0.name):\($0.value)" }
            + ["", signedHeaders, Self.hash(request.body)]
        text = lines.joined(separator: "\n")
    }

    /// The SHA-256 in hexadecimal digits.
    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    // MARK: Path

    private static func path(_ path: String, _ options: SigningOptions) -> String {
        var bytes = Array(path.utf8)
        if options.normalizesPath { bytes = normalize(bytes) }
        if bytes.isEmpty { bytes = [UInt8(ascii: "/")] }
        if options.encodesPathTwice { bytes = URIEncoding.encode(bytes, keepingSlash: true) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes out empty and `.` segments, and `..` with the one before it; a slash at the end stays.
    private static func normalize(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var segments: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: slash) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return [slash] }
        let joined = [slash] + Array(segments.joined(separator: [slash]))
        return path.last == slash ? joined + [slash] : joined
    }

    // MARK: Query

    /// Decodes and encodes each name and value, and sorts by the bytes of both. A plus is a plus; a name without `=`
    /// has an empty value; nothing between two `&` is no parameter.
    private static func query(_ query: String) -> String {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = pair[..<(equals ?? pair.endIndex)]
            let value = equals.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            return (
                name: URIEncoding.encode(URIEncoding.decode(name)), value: URIEncoding.encode(URIEncoding.decode(value))
            )
        }
        return pairs.sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }.joined(separator: "&")
    }

    // MARK: Headers

    /// The signed ones by name, the values of a name joined in the order in which they are sent.
    private static func headers(
        _ headers: [(name: String, value: String)],
        isSigned: (String) -> Bool
    ) -> [(name: String, value: String)] {
        var signed: [(name: String, value: String)] = []
        for header in headers {
            let name = HeaderName.lowercased(header.name)
            guard isSigned(name) else { continue }
            // By bytes: as strings, names that only look alike would be one.
            if let index = signed.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                signed[index].value += "," + collapse(header.value)
            } else {
                signed.append((name, collapse(header.value)))
            }
        }
        return signed.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Without white space at the ends, and with one space for several.
    private static func collapse(_ value: String) -> String {
        value.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte, in small letters.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

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

/// The escapes of SigV4: everything but `A-Za-z0-9-._~`, in capital hexadecimal digits.
enum URIEncoding {
    static func encode(_ bytes: some Sequence<UInt8>, keepingSlash: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || keepingSlash && byte == UInt8(ascii: "/") {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(hexDigits[Int(byte >> 4)])
                result.append(hexDigits[Int(byte & 15)])
            }
        }
        return result
    }

    /// Undoes escapes; what is no escape stays.
    static func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = value(bytes[index + 1]),
                let low = value(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "~")
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
