import Testing

@testable import AWSSigning

/// The verifier accepts what the signer signed, and nothing else.
struct VerifierTests {
    private let verifier = SigV4Verifier(service: "rekognition") { $0 == "AKIDEXAMPLE" ? "secret" : nil }

    private func problem(_ request: SigningRequest, at time: Int64 = now) -> SignatureProblem? {
        if case .failure(let problem) = verifier.verify(request, at: time) { problem } else { nil }
    }

    private var received: SigningRequest { call.with(sign()) }

    @Test func accepts() throws {
        let scope = SigV4Verifier.Scope(accessKeyID: "AKIDEXAMPLE", region: "us-east-1", service: "rekognition")
        #expect(verifier.verify(received, at: now) == .success(scope))
        #expect(verifier.verify(call.with(sign(token: "token")), at: now) == .success(scope))
        let tokyo = verifier.verify(call.with(sign(region: "ap-northeast-1")), at: now)
        #expect(try tokyo.get().region == "ap-northeast-1", "the region is the client's choice, and told")
    }

    @Test("Unsigned headers may change")
    func unsignedHeaders() {
        let sent = call.adding("User-Agent", "a").adding("Connection", "close")
        let arrived = sent.with(sign(sent)).setting("User-Agent", "b").removing("Connection")
        #expect(problem(arrived.adding("Content-Length", "18").adding("Via", "1.1 proxy")) == nil)
    }

    @Test("Names in other cases, and other white space in values, are the same request")
    func spelling() {
        let target = received.value(of: "X-Amz-Target")
        #expect(problem(received.removing("x-amz-target").adding("X-AMZ-TARGET", "  \(target) ")) == nil)
    }

    // MARK: Changed after signing

    @Test func changedRequest() {
        var changes = Array(repeating: received, count: 6)
        changes[0].body.append(0x20)
        changes[1].body = []
        changes[2].method = "GET"
        changes[3].path = "/x"
        changes[4].query = "a=1"
        changes[5] = received.setting("Host", "rekognition.us-east-2.amazonaws.com")
        #expect(changes.map { problem($0) } == Array(repeating: .wrongSignature, count: 6))
    }

    @Test(
        "A signed header that was changed, or came once more, is another request",
        arguments: ["Content-Type", "Host", "X-Amz-Target"]
    )
    func changedHeader(name: String) {
        #expect(problem(received.setting(name, received.value(of: name) + "x")) == .wrongSignature)
        #expect(problem(received.adding(name, received.value(of: name))) == .wrongSignature)
        #expect(problem(received.adding(name, "")) == .wrongSignature)
    }

