import AWSSigning
import Testing

struct SignerTests {
    @Test("Long-term credentials add the date and the signature")
    func longTermCredentials() {
        let signed = sign()
        #expect(signed.headers.map(\.name) == ["x-amz-date", "authorization"])
        #expect(signed.value(of: "x-amz-date") == "20261123T200007Z")
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/rekognition/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=\(signed.signature)"
        expectSame(signed.value(of: "authorization") ?? "none", authorization)
        #expect(signed.signature.utf8.count == 64)
        #expect(signed.signature.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }

    @Test("A session token is sent and signed")
    func sessionToken() {
        let signed = sign(token: "token/+==")
        #expect(signed.headers.map(\.name) == ["x-amz-date", "x-amz-security-token", "authorization"])
        #expect(signed.value(of: "x-amz-security-token") == "token/+==")
        #expect(signed.canonicalRequest.contains("\nx-amz-security-token:token/+==\n"))
        #expect(signed.value(of: "authorization")?.contains(";x-amz-security-token;") == true)
        #expect(signed.signature != sign(token: "other").signature)
    }

    @Test("S3 wants the hash of the body as a header")
    func bodyHeader() {
        let signed = sign(options: SigningOptions(signsBodyHeader: true))
        let hash = signed.canonicalRequest.split(separator: "\n").last.map(String.init)
        #expect(signed.value(of: "x-amz-content-sha256") == hash)
        #expect(signed.value(of: "authorization")?.contains(";x-amz-content-sha256;") == true)
    }

    @Test("Headers of an earlier signature are replaced, in any case")
    func earlierAttempt() {
        let stale =
            call
            .adding("X-Amz-Date", "20150830T123600Z").adding("AUTHORIZATION", "AWS4-HMAC-SHA256 old")
            .adding("X-Amz-Security-Token", "old").adding("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        let (again, fresh) = (sign(stale), sign())
        expectSame(again.canonicalRequest, fresh.canonicalRequest)
        #expect(again.headers.map(\.name) == fresh.headers.map(\.name))
        #expect(again.headers.map(\.value) == fresh.headers.map(\.value))
    }

    @Test("Each attempt has its own time and signature")
    func time() {
        #expect(sign(at: now).signature != sign(at: now + 1).signature)
        // 20261123T235959Z and the second after it: the scope's day and the date come from one instant.
        let midnight = now + 14_392
        let (before, after) = (sign(at: midnight), sign(at: midnight + 1))
        #expect(before.value(of: "x-amz-date") == "20261123T235959Z")
        #expect(before.stringToSign.contains("\n20261123/us-east-1/"))
        #expect(after.value(of: "x-amz-date") == "20261124T000000Z")
        #expect(after.stringToSign.contains("\n20261124/us-east-1/"))
    }

    @Test(
        "What proxies and HTTP libraries add or change stays out of the signature",
        arguments: [
            "Authorization", "Connection", "Content-Length", "Expect", "Keep-Alive", "Proxy-Authenticate",
            "Proxy-Authorization", "Sec-WebSocket-Key", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
            "X-Amzn-Trace-Id",
        ]
    )
    func unsigned(name: String) {
        #expect(sign(call.adding(name, "1")).signature == sign().signature)
    }

    @Test(
        "Every other header is signed",
        arguments: ["Date", "Accept", "Amz-Sdk-Request", "X-Amzn-Other", "X-Amz-Meta-Note", "Content-Lengths"]
    )
    func signed(name: String) {
        let signed = sign(call.adding(name, " a   b "))
        #expect(signed.canonicalRequest.contains("\n\(name.lowercased()):a b\n"))
    }

    @Test("Printing what was signed prints no token")
    func printing() {
        let signed = sign(token: "TOKEN")
        var dumped = ""
        dump(signed, to: &dumped)
        for text in ["\(signed)", String(reflecting: signed), "\([signed])", dumped] {
            #expect(!text.contains("TOKEN"))
            #expect(text.contains("x-amz-security-token"))
        }
    }
}
