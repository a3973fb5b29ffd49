import Testing

@testable import AWSSigning

/// The same request gets the same signature from botocore and from AWSSigning, byte for byte.
struct BotocoreTests {
    @Test("All the cases are there")
    func fixture() throws {
        #expect(try BotocoreCase.load().count == 300)
        #expect(Set(BotocoreCase.all.map(\.name)).count == 300)
    }

    @Test(arguments: BotocoreCase.all)
    func signs(_ botocore: BotocoreCase) {
        let signed = botocore.signed
        expectSame(signed.canonicalRequest, botocore.canonicalRequest)
        expectSame(signed.signature, botocore.signature)
        expectSame(signed.value(of: "authorization") ?? "none", botocore.authorization)
    }

    @Test("A signature of botocore is accepted, with the right secret only", arguments: BotocoreCase.all)
    func verifies(_ botocore: BotocoreCase) {
        var received = botocore.request
        received.headers += botocore.signed.headers.filter { $0.name != "authorization" }
        received.headers.append((name: "Authorization", value: botocore.authorization))
        let scope = SigV4Verifier.Scope(
            accessKeyID: botocore.accessKeyID,
            region: botocore.region,
            service: botocore.service
        )
        func result(secret: String) -> Result<SigV4Verifier.Scope, SignatureProblem> {
            SigV4Verifier(service: botocore.service, options: botocore.options) { _ in secret }
                .verify(received, at: botocore.time)
        }
        #expect(result(secret: botocore.secretAccessKey) == .success(scope))
        #expect(result(secret: botocore.secretAccessKey + "x") == .failure(.wrongSignature))
    }
}
