import AWSProfiles
import AWSRuntime
import Storage
import Text

extension FuzzTarget {
    /// An XML document of S3 or STS.
    ///
    /// Rules: its pieces are the same after they are written and read again, and with CR LF for each line break;
    /// an error of the service is short and harmless.
    static func checkXML(_ bytes: [UInt8]) throws -> Int {
        let response = HTTPResponse(status: 400, body: bytes)
        var size = 0
        for error in [QueryProtocol.error(response), S3Protocol.error(response)].compactMap(\.self) {
            size += try checked(error, without: ["hush"])
        }
        guard let pieces = try? pieces(bytes) else { return size }
        let text = written(pieces)
        try require(try Self.pieces(Array(text.utf8)) == pieces, "the document differs after it was written")
        if let other = bytes.withCRLF {
            try require(try Self.pieces(other) == pieces, "the document differs with CR LF")
        }
        return size + text.utf8.count
    }

    /// The pieces of a document; texts beside each other are one.
    private static func pieces(_ bytes: [UInt8]) throws -> [XMLScanner.Piece] {
        var scanner = try XMLScanner(bytes)
        var pieces: [XMLScanner.Piece] = []
        while let piece = try scanner.next() {
            if case .text(let more) = piece {
                if more.isEmpty { continue }
                if case .text(let text)? = pieces.last {
                    pieces[pieces.count - 1] = .text(text + more)
                    continue
                }
            }
            pieces.append(piece)
        }
        return pieces
    }

    private static func written(_ pieces: [XMLScanner.Piece]) -> String {
        var names: [String] = []
        return pieces.map { piece in
            switch piece {
            case .start(let name):
                // The scanner drops prefixes, and what is behind one can begin with a digit.
                names.append(name.utf8.first == UInt8(ascii: ":") ? name : "p:\(name)")
                return "<\(names.last ?? "")>"
            case .text(let text):
                return text.unicodeScalars.map { "&#\($0.value);" }.joined()
            case .end:
                return "</\(names.popLast() ?? "")>"
            }
        }.joined()
    }

    /// An answer of S3: the first line is the `Content-Range`, the rest is the body.
    ///
    /// Rules: a range has the length of the body; a list has at most 1,000 objects and is the same with CR LF.
    static func checkS3(_ bytes: [UInt8]) throws -> Int {
        let range = bytes.prefix { $0 != 0x0A }
        let body = Array(bytes[range.endIndex...].dropFirst())
        let headers = [(name: "content-range", value: String(decoding: range, as: UTF8.self))]
        let response = HTTPResponse(status: 206, headers: headers, body: body)
        for start: Int64 in [0, 5, .max - 1] {
            guard let object = try? GetObjectResponse(response, range: start...start) else { continue }
            let total = object.totalLength ?? -1
            try require(total - start >= Int64(body.count), "the total of \(total) is too small")
        }
        var size = 0
        if let error = S3Protocol.error(response) { size += try checked(error, without: ["hush"]) }
        guard let list = try? ListObjectsV2Response(body: body) else { return size }
        try require(list.contents.count <= 1000, "a list has \(list.contents.count) objects")
        try require(list.contents.allSatisfy { $0.size ?? 0 >= 0 }, "a size is below zero")
        return list.contents.reduce(size) { $0 + $1.key.utf8.count + 100 }
    }

    /// An error of a service, as messages show it.
    static func checked(_ error: ServiceError, without secrets: [String]) throws -> Int {
        let shown = error.shown(without: secrets)
        let texts = [
            (shown.code, 200), (shown.message, 1000), (shown.requestID ?? "", 100), (shown.bucketRegion ?? "", 63),
        ]
        for (text, limit) in texts {
            // After the limit come three dots.
            try require(text.unicodeScalars.count <= limit + 3, "an error's text has more than \(limit) code points")
            try requireHarmless(HarmlessText.shown(text))
            for secret in secrets { try require(!text.utf8.holds(secret), "an error shows a secret: \(text.excerpt)") }
        }
        return texts.reduce(0) { $0 + $1.0.utf8.count }
    }

    /// A shared config file, which is also a credentials file.
    ///
    /// Rules: it is the same with CR LF and with a comment at its end; an error is short and names a line of the file.
    static func checkConfig(_ bytes: [UInt8]) throws -> Int {
        func read(_ text: [UInt8]) throws(ConfigSyntaxError) -> SharedConfig {
            let file = SharedConfig.File(path: "config", text: text)
            return try SharedConfig(config: file, credentials: file)
        }
        let config: SharedConfig
        do throws(ConfigSyntaxError) {
            config = try read(bytes)
        } catch {
            try requireShort(error.message)
            let lines = bytes.count { $0 == 0x0A } + 1
            try require((1...lines).contains(error.line), "line \(error.line) is outside the file")
            return error.message.utf8.count
        }
        if let other = bytes.withCRLF {
            try require(try read(other) == config, "the settings differ with CR LF")
        }
        try require(try read(bytes + Array("\n# end\n".utf8)) == config, "the settings differ with a comment")
        return config.profiles.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }
    }

    /// A text of a service or a program that contains secrets.
    ///
    /// Rules: no secret that is known is left, at any place; no secret that is named is left; the result is harmless
    /// and does not change when it is cleaned again.
    static func checkRedaction(_ bytes: [UInt8]) throws -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        let shown = HarmlessText.shown(text)
        try requireHarmless(shown)
        try require(HarmlessText.shown(shown).hasSameBytes(as: shown), "cleaning twice differs")
        let harmless = ServiceText.harmless(text, limit: 300)
        try require(harmless.unicodeScalars.count <= 303, "a text has \(harmless.unicodeScalars.count) code points")

        let secret = "hush-4711"
        let half = bytes.count / 2
        let parts = [bytes.prefix(half), bytes.dropFirst(half)].map { String(decoding: $0, as: UTF8.self) }
        let known = Redaction.removing([secret], from: parts[0] + secret + parts[1])
        try require(!known.utf8.holds(secret), "a known secret is left: \(known.excerpt)")
        guard !text.utf8.holds("hush"), text.utf8.count < 50_000 else { return known.utf8.count }
        for named in ["https://me:hush@host/", "password: hush", "aws_secret_access_key = hush"] {
            let likely = Redaction.removingLikelySecrets(from: text + "\n" + named + "\n" + text)
            try require(!likely.utf8.holds("hush"), "a named secret is left: \(likely.excerpt)")
        }
        return known.utf8.count
    }
}
