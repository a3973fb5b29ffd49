internal import Crypto

/// A request in the one form that both sides hash.
///
/// Source: IAM User Guide, "Create a signed AWS API request" (reference_sigv-create-signed-request.html).
struct CanonicalRequest {
    let text: String
    /// Names in lower case, sorted, joined by `;`.
    let signedHeaders: String

    /// - Parameter isSigned: whether a header, by its name in lower case, is signed.
    init(_ request: SigningRequest, options: SigningOptions, isSigned: (String) -> Bool) {
        var values: [String: [String]] = [:]
        for (name, value) in request.headers {
            let name = name.lowercased()
            if isSigned(name) { values[name, default: []].append(Self.collapse(value)) }
        }
        let headers = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        signedHeaders = headers.map(\.key).joined(separator: ";")
        let lines =
            [request.method, Self.path(request.path, options), Self.query(request.query)]
            + headers.map { "\($0.key):\($0.value.joined(separator: ","))" }
            + ["", signedHeaders, Self.hash(request.body)]
        text = lines.joined(separator: "\n")
    }

    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    private static func path(_ path: String, _ options: SigningOptions) -> String {
        var bytes = Array(path.utf8)
        if options.normalizesPath { bytes = normalize(bytes) }
        if bytes.isEmpty { bytes = [UInt8(ascii: "/")] }
        if options.escapesPathAgain { bytes = URIEncoding.encode(bytes, keepingSlash: true) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes out empty and `.` segments, and `..` with the one before it; a slash at the end stays.
    private static func normalize(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var segments: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: slash) {
            switch String(decoding: segment, as: UTF8.self) {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return [slash] }
        let joined = [slash] + Array(segments.joined(separator: [slash]))
        return path.last == slash ? joined + [slash] : joined
    }

    /// Decodes and encodes each name and value, and sorts by the bytes of both. A plus is a plus.
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

    /// Without white space at the ends, and with one space for several.
    private static func collapse(_ value: String) -> String {
        value.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}

extension Sequence<UInt8> {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
