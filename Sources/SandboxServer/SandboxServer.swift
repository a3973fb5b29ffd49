import AWSSigning
import HTTPTypes
package import Host
import Hummingbird
import LibC
import Logging
import NIOCore
import Program
package import Sandbox
import Text

/// The emulated service over HTTP on the loopback interface, for any AWS client, and the part of STS that gives the
/// credentials of other accounts.
package struct SandboxServer: Sendable {
    /// The key pair of the sandbox's own account.
    package struct Keys: Sendable {
        package var accessKeyID: String
        package var secretAccessKey: String

        package init(accessKeyID: String, secretAccessKey: String) {
            self.accessKeyID = accessKeyID
            self.secretAccessKey = secretAccessKey
        }

        /// The pair of the examples in AWS's documentation.
        package static let example = Keys(
            accessKeyID: SandboxServeOptions.exampleKeys.accessKeyID,
            secretAccessKey: SandboxServeOptions.exampleKeys.secretAccessKey
        )
    }

    /// Which roles clients may assume.
    package struct Roles: Sendable {
        /// Nil: every role of every account.
        package var assumable: [AssumableRole]?
        /// In seconds, instead of what AssumeRole asks for; nil: as asked for.
        package var sessionDuration: Int?

        package init(assumable: [AssumableRole]? = nil, sessionDuration: Int? = nil) {
            self.assumable = assumable
            self.sessionDuration = sessionDuration
        }
    }

    /// What clients may use.
    package struct Limits: Sendable {
        /// How long a connection without a request stays open. A head that is not complete is no request.
        package var idle: Duration = .seconds(30)
        /// For a request with its body, and the answer.
        package var exchange: Duration = .seconds(30)
        /// At the same time. One client of rekon has at most 64.
        package var connections = 128

        package init() {}
    }

    private let engine: SandboxEngine
    private let keys: Keys
    private let issuer = SessionIssuer()
    private let roles: Roles
    private let limits: Limits
    private let wallClock: any WallClock

    /// The longest body of a request, in bytes.
    private static let bodyLimit = 1_048_576

    package init(
        engine: SandboxEngine,
        keys: Keys = .example,
        roles: Roles = Roles(),
        limits: Limits = Limits(),
        wallClock: any WallClock = SystemWallClock()
    ) {
        self.engine = engine
        self.keys = keys
        self.roles = roles
        self.limits = limits
        self.wallClock = wallClock
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - port: 0: a free port.
    ///   - onListening: gets the port when the server is ready.
    /// - Throws: `SandboxServerError`, `CancellationError`.
    package func run(port: Int, onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var logger = Logger(label: "rekon.sandbox")
        logger.logLevel = .critical
        let counter = ConnectionGuard.Counter()
        let application = Application(
            responder: Responder(server: self),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionGuard(limits, counter)])
            ),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger
        )
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch {
            try Task.checkCancellation()
            throw SandboxServerError(error, port: port)
        }
    }

    // MARK: Requests

    private struct Responder: HTTPResponder {
        typealias Context = BasicRequestContext

        let server: SandboxServer

        func respond(to request: Request, context: Context) async throws -> Response {
            await server.answer(request)
        }
    }

    private func answer(_ request: Request) async -> Response {
        if let refusal = request.foreignHost { return response(refusal) }
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: Self.bodyLimit).readableBytesView)
        } catch {
            return response(.error(code: "SerializationException", message: "The body is too long.", status: 413))
        }
        if request.method == .post, request.isQuery(body) { return response(tokenService(request, body)) }
        guard request.method == .post, let target = request.headers[.amzTarget] else {
            return response(.error(code: "UnknownOperationException", message: "X-Amz-Target is missing.", status: 404))
        }
        let parts = target.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, parts[0] == "RekognitionService" else {
            return response(.error(code: "UnknownOperationException", message: "The target names another service."))
        }
        switch verify(request, body, service: "rekognition") {
        case .failure(let problem):
            return response(.error(code: problem.code, message: problem.message))
        case .success(let signer):
            return response(
                await engine.respond(
                    to: String(parts[1]),
                    body,
                    region: signer.region,
                    account: signer.session?.role.account
                )
            )
        }
    }

    private func tokenService(_ request: Request, _ body: [UInt8]) -> SandboxResponse {
        do {
            let signer: Signer
            switch verify(request, body, service: "sts") {
            case .failure(let problem): throw SecurityTokenService.Refusal(problem)
            case .success(let verified): signer = verified
            }
            let caller = SecurityTokenService.Caller(
                account: try signer.session?.role.account ?? engine.ownAccount,
                partition: SandboxEngine.partition(of: signer.region),
                session: signer.session
            )
            let service = SecurityTokenService(issuer: issuer, roles: roles)
            let answer = try service.answer(body, from: caller, at: wallClock.now.seconds)
            return SandboxResponse(status: 200, body: Array(answer.text.utf8))
        } catch {
            let refusal =
                error as? SecurityTokenService.Refusal
                ?? SecurityTokenService.Refusal(code: "InternalFailure", message: "\(error)", status: 500)
            return SandboxResponse(status: refusal.status, body: Array(XMLElement.error(refusal).text.utf8))
        }
    }

    // MARK: Signatures

    /// Who signed a request, and for which region.
    private struct Signer {
        var region: String
        /// Nil for the sandbox's own keys.
        var session: RoleSession?
    }

    private func verify(
        _ request: Request,
        _ body: [UInt8],
        service: String
    ) -> Result<Signer, CredentialProblem> {
        let token = request.headers[.amzSecurityToken]
        let session = token.flatMap(issuer.session(ofToken:))
        let now = wallClock.now.seconds
        let verifier = SigV4Verifier(service: service) { [keys, issuer] id in
            if let session { return id == session.accessKeyID ? issuer.secret(of: session) : nil }
            // A token is not for the keys of a user.
            return id == keys.accessKeyID && token == nil ? keys.secretAccessKey : nil
        }
        return verifier.verify(request.signingRequest(body), at: now)
            .mapError { CredentialProblem.signature($0) }
            .flatMap { scope in
                if let session, session.expiration <= now { return .failure(.expired) }
                let isForeign = session.map { $0.role.partition != SandboxEngine.partition(of: scope.region) } ?? false
                return isForeign
                    ? .failure(.signature(.unknownKey)) : .success(Signer(region: scope.region, session: session))
            }
    }

    private func response(_ answer: SandboxResponse) -> Response {
        var headers = HTTPFields()
        // JSON starts with a brace.
        headers[.contentType] = answer.body.first == UInt8(ascii: "<") ? "text/xml" : "application/x-amz-json-1.1"
        headers[.amznRequestID] = uuid(ofRandomBytes: (0..<16).map { _ in .random(in: .min ... .max) })
        return Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}

