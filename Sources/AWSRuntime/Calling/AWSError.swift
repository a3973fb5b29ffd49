import Text

/// A call to an AWS service that did not succeed, after all its attempts.
package struct AWSError: Error, Sendable, Equatable {
    /// Why the last attempt failed.
    package enum Cause: Sendable, Equatable {
        /// The service's error code, without namespace, and its message.
        case service(code: String, message: String)
        /// No connection: nothing was sent.
        case notConnected(String)
        /// A part of the request or the whole was sent, and no complete answer came.
        case connectionLost(String)
        /// No complete answer in time.
        case timedOut(String)
        /// The answer is not in the service's protocol: a proxy's error page, a truncated body.
        case unreadableResponse(String)
        /// No usable credentials: nothing was sent.
        case credentials(String)
        /// No usable credentials for one account of several: nothing was sent. The text names the account.
        case account(String)
        /// The caller was cancelled.
        case cancelled
    }

    package var cause: Cause
    /// The API operation, as in `DescribeProjects`.
    package var operation: String
    /// The service's name in signatures, as in `rekognition`.
    package var service: String
    /// The host of the request, with a port that is not the default.
    package var host: String
    /// The HTTP status of the last answer.
    package var statusCode: Int?
    /// `x-amzn-RequestId` of the last answer: AWS support needs it.
    package var requestID: String?
    /// The number of attempts.
    package var attempts: Int
    /// Whether the service may have carried out an attempt: its answer was lost, late, a 5xx that is not a throttle, or
    /// not provably the service's.
    package var mayHaveTakenEffect: Bool
    /// The region of the bucket by the answer of S3.
    package var bucketRegion: String?

    package init(
        _ cause: Cause,
        operation: String,
        service: String = "rekognition",
        host: String,
        statusCode: Int? = nil,
        requestID: String? = nil,
        attempts: Int = 1,
        mayHaveTakenEffect: Bool = false,
        bucketRegion: String? = nil
    ) {
        self.cause = cause
        self.operation = operation
        self.service = service
        self.host = host
        self.statusCode = statusCode
        self.requestID = requestID
        self.attempts = attempts
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.bucketRegion = bucketRegion
    }

    /// The service's error code, if the service answered.
    package var code: String? {
        if case .service(let code, _) = cause { code } else { nil }
    }
}

extension AWSError {
    /// Whether the service refused the call because of too many calls, and did nothing.
    package var isThrottle: Bool { !mayHaveTakenEffect && RetryRules(service: service).isThrottling(cause) }
}

extension AWSError: CustomStringConvertible {
    /// What happened, where, and what to do, in one paragraph.
    package var description: String {
        var text = happening
        var facts: [String] = []
        if let requestID { facts.append("request id \(requestID)") }
        if attempts > 1 { facts.append("\(attempts) attempts") }
        if !facts.isEmpty { text += " (\(facts.joined(separator: ", ")))" }
        return text + "." + (advice.map { " \($0)." } ?? "")
    }

    private var happening: String {
        switch cause {
        case .service(let code, let message):
            "\(operation) was \(isDoubtful ? "answered" : "refused") by \(host) with \(code)"
                + (message.isEmpty ? "" : ": \(message.withoutStop)")
        case .notConnected(let reason):
            "\(operation): no connection to \(host): \(reason)"
        case .connectionLost(let reason):
            "\(operation): the connection to \(host) was lost before the answer was complete: \(reason)"
        case .timedOut(let reason):
            "\(operation): no complete answer from \(host) in time: \(reason)"
        case .unreadableResponse(let text):
            "\(operation): the answer of \(host) is not from the service: \(text.withoutStop)"
        case .credentials(let text), .account(let text):
            text.withoutStop
        case .cancelled:
            "\(operation) was cancelled"
        }
    }

    /// Whether the answer looks like a refusal, but is not provably the service's.
    private var isDoubtful: Bool {
        mayHaveTakenEffect && attempts == 1 && statusCode.map { (300..<500).contains($0) } ?? false
    }

    /// What to do, without a full stop.
    private var advice: String? {
        switch cause {
        case .service(let code, _):
            roleAdvice(for: code) ?? createAdvice(for: code) ?? advice(for: code)
        case .notConnected:
            "Check the network, the proxy, and AWS_ENDPOINT_URL if it is set"
        case .connectionLost, .timedOut:
            "Run it again; if it fails again, check proxies and firewalls"
        case .unreadableResponse:
            "A proxy, a login page or a wrong endpoint may be answering instead of AWS; --debug shows its text"
        case .credentials, .account, .cancelled:
            nil
        }
    }