    @Test("A session token cannot be exchanged, dropped or added")
    func changedToken() {
        let temporary = call.with(sign(token: "token"))
        #expect(problem(temporary.setting("X-Amz-Security-Token", "other")) == .wrongSignature)
        #expect(code(temporary.removing("X-Amz-Security-Token")) == "IncompleteSignatureException")
        #expect(
            problem(received.adding("X-Amz-Security-Token", "t"))
                == .incomplete("SignedHeaders must have 'x-amz-security-token'.")
        )
    }

    @Test func changedDate() {
        #expect(problem(received.setting("X-Amz-Date", "20261123T200008Z")) == .wrongSignature)
        #expect(problem(received.setting("X-Amz-Date", "20261122T200007Z")) == .wrongDay)
        let unreadable = SignatureProblem.incomplete("X-Amz-Date must be a time like 20261231T235959Z.")
        #expect(problem(received.setting("X-Amz-Date", "Mon, 23 Nov 2026 20:00:07 GMT")) == unreadable)
        #expect(problem(received.removing("X-Amz-Date")) == unreadable)
    }

    // MARK: Signed headers

    @Test("A signed header that is missing")
    func missingHeader() {
        let problem = problem(received.removing("Content-Type"))
        #expect(
            problem
                == .incomplete("SignedHeaders must be names of headers that are sent, in small letters and sorted.")
        )
    }

    @Test("The host and AWS's own headers must be signed where they are sent")
    func mustBeSigned() {
        let hostless = call.removing("Host")
        #expect(
            problem(hostless.with(sign(hostless)).adding("Host", "h")) == .incomplete("SignedHeaders must have 'host'.")
        )
        #expect(problem(hostless.with(sign(hostless))) == .incomplete("SignedHeaders must have 'host'."))
        #expect(
            problem(received.adding("X-AMZ-Meta-Note", "x"))
                == .incomplete("SignedHeaders must have 'x-amz-meta-note'.")
        )
    }

    @Test(
        "The list of signed headers must be in its one form",
        arguments: [
            "host;content-type;x-amz-date;x-amz-target", "Content-Type;host;x-amz-date;x-amz-target",
            "content-type;host;host;x-amz-date;x-amz-target", ";content-type;host;x-amz-date;x-amz-target",
            "content-type;;host;x-amz-date;x-amz-target", "content-type;host;x-amz-date;x-amz-target;zzz",
            "content-type;host;x-amz-date;x-amz-target;", "content-type,host,x-amz-date,x-amz-target", "host",
        ]
    )
    func listOfSignedHeaders(list: String) {
        let authorization = received.value(of: "Authorization")
            .replacing("content-type;host;x-amz-date;x-amz-target", with: list)
        #expect(code(received.setting("Authorization", authorization)) == "IncompleteSignatureException")
    }

    @Test("A header that is not in the list changes the signature")
    func shorterList() {
        let authorization = received.value(of: "Authorization").replacing("=content-type;", with: "=")
        #expect(problem(received.setting("Authorization", authorization)) == .wrongSignature)
    }

    @Test("A repeated header is refused", arguments: ["Authorization", "X-Amz-Date"])
    func duplicates(name: String) {
        let twice = SignatureProblem.incomplete("\(name) must come only once.")
        #expect(problem(received.adding(name, received.value(of: name))) == twice)
        #expect(problem(received.adding(name.uppercased(), "")) == twice)
    }

    // MARK: Scope, time and key

    @Test func scope() {
        #expect(problem(call.with(sign(service: "sts"))) == .wrongService("rekognition"))
        for (part, problem) in [
            ("/us-east-1/", SignatureProblem.wrongSignature), ("/rekognition/", .wrongService("rekognition")),
            ("/20261123/", .wrongDay),
        ] {
            let authorization = received.value(of: "Authorization").replacing(part, with: "/other/")
            #expect(self.problem(received.setting("Authorization", authorization)) == problem)
        }
    }

    @Test("A signature is valid for five minutes before and after its time")
    func time() {
        #expect(problem(received, at: now + 300) == nil)
        #expect(problem(received, at: now - 300) == nil)
        #expect(
            problem(received, at: now + 301)
                == .wrongTime(signed: "20261123T200007Z", server: "20261123T200508Z")
        )
        #expect(
            problem(received, at: now - 301)
                == .wrongTime(signed: "20261123T200007Z", server: "20261123T195506Z")
        )
        for extreme in [Int64.min, .max] {
            #expect(code(received, at: extreme) == "InvalidSignatureException")
        }
    }

    @Test func keys() {
        #expect(problem(call.with(sign(secret: "wrong"))) == .wrongSignature)
        let unknown = received.value(of: "Authorization").replacing("AKIDEXAMPLE", with: "AKIDOTHER")
        #expect(problem(received.setting("Authorization", unknown)) == .unknownKey)
    }

    @Test("Every digit of the signature counts")
    func signature() {
        let (authorization, signature) = (received.value(of: "Authorization"), sign().signature)
        let last = signature.hasSuffix("0") ? "1" : "0"
        for other in [
            String(signature.dropLast()), signature + "0", signature.dropLast() + last, signature.uppercased(), "x",
        ] {
            let changed = authorization.replacing(signature, with: other)
            #expect(problem(received.setting("Authorization", changed)) == .wrongSignature, "\(other)")
        }
    }

    private func code(_ request: SigningRequest, at time: Int64 = now) -> String? {
        problem(request, at: time)?.code
    }
}
