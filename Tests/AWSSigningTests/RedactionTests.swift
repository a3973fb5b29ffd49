import AWSSigning
import Testing

/// However credentials are printed, their secrets are not.
struct RedactionTests {
    private struct Holder {
        var name = "holder"
        var credentials: AWSCredentials
        var more: [AWSCredentials?]
    }

    private enum Choice {
        case some(AWSCredentials)
    }

    private let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "SECRET-hush",
        sessionToken: "TOKEN-hush"
    )

    /// Each way of printing a value.
    private func printed(_ value: Any) -> [String] {
        var (text, debugText, dumped) = ("", "", "")
        print(value, to: &text)
        debugPrint(value, to: &debugText)
        dump(value, to: &dumped)
        return [text, debugText, dumped, "\(value)", String(describing: value), String(reflecting: value)]
    }

    @Test("Alone and inside other values")
    func everyWay() {
        let optional: AWSCredentials? = credentials
        let holders: [Any] = [
            credentials, optional as Any, [credentials], [optional], ["key": credentials], (1, credentials),
            Holder(credentials: credentials, more: [credentials, nil]), Choice.some(credentials),
            Result<AWSCredentials, SignatureProblem>.success(credentials),
            SigV4Signer(credentials: credentials, region: "us-east-1", service: "rekognition"),
        ]
        for text in holders.flatMap(printed) {
            #expect(!text.contains("hush"), "\(text)")
        }
    }

    @Test("The key's id, which is no secret, is shown")
    func identity() {
        for text in printed(credentials) {
            #expect(text.contains("AKIDEXAMPLE"))
        }
        #expect("\(credentials)" == "AWSCredentials(AKIDEXAMPLE, redacted)")
        #expect("\([credentials])" == "[AWSCredentials(AKIDEXAMPLE, redacted)]")
    }

    @Test("A mirror shows only the key's id")
    func mirror() {
        let mirror = Mirror(reflecting: credentials)
        #expect(mirror.children.map(\.label) == ["accessKeyID"])
        #expect(mirror.children.map { "\($0.value)" } == ["AKIDEXAMPLE"])
        #expect(mirror.superclassMirror == nil)
    }

    @Test("Credentials with other secrets are not equal")
    func equality() {
        var other = credentials
        #expect(other == credentials)
        other.secretAccessKey += "x"
        #expect(other != credentials)
        other = AWSCredentials(
            accessKeyID: credentials.accessKeyID,
            secretAccessKey: credentials.secretAccessKey,
            sessionToken: nil
        )
        #expect(other != credentials)
    }

    @Test("A blank session token is none: it would be sent as an empty signed header")
    func blankToken() {
        for blank in ["", " ", "\t", " \t  "] {
            #expect(AWSCredentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: blank).sessionToken == nil)
        }
        #expect(AWSCredentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: " t").sessionToken == " t")
    }
}