    /// Some codes have another meaning for the credentials of a role.
    private func roleAdvice(for code: String) -> String? {
        switch (service, operation, code) {
        case ("sts", "AssumeRole", "AccessDenied"), ("sts", "AssumeRole", "AccessDeniedException"):
            "The role's trust policy must allow these credentials, and they need sts:AssumeRole on the role; "
                + "check the external ID and the MFA device, if the trust policy asks for them"
        case ("sts", "AssumeRoleWithWebIdentity", "AccessDenied"),
            ("sts", "AssumeRoleWithWebIdentity", "AccessDeniedException"):
            "The role's trust policy must allow the identity provider, and the audience and subject of the token"
        case ("sts", "AssumeRoleWithWebIdentity", "ExpiredTokenException"),
            ("sts", "AssumeRoleWithWebIdentity", "ExpiredToken"):
            "The token in the token file has expired: renew the file"
        case (_, "GetRoleCredentials", "ForbiddenException"):
            "The role must be assigned to you in IAM Identity Center: check its name and the account; else run "
                + "`aws sso login` again"
        case (_, "GetRoleCredentials", "UnauthorizedException"), (_, "CreateToken", "UnauthorizedClientException"),
            (_, "CreateToken", "ExpiredTokenException"), (_, "CreateToken", "InvalidGrantException"):
            "Run `aws sso login` again"
        default:
            nil
        }
    }

    /// Some codes have another meaning, or another way out, for a training. The codes are the errors of
    /// CreateProjectVersion in the API model, and three that the API reference names for other operations.
    private func createAdvice(for code: String) -> String? {
        guard service == "rekognition", operation == "CreateProjectVersion" else { return nil }
        switch code {
        case "AccessDeniedException" where deniedAction == nil:
            return "Allow these credentials the action rekognition:CreateProjectVersion on the project, and "
                + "rekognition:TagResource if the version has tags; check that the project is in their account"
        case "InvalidParameterException", "ValidationException":
            return "The service does not accept a value, or the project does not allow it: run `rekon verify`, which "
                + "checks the manifests, the datasets, the feature, the output bucket and the key"
        case "InvalidS3ObjectException":
            return "The service cannot read a manifest, or cannot use the output bucket: run `rekon verify`, and check "
                + "the permissions of these credentials on both buckets"
        case "ResourceInUseException":
            return "No version with this name is visible: a version that is being deleted may hold the name, or the "
                + "project or a dataset is being changed. Run it again in some minutes, or use another name"
        case "ResourceNotReadyException":
            return "The project or a dataset is being created or changed: wait until `rekon verify` reports no "
                + "problem, and run it again"
        default:
            return nil
        }
    }

    /// The action in the message of a denial, as IAM writes it: `is not authorized to perform: SERVICE:ACTION on ...`.
    private var deniedAction: String? {
        guard case .service(_, let message) = cause, let start = message.utf8.place(of: "to perform: ")?.upperBound
        else { return nil }
        let action = message[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ":") }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...64).contains($0.utf8.count) }) else { return nil }
        return String(action)
    }

    /// The action that a policy must allow: that of the message, else that of the operation. Actions of S3 are not
    /// named like the operations.
    package var action: String {
        if let deniedAction { return deniedAction }
        return switch (service, operation) {
        case ("s3", "HeadObject"), ("s3", "GetObject"): "s3:GetObject"
        case ("s3", "HeadBucket"), ("s3", "ListObjectsV2"): "s3:ListBucket"
        default: "\(service):\(operation)"
        }
    }

    private func advice(for code: String) -> String? {
        switch code {
        case "AccessDeniedException", "AccessDenied", "Forbidden":
            "Allow these credentials the action \(action) on the resource, and check that it is in their "
                + "account"
        case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException":
            "The access key is not known: check the credentials, and that they belong to this partition"
        case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignatureException":
            "The secret key is probably wrong, or the clock of this machine is"
        case "ExpiredTokenException", "ExpiredToken":
            "The session has expired: get new credentials"
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture":
            "Set the clock of this machine"
        case "InvalidIdentityToken":
            "The web identity token is not accepted: check that it is current, and that the role trusts its provider"
        case "RegionDisabledException":
            "STS is not enabled in this region for the account: enable the region, or set AWS_REGION to another"
        case "ResourceNotFoundException":
            "It does not exist in this region and account: check the project's ARN"
        case "ServiceQuotaExceededException":
            "A quota is used up, such as the number of models in a project: delete old versions, or request a higher "
                + "quota"
        case "LimitExceededException":
            "A quota is used up, such as the number of trainings at the same time: wait until one ends, or request a "
                + "higher quota"
        case "ThrottlingException", "ProvisionedThroughputExceededException", "TooManyRequestsException":
            "Too many calls: run it again later, or request a higher quota of calls"
        case "InternalServerError", "ServiceUnavailableException":
            "The service has a problem: run it again later"
        case "InvalidPaginationTokenException":
            "The list changed while it was read: run it again"
        default:
            nil
        }
    }
}

extension String {
    fileprivate var withoutStop: String {
        hasSuffix(".") ? String(dropLast()) : self
    }
}
