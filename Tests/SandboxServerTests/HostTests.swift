import Testing

@testable import SandboxServer

struct HostTests {
    @Test(
        "Only names and addresses of this machine, with or without a port",
        arguments: [
            ("localhost", true), ("LOCALHOST:8080", true), ("127.0.0.1", true), ("127.9.8.7:1", true), ("[::1]", true),
            ("[::1]:8080", true), ("[0:0:0:0:0:0:0:1]", true), ("localhost:", true), ("", false), (":80", false),
            ("evil.test", false), ("127.0.0.1.evil.test", false), ("localhost.evil.test:80", false),
            ("128.0.0.1", false),
            ("10.0.0.1", false), ("0.0.0.0", false), ("[::2]", false), ("::1", false), ("127.1", false),
            ("2130706433", false), ("0x7f.0.0.1", false), ("localhost:80x", false), ("localhost:80:80", false),
            ("me@localhost", false), ("localhost/", false), ("127.0.0.1%evil", false), ("[::1%25lo]", false),
        ]
    )
    func hosts(authority: String, isThisMachine: Bool) {
        #expect(authority.namesThisMachine == isThisMachine)
    }
}
