import AWSSigning
import Testing

private let key = "Credential=AKIDEXAMPLE/20261123/us-east-1/rekognition/aws4_request"

/// What the verifier answers to an `Authorization` header that is none, and in which words.
struct AuthorizationTests {
    private func problem(_ authorization: String?) -> SignatureProblem? {
        var request = call.with(sign())
        request = request.removing("Authorization")
        if let authorization { request = request.adding("Authorization", authorization) }
        let verifier = SigV4Verifier(service: "rekognition") { _ in "secret" }
        if case .failure(let problem) = verifier.verify(request, at: now) { return problem } else { return nil }
    }

    @Test func missing() {
        #expect(problem(nil) == .missing)
    }

    @Test(
        "Another scheme",
        arguments: [
            "", " ", "AWS4-HMAC-SHA256", "Bearer abc", "AWS4-ECDSA-P256-SHA256 Credential=a", "aws4-hmac-sha256 x",
            "AWS4-HMAC-SHA256\tCredential=a", "AWS4-HMAC-SHA256Credential=a", "Basic QUtJRDpzZWNyZXQ=",
        ]
    )
    func scheme(text: String) {
        #expect(problem(text) == .incomplete("Authorization must start with 'AWS4-HMAC-SHA256' and a space."))
    }

    @Test(
        "Parts that are none",
        arguments: [
            "x", "\(key), SignedHeaders, Signature=a", "\(key),", ", \(key)",
            "\(key), SignedHeaders=, Signature=a", "\(key) SignedHeaders=host, =a", ",,,",
        ]
    )
    func parts(fields: String) {
        #expect(
            problem("AWS4-HMAC-SHA256 \(fields)") == .incomplete("Authorization has a part that is not 'name=value'.")
        )
    }

    @Test(
        "A parameter that is missing is named",
        arguments: [
            ("SignedHeaders=host, Signature=a", "Credential"), ("\(key), Signature=a", "SignedHeaders"),
            ("\(key), SignedHeaders=host", "Signature"), ("credential=a, SignedHeaders=host", "Credential"),
        ]
    )
    func missingParameter(fields: String, name: String) {
        #expect(problem("AWS4-HMAC-SHA256 \(fields)") == .incomplete("Authorization requires '\(name)'."))
    }

    @Test func parameterTwice() {
        let twice = "AWS4-HMAC-SHA256 \(key), SignedHeaders=host, Signature=a, Signature=b"
        #expect(problem(twice) == .incomplete("Authorization has a parameter twice."))
    }

    @Test(
        "A credential has five parts, none of them empty",
        arguments: [
            "AKIDEXAMPLE", "AKIDEXAMPLE/20261123/us-east-1/rekognition", "/20261123/us-east-1/rekognition/aws4_request",
            "AKIDEXAMPLE/20261123//rekognition/aws4_request", "A/20261123/us-east-1/rekognition/aws5_request",
            "AKID/EXAMPLE/20261123/us-east-1/rekognition/aws4_request",
            "A/20261123/us-east-1/rekognition/aws4_request/",
        ]
    )
    func credential(text: String) {
        #expect(
            problem("AWS4-HMAC-SHA256 Credential=\(text), SignedHeaders=host, Signature=a")
                == .incomplete("Credential must be 'key/date/region/service/aws4_request'.")
        )
    }

    @Test("Spaces after the commas are optional")
    func spaces() {
        let header = sign().value(of: "authorization") ?? "none"
        #expect(problem(header) == nil)
        #expect(problem(header.replacing(", ", with: ",")) == nil)
        #expect(problem(header.replacing(", ", with: ",   ")) == nil)
    }

    @Test("Each problem has AWS's code and the next step")
    func codes() {
        let problems: [(SignatureProblem, String, String)] = [
            (.missing, "MissingAuthenticationTokenException", "has no Authorization header"),
            (.incomplete("X."), "IncompleteSignatureException", "X."),
            (.unknownKey, "UnrecognizedClientException", "is not known here"),
            (.wrongService("sts"), "InvalidSignatureException", "scoped to the service 'sts'"),
            (.wrongDay, "InvalidSignatureException", "not the day of X-Amz-Date"),
            (.wrongTime(signed: "A", server: "B"), "InvalidSignatureException", "signed at A"),
            (.wrongSignature, "InvalidSignatureException", "check the secret key"),
        ]
        for (problem, code, words) in problems {
            #expect(problem.code == code)
            #expect(problem.message.contains(words))
        }
    }
}
