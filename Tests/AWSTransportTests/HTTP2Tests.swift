import AWSRuntime
import AWSTransport
import Testing

/// HTTP/2, where the server chooses it: no less certain than HTTP/1.1.
@Suite(.timeLimit(.minutes(30)))
struct HTTP2Tests {
    private func trusting(
        _ certificate: TestCertificate,
        change: (inout TransportSettings) -> Void = { _ in }
    ) -> TransportSettings {
        .test {
            $0.caBundle = CABundle(path: certificate.file, source: "a test")
            change(&$0)
        }
    }

    @Test func requestsShareAConnection() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withHTTP2Server(certificate, streams: 3) { _ in
            .answer
        } _: { server async throws in
            try await AWSTransport.withTransport(trusting(certificate)) { transport async throws in
                let request = try request("https://localhost:\(server.port)")
                let response = try await transport.send(request)
                #expect(response.status == 200)
                #expect(response.header("x-amzn-requestid") == "42")
                #expect(response.body == Array("{}".utf8))
                try await withThrowingTaskGroup { group in
                    for _ in 0..<20 { group.addTask { try await transport.send(request).status } }
                    for try await status in group { #expect(status == 200) }
                }
            }
            #expect(server.log.requests.count == 21)
            #expect(server.log.connections == 1)
            #expect(server.log.requests.first?.hasPrefix("POST / HTTP/2") == true)
            #expect(server.log.requests.first?.hasSuffix("{\"a\":1}") == true)
            #expect(server.log.requests.first?.contains("localhost:\(server.port)") == true)
        }
    }

    /// Whatever ends a request that was sent: it may have been carried out, and it is not sent again.
    @Test(arguments: [StreamBehaviour.reset, .close, .goAway])
    func anAnswerThatIsLost(behaviour: StreamBehaviour) async throws {
        let certificate = try await TestCertificate.localhost()
        try await withHTTP2Server(certificate) { connection in
            connection == 1 ? behaviour : .answer
        } _: { server async throws in
            try await AWSTransport.withTransport(trusting(certificate)) { transport async throws in
                let request = try request("https://localhost:\(server.port)")
                let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
                guard case .connectionLost? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
            #expect(server.log.requests.count == 1)
            #expect(server.log.connections == 1)
        }
    }

    @Test func afterAGoAwayThereIsANewConnection() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withHTTP2Server(certificate) { connection in
            connection == 1 ? .goAway : .answer
        } _: { server async throws in
            try await AWSTransport.withTransport(trusting(certificate)) { transport async throws in
                let request = try request("https://localhost:\(server.port)")
                await #expect(throws: TransportError.self) { try await transport.send(request) }
                #expect(try await transport.send(request).status == 200)
            }
            #expect(server.log.requests.count == 2)
            #expect(server.log.connections == 2)
        }
    }

    @Test func requestsAtOnceToAnotherHost() async throws {
        let certificate = try await TestCertificate.address()
        try await withHTTP2Server(certificate) { _ in
            .answer
        } _: { server async throws in
            try await expectOnlyRefusals(of: request("https://localhost:\(server.port)"), trusting(certificate))
            #expect(server.log.requests.isEmpty)
        }
    }

    /// A connection over which nothing comes any more is left alone.
    @Test func afterATimeoutThereIsANewConnection() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withHTTP2Server(certificate) { connection in
            connection == 1 ? .hang : .answer
        } _: { server async throws in
            try await AWSTransport.withTransport(trusting(certificate)) { transport async throws in
                var request = try request("https://localhost:\(server.port)")
                request.timeout = .seconds(2)
                await #expect(throws: TransportError.timedOut("it was not complete within 2 s")) {
                    try await transport.send(request)
                }
                request.timeout = .seconds(30)
                #expect(try await transport.send(request).status == 200)
            }
            #expect(server.log.connections == 2)
        }
    }

    @Test func cancellationEndsTheStream() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withHTTP2Server(certificate) { _ in
            .hang
        } _: { server async throws in
            try await AWSTransport.withTransport(trusting(certificate)) { transport async throws in
                let request = try request("https://localhost:\(server.port)")
                let call = Task { try await transport.send(request) }
                #expect(try await eventually { server.log.requests.count == 1 })
                call.cancel()
                await #expect(throws: TransportError.cancelled) { try await call.value }
                #expect(try await eventually { server.log.closed == 1 })
            }
        }
    }
}