extension HTTPField.Name {
    fileprivate static var amzTarget: HTTPField.Name? { HTTPField.Name("x-amz-target") }
    fileprivate static var amzSecurityToken: HTTPField.Name? { HTTPField.Name("x-amz-security-token") }
    fileprivate static var amznRequestID: HTTPField.Name? { HTTPField.Name("x-amzn-requestid") }
}

extension HTTPFields {
    fileprivate subscript(name: HTTPField.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}

extension Request {
    /// Whether the request is of the query protocol. Some clients call every body a form.
    fileprivate func isQuery(_ body: [UInt8]) -> Bool {
        headers[.amzTarget] == nil && headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true
            && body.holds("Action=")
    }

    /// Why the request is not for this server; nil where it is.
    ///
    /// A web page can give its own name the address 127.0.0.1 (DNS rebinding). The browser then lets the page read the
    /// answers of this server, but it still sends the page's name as `Host`.
    fileprivate var foreignHost: SandboxResponse? {
        // The server library moves the first `Host` to the authority.
        let more = HTTPField.Name("host").map { headers[values: $0] } ?? []
        guard let authority = head.authority, more.isEmpty else {
            return .error(
                code: "AccessDeniedException",
                message: "The request must have exactly one Host header.",
                status: 400
            )
        }
        guard !authority.namesThisMachine else { return nil }
        return .error(
            code: "AccessDeniedException",
            message: "The Host of the request must be localhost, an address of 127.0.0.0/8 or [::1].",
            status: 403
        )
    }

    /// The request as signed: the server library moves the `Host` header to the authority.
    fileprivate func signingRequest(_ body: [UInt8]) -> SigningRequest {
        let target = (head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = head.headerFields.map { (name: $0.name.rawName, value: $0.value) }
        if let authority = head.authority { headers.append((name: "host", value: authority)) }
        return SigningRequest(
            method: method.rawValue,
            path: String(target[0]),
            query: target.count > 1 ? String(target[1]) : "",
            headers: headers,
            body: body
        )
    }
}

extension String {
    /// Whether it is `localhost` or a loopback address, with or without a port. Names are not resolved.
    var namesThisMachine: Bool {
        var host = self[...]
        // The colons of an IPv6 address are in brackets.
        if let colon = lastIndex(of: ":"), !self[colon...].contains("]") {
            guard self[index(after: colon)...].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
            host = self[..<colon]
        }
        return host.contains(":") == host.hasPrefix("[") && !host.contains("%")
            && IPAddress.isLoopback(host: String(host))
    }
}

/// The reason why the server does not run, and what to do.
package struct SandboxServerError: Error, Sendable, Equatable {
    package var message: String
    package var help: String?

    /// - Parameter port: the requested port.
    init(_ error: any Error, port: Int) {
        let address = "port \(port) of 127.0.0.1"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            message = "\(address) is used by another process"
            help = "choose another --port, or 0 for a free one"
        case EACCES, EPERM:
            message = "this user may not listen on \(address)"
            help = "choose a --port above 1023, or 0 for a free one"
        case EMFILE, ENFILE:
            message = "too many files are open: the server cannot listen on \(address)"
            help = "raise the limit (ulimit -n)"
        case let number?:
            message = "the server cannot listen on \(address): \(unsafe String(cString: strerror(number)))"
        case nil:
            message = "the server on \(address) ended: \(error)"
        }
    }
}
