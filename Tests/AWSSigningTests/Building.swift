import AWSSigning

/// 2026-11-23T20:00:07Z.
let now: Int64 = 1_795_464_007

/// A call of Rekognition, before it is signed.
let call = SigningRequest(
    method: "POST",
    path: "/",
    query: "",
    headers: [
        (name: "Host", value: "rekognition.us-east-1.amazonaws.com"),
        (name: "Content-Type", value: "application/x-amz-json-1.1"),
        (name: "X-Amz-Target", value: "RekognitionService.DescribeProjects"),
    ],
    body: Array(#"{"MaxResults":100}"#.utf8)
)

func sign(
    _ request: SigningRequest = call,
    secret: String = "secret",
    token: String? = nil,
    region: String = "us-east-1",
    service: String = "rekognition",
    options: SigningOptions = SigningOptions(),
    at time: Int64 = now
) -> SignedRequest {
    SigV4Signer(
        credentials: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token),
        region: region,
        service: service,
        options: options
    ).sign(request, at: time)
}

extension SignedRequest {
    func value(of name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

extension SigningRequest {
    /// With the headers of a signature, as a server receives it.
    func with(_ signed: SignedRequest) -> SigningRequest {
        var received = self
        received.headers += signed.headers
        return received
    }

    func adding(_ name: String, _ value: String) -> SigningRequest {
        var changed = self
        changed.headers.append((name: name, value: value))
        return changed
    }

    func removing(_ name: String) -> SigningRequest {
        var changed = self
        changed.headers.removeAll { $0.name.lowercased() == name.lowercased() }
        return changed
    }

    func setting(_ name: String, _ value: String) -> SigningRequest {
        removing(name).adding(name, value)
    }

    /// The value of a header, which must be there.
    func value(of name: String) -> String {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value ?? "no \(name)"
    }
}
