import Crypto
import Text

/// A request in the form that client and service hash.
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

    /// SHA-256 in hexadecimal digits.
    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    // MARK: Path

    private static func path(_ path: String, _ options: SigningOptions) -> String {
        var bytes = Array(path.utf8)
        if options.normalizesPath { bytes = normalize(bytes) }
        if bytes.isEmpty { bytes = [UInt8(ascii: "/")] }
        if options.encodesPathTwice { bytes = PercentEncoding.encode(bytes, keepingSlash: true) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Removes empty and `.` segments, and `..` with the segment before it; a slash at the end stays.
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

    /// Decodes and encodes each name and value, and sorts by the bytes of both. `+` is not a space; a name without `=`
    /// has an empty value; empty parameters are left out.
    private static func query(_ query: String) -> String {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = pair[..<(equals ?? pair.endIndex)]
            let value = equals.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            func canonical(_ bytes: Substring.UTF8View) -> [UInt8] {
                PercentEncoding.encode(PercentEncoding.decode(bytes))
            }
            return (name: canonical(name), value: canonical(value))
        }
        return pairs.sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }.joined(separator: "&")
    }

    // MARK: Headers

    /// The signed headers, sorted by name; several values of a name are joined in the order of the request.
    private static func headers(
        _ headers: [(name: String, value: String)],
        isSigned: (String) -> Bool
    ) -> [(name: String, value: String)] {
        var signed: [(name: String, value: String)] = []
        for header in headers {
            let name = HeaderName.lowercased(header.name)
            guard isSigned(name) else { continue }
            // By bytes: strings that are canonically equivalent are different names.
            if let index = signed.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                signed[index].value += "," + collapse(header.value)
            } else {
                signed.append((name, collapse(header.value)))
            }
        }
        return signed.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Without white space at the ends; each other run of white space becomes one space.
    private static func collapse(_ value: String) -> String {
        value.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}

/// Which headers a signature covers.
enum HeaderName {
    /// Only ASCII capitals change: no other letter may become a letter of a header's name.
    static func lowercased(_ name: String) -> String {
        String(decoding: name.utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    /// Whether a header, by its name in lower case, belongs to AWS. Such headers are always signed.
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

    /// Whether a header, by its name in lower case, is not signed: proxies and HTTP libraries add, change or drop it.
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
