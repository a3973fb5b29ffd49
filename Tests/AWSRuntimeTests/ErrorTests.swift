import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct ErrorTests {
    @Test(
        "The code and the message, in all their forms",
        arguments: [
            ("{\"__type\":\"com.amazonaws.x#FooError:http://x/\",\"message\":\"m\"}", nil, "FooError", "m"),
            ("{\"code\":\"FooError\",\"Message\":\"m\"}", nil, "FooError", "m"),
            ("{\"message\":\"m\"}", "FooError:http://x/", "FooError", "m"),
            ("", "FooError", "FooError", ""),
            ("{\"__type\":\"A\",\"message\":7}", nil, "A", ""),
            ("{\"__type\":\"A\",\"message\":\"one\\u001b[31m\\ntwo\"}", nil, "A", "one [31m two"),
        ] as [(String, String?, String, String)]
    )
    func bodies(body: String, header: String?, code: String, message: String) throws {
        let response = HTTPResponse(
            status: 400,
            headers: header.map { [(name: "X-Amzn-ErrorType", value: $0)] } ?? [],
            body: Array(body.utf8)
        )
        let error = try #require(ServiceError(json: response)).shown(without: [])
        #expect(error.code == code)
        #expect(error.message == message)
    }

    @Test("An answer of another server has no code", arguments: ["", "<html>", "{\"a\":1}", "[]", "{\"__type\":\"\"}"])
    func foreign(body: String) {
        #expect(ServiceError(json: HTTPResponse(status: 500, body: Array(body.utf8))) == nil)
    }

    @Test("The text of a page is not shown, and neither is a content type that is none")
    func pages() {
        let page = HTTPResponse(
            status: 502,
            headers: [(name: "content-type", value: "text/HTML; charset=hush")],
            body: Array("hush".utf8)
        )
        #expect(page.summary == "status 502 (text/html)")
        #expect(
            HTTPResponse(status: 502, headers: [(name: "content-type", value: "a b")]).summary == "status 502, no text"
        )
    }

    @Test("The debug log shows the text of a page without likely secrets, and never that of an answer with keys")
    func pagesInTheLog() async throws {
        let world = try ScriptedWorld(.page(403, "<html>Blocked\nuser https://me:pw@proxy/\ncookie: hush"))
        let error = try #require(await world.failure())
        #expect(error.cause == .unreadableResponse("status 403 (text/html)"))
        #expect(world.log.text.contains("  | <html>Blocked\n  | user https://[redacted]@proxy/\n  | cookie[redacted]"))
        let run = TestRun(
            config: "[default]\nrole_arn = arn:aws:iam::111122223333:role/w\nweb_identity_token_file = /web\n",
            files: ["/web": "token"],
            answers: [.page(403, "plain")]
        )
        #expect(await run.complaint().contains("status 403"))
        #expect(run.log.text.contains("the text of the answer is not shown") && !run.log.text.contains("plain"))
    }

    @Test("A redirect shows only the host of its location")
    func redirects() {
        func summary(_ location: String) -> String {
            HTTPResponse(status: 302, headers: [(name: "Location", value: location)]).summary
        }
        #expect(
            summary("https://me:pw@login.example:8443/x?token=1")
                == "status 302, a redirect to login.example:8443, no text"
        )
        #expect(summary("//login.example") == "status 302, a redirect to login.example, no text")
        #expect(summary("/login?token=1") == "status 302, no text")
        let page = HTTPResponse(
            status: 307,
            headers: [(name: "location", value: "https://a.example/"), (name: "content-type", value: "text/html")],
            body: Array("Moved".utf8)
        )
        #expect(page.summary == "status 307 (text/html), a redirect to a.example")
    }

    @Test("Encoded bodies are not shown as text")
    func encoded() {
        let page = HTTPResponse(
            status: 502,
            headers: [(name: "Content-Type", value: "text/html"), (name: "Content-Encoding", value: "gzip")],
            body: [0x1F, 0x8B, 8, 0]
        )
        #expect(page.summary == "status 502 (text/html), encoded as gzip, which was not requested")
    }

    @Test(
        "A code has the advice of its operation",
        arguments: [
            ("sts", "AssumeRole", "AccessDenied", "the external ID"),
            ("sts", "AssumeRoleWithWebIdentity", "ExpiredTokenException", "renew the file"),
            ("sts", "AssumeRoleWithWebIdentity", "AccessDenied", "trust policy"),
            ("awsssoportal", "GetRoleCredentials", "ForbiddenException", "assigned"),
            ("awsssoportal", "GetRoleCredentials", "UnauthorizedException", "`aws sso login`"),
            ("sts", "GetCallerIdentity", "ExpiredTokenException", "session has expired"),
            ("rekognition", "DescribeProjects", "AccessDeniedException", "rekognition:DescribeProjects"),
        ]
    )
    func adviceOfOperations(service: String, operation: String, code: String, part: String) {
        let error = AWSError(.service(code: code, message: "m"), operation: operation, service: service, host: "h")
        #expect(error.description.contains(part))
    }

    private func error(_ cause: AWSError.Cause, attempts: Int = 1, id: String? = nil) -> String {
        AWSError(
            cause,
            operation: "DescribeProjects",
            host: "rekognition.us-east-1.amazonaws.com",
            requestID: id,
            attempts: attempts
        ).description
    }

    @Test func texts() {
        #expect(
            error(.service(code: "AccessDeniedException", message: "User x may not."), id: "r-1") == """
                DescribeProjects was refused by rekognition.us-east-1.amazonaws.com with AccessDeniedException: User x \
                may not (request id r-1). Allow these credentials the action rekognition:DescribeProjects on the \
                resource, and check that it is in their account.
                """
        )
        #expect(
            error(.notConnected("connection refused"), attempts: 3) == """
                DescribeProjects: no connection to rekognition.us-east-1.amazonaws.com: connection refused \
                (3 attempts). Check the network, the proxy, and AWS_ENDPOINT_URL if it is set.
                """
        )
        #expect(error(.timedOut("60 s")).contains("no complete answer"))
        #expect(error(.connectionLost("reset")).contains("was lost before the answer was complete"))
        #expect(error(.unreadableResponse("status 200: <html>")).contains("instead of AWS"))
        #expect(error(.credentials("there are none.")) == "there are none.")
        #expect(error(.service(code: "WhoKnowsException", message: "")).hasSuffix("with WhoKnowsException."))
    }

    @Test(
        "Each code that a person can do something about has advice",
        arguments: [
            "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
            "ExpiredTokenException",
            "ResourceNotFoundException", "LimitExceededException", "ThrottlingException", "InternalServerError",
            "InvalidPaginationTokenException",
        ]
    )
    func advice(code: String) {
        let text = error(.service(code: code, message: "m"))
        #expect(text.split(separator: ". ").count == 2)
    }

    @Test("No error contains a secret")
    func secrets() async throws {
        let world = try ScriptedWorld(.error("InvalidSignatureException"), .page(200, "?"))
        for _ in 0..<2 {
            let error = try #require(await world.failure())
            let authorization = world.transport.requests[0].headers.first { $0.name == "authorization" }!.value
            let signature = String(authorization.split(separator: "Signature=").last!)
            for text in [error.description, "\(error)", String(reflecting: error)] {
                #expect(!text.contains("top-secret") && !text.contains("token-secret") && !text.contains(signature))
            }
        }
    }

    private func create(_ code: String, _ message: String = "") -> AWSError {
        AWSError(
            .service(code: code, message: message),
            operation: "CreateProjectVersion",
            service: "rekognition",
            host: "here",
            statusCode: 400
        )
    }

    // API: CreateProjectVersion, Errors; the last three are errors of other operations.
    @Test(
        "Every refusal of a training has advice",
        arguments: [
            "AccessDeniedException", "InternalServerError", "InvalidParameterException", "LimitExceededException",
            "ProvisionedThroughputExceededException", "ResourceInUseException", "ResourceNotFoundException",
            "ServiceQuotaExceededException", "ThrottlingException", "InvalidS3ObjectException",
            "ResourceNotReadyException", "ValidationException",
        ]
    )
    func refusedTraining(code: String) {
        let parts = create(code, "No.").description.split(separator: ": No. ")
        #expect(parts.count == 2 && parts[1].hasSuffix("."))
    }

    @Test("A denied action is the one that the message names")
    func deniedAction() {
        func action(_ message: String) -> String { create("AccessDeniedException", message).action }
        let start = "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: "
        #expect(action(start + "rekognition:TagResource on resource: arn:aws:x") == "rekognition:TagResource")
        #expect(action(start + "kms:GenerateDataKey") == "kms:GenerateDataKey")
        for odd in ["no action", start, start + "TagResource", start + "a:b:c", start + "a:", start + "a:\u{E9}"] {
            #expect(action(odd) == "rekognition:CreateProjectVersion")
        }
        #expect(create("AccessDeniedException", "No.").description.contains("rekognition:TagResource if the version"))
    }
}
