import Testing

@testable import AWSSigning

/// The choices that the cases of botocore stay clear of (Tests/Conformance/signing/README.md), and the edges.
struct CanonicalRequestTests {
    private func canonical(
        path: String = "/",
        query: String = "",
        headers: [(name: String, value: String)] = [],
        options: SigningOptions = SigningOptions()
    ) -> [String] {
        let request = SigningRequest(method: "GET", path: path, query: query, headers: headers, body: [])
        return CanonicalRequest(request, options: options) { _ in true }.text
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func emptyRequest() {
        let hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(canonical() == ["GET", "/", "", "", "", hashOfNothing])
    }

    @Test(
        "A query in other escapes is the same query",
        arguments: [
            ("a=%2f", "a=%2F"), ("a=/", "a=%2F"), ("a=%41", "a=A"), ("a=%7E", "a=~"), ("a=+", "a=%2B"),
            ("a=b=c", "a=b%3Dc"), ("a", "a="), ("a=", "a="), ("=a", "=a"), ("&&a=1&", "a=1"), ("ü=é", "%C3%BC=%C3%A9"),
            ("a=%zz", "a=%25zz"), ("a=%4", "a=%254"), ("a=%", "a=%25"), ("a=%2", "a=%252"), ("a=%25", "a=%25"),
        ]
    )
    func query(sent: String, expected: String) {
        expectSame(canonical(query: sent)[2], expected)
    }

    @Test(
        "Parameters are sorted by their escaped bytes, then their values",
        arguments: [
            ("b=1&a=2", "a=2&b=1"), ("a=2&a=10&a=1", "a=1&a=10&a=2"), ("a=&B=&_=", "B=&_=&a="),
            ("ab=1&a=2&a-b=3", "a=2&a-b=3&ab=1"), ("~=1&%C3%BC=2", "%C3%BC=2&~=1"), ("a=1&a=1", "a=1&a=1"),
        ]
    )
    func order(sent: String, expected: String) {
        expectSame(canonical(query: sent)[2], expected)
    }

    @Test(
        arguments: [
            ("", "/", ""), ("/", "/", "/"), ("//", "/", "//"), ("/a//b/", "/a/b/", "/a//b/"),
            ("/a/./b/../c", "/a/c", "/a/./b/../c"), ("/../a", "/a", "/../a"), ("/a/..", "/", "/a/.."),
            ("/%20", "/%2520", "/%20"), ("/a%2Fb", "/a%252Fb", "/a%2Fb"), ("/%2e%2e/a", "/%252e%252e/a", "/%2e%2e/a"),
            ("/é", "/%C3%A9", "/é"), ("/a b", "/a%20b", "/a b"), ("/a=b:c", "/a%3Db%3Ac", "/a=b:c"),
        ]
    )
    func path(sent: String, expected: String, forS3: String) {
        expectSame(canonical(path: sent)[1], expected)
        let options = SigningOptions(normalizesPath: false, encodesPathTwice: false, signsBodyHeader: true)
        expectSame(canonical(path: sent, options: options)[1], forS3.isEmpty ? "/" : forS3)
    }

    @Test("Values of one name are joined in the order in which they are sent")
    func repeatedHeader() {
        let lines = canonical(headers: [
            (name: "N", value: "2"), (name: "A", value: "x"), (name: "n", value: " 1 "), (name: "N", value: ""),
        ])
        #expect(Array(lines[3...]).dropLast() == ["a:x", "n:2,1,", "", "a;n"])
    }

    @Test("Only ASCII white space is collapsed, and only ASCII letters are made small")
    func otherScripts() {
        let lines = canonical(headers: [
            (name: "X-\u{212A}", value: "a\u{A0} \u{A0}b"), (name: "X-K", value: " \t\u{0B}\u{0C}a\r\n b "),
        ])
        expectSame(lines[3], "x-k:a b")
        expectSame(lines[4], "x-\u{212A}:a\u{A0} \u{A0}b")
    }

    @Test("Names are sorted by bytes")
    func headerOrder() {
        let headers = ["aB", "a_b", "a-b", "A", "a1"].map { (name: $0, value: "") }
        #expect(canonical(headers: headers).dropLast().last == "a;a-b;a1;a_b;ab")
    }
}
