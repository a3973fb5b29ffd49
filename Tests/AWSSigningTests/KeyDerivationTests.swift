import Testing

@testable import AWSSigning

struct KeyDerivationTests {
    private let scope = SignatureScope(day: "20150830", region: "us-east-1", service: "iam")
    private let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private let stringToSign = """
        AWS4-HMAC-SHA256
        20150830T123600Z
        20150830/us-east-1/iam/aws4_request
        f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
        """

    @Test("The worked example of AWS's documentation of Signature Version 4 (ListUsers of IAM)")
    func workedExample() {
        #expect(
            scope.signature(of: stringToSign, secret: secret)
                == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        )
        let request = SigningRequest(
            method: "GET",
            path: "/",
            query: "Action=ListUsers&Version=2010-05-08",
            headers: [
                (name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8"),
                (name: "Host", value: "iam.amazonaws.com"),
            ],
            body: []
        )
        let signed = sign(request, secret: secret, service: "iam", at: 1_440_938_160)
        expectSame(signed.stringToSign, stringToSign)
        #expect(signed.signature == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    @Test("Each secret, day, region and service has another key")
    func ingredients() {
        var others = [scope, scope, scope]
        others[0].day = "20150831"
        others[1].region = "us-east-2"
        others[2].service = "sts"
        let signatures = ([scope] + others).map { $0.signature(of: stringToSign, secret: secret) }
        #expect(Set(signatures + [scope.signature(of: stringToSign, secret: secret + " ")]).count == 5)
    }

    @Test("The parts of a scope are separate")
    func parts() {
        let (one, other) = (
            SignatureScope(day: "20150830", region: "ab", service: "c"),
            SignatureScope(day: "20150830", region: "a", service: "bc")
        )
        #expect(one.signature(of: "x", secret: secret) != other.signature(of: "x", secret: secret))
    }
}
