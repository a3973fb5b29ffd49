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
