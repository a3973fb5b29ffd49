import Host
import TestSupport
import Testing

@testable import AWSRuntime

struct XMLTests {
    private func texts(_ xml: String) -> String {
        do throws(XMLError) {
            let texts = try XMLTexts(Array(xml.utf8))
            return texts[["a", "b"]] ?? "nothing"
        } catch {
            return "the XML \(error)"
        }
    }

    @Test(
        "What services send",
        arguments: [
            ("<a><b>x</b></a>", "x"), ("<?xml version='1.0'?>\n<!-- c --><a x=\"1\" y='>'>\n<b >x</b >\n</a>\n", "x"),
            ("<n:a xmlns:n='u'><n:b>x</n:b></n:a>", "x"), ("<a><b/></a>", ""), ("<a><c/></a>", "nothing"),
            ("<a><b>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</b></a>", "<>&\"'A\u{1F600}"),
            ("<a><b>x<!-- c -->y</b></a>", "xy"), ("\u{FEFF}<a><b>é</b></a>", "é"), ("<a><b>1</b><b>2</b></a>", "1"),
        ]
    )
    func accepted(xml: String, text: String) {
        #expect(texts(xml) == text)
    }

    @Test(
        "What they do not send",
        arguments: [
            ("", "ends in the middle"), ("<a><b>x</b>", "ends in the middle"), ("<a", "without a name"),
            ("<a b>", "without a value"),
            ("<a></b>", "closes another element"), ("<a/><a/>", "more than one root"), ("x<a/>", "text outside"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "a document type"), ("<a><![CDATA[x]]></a>", "CDATA"),
            ("<a><b>&x;</b></a>", "something unknown"), ("<a>&</a>", "no reference"),
            ("<a>&#0;</a>", "something unknown"),
            ("<a>&#xD800;</a>", "something unknown"), ("<a b=c/>", "without quotes"),
            ("<a b='c/>", "ends in the middle"),
            ("<>", "without a name"), ("<!-- x", "ends in the middle"), ("{\"a\":1}", "text outside"),
        ]
    )
    func refused(xml: String, complaint: String) {
        #expect(texts(xml).contains(complaint))
    }

    @Test("Nothing is read without bounds")
    func limits() {
        #expect(texts(String(repeating: "<a>", count: 40)).contains("nested too deep"))
        #expect(texts("<a>" + String(repeating: " ", count: 70_000) + "</a>").contains("longer than 64 KiB"))
    }

    @Test("No mutation of an answer makes the reader fail otherwise than with an error")
    func mutations() {
        let xml = Array("<?xml version=\"1.0\"?><a x='1'><b>&amp;&#65;x</b><!-- c --><c/></a>".utf8)
        for index in xml.indices {
            for byte: UInt8 in [0, 0x26, 0x3C, 0x3E, 0x2F, 0x22, 0xFF] {
                var mutant = xml
                mutant[index] = byte
                _ = try? XMLTexts(mutant)
                _ = try? XMLTexts(Array(mutant[..<index]))
            }
        }
    }

    @Test func errorOfTheQueryProtocol() {
        guard case .success(let response) = ScriptedTransport.Answer.queryError("Throttling", "Rate &lt;exceeded")
        else {
            return
        }
        #expect(
            QueryProtocol.error(response)
                == ServiceError(code: "Throttling", message: "Rate <exceeded", requestID: "r-9")
        )
        let wrapped = "<Response><Errors><Error><Code>C</Code><Message>m</Message></Error></Errors></Response>"
        #expect(
            QueryProtocol.error(HTTPResponse(status: 400, body: Array(wrapped.utf8)))
                == ServiceError(code: "C", message: "m")
        )
        #expect(QueryProtocol.error(HTTPResponse(status: 500, body: Array("<html><p>x</p></html>".utf8))) == nil)
    }
}

struct TimeTests {
    @Test(
        "Times, as services and programs write them",
        arguments: [
            ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14T22:13:20.5Z", 1_700_000_000_500),
            ("2023-11-14T22:13:20.123456Z", 1_700_000_000_123), ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
            ("2023-11-14T16:43:20-05:30", 1_700_000_000_000), ("2023-11-14T22:13:20UTC", 1_700_000_000_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ] as [(String, Int64)]
    )
    func times(text: String, milliseconds: Int64) {
        #expect(UnixTime(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Everything else is no time",
        arguments: [
            "", "2023-11-14", "2023-11-14T22:13:20", "2023-02-29T00:00:00Z", "2023-11-14T24:00:00Z",
            "2023-11-14T22:60:00Z", "2023-13-14T22:00:00Z", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx",
            "+023-11-14T22:13:20Z", "2023-11-14T22:13:20+0100", "1700000000", "2023-11-14T22:13:20 Z",
        ]
    )
    func noTimes(text: String) {
        #expect(UnixTime(iso8601: text) == nil)
    }

    @Test func written() {
        #expect(UnixTime(milliseconds: 1_700_000_000_999).iso8601 == "2023-11-14T22:13:20Z")
        #expect(UnixTime(seconds: 1_700_000_000).compact == "20231114T221320Z")
        #expect(UnixTime(seconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(UnixTime(milliseconds: -999).seconds == -1 && UnixTime(milliseconds: -1000).seconds == -1)
    }

    @Test("Times that are too far away are the last, or the first, that there is")
    func absurdTimes() {
        #expect(UnixTime(seconds: .max).milliseconds == .max)
        #expect(UnixTime(seconds: .min).milliseconds == .min)
        #expect(UnixTime(milliseconds: .min).seconds == Int64.min / 1000 - 1)
        let now = UnixTime(seconds: 1_700_000_000)
        #expect(now.advanced(by: .seconds(Int64.max)).milliseconds == .max)
        #expect(UnixTime(milliseconds: -1).advanced(by: .seconds(Int64.min)).milliseconds == .min)
        #expect(UnixTime(milliseconds: .max).advanced(by: .seconds(1)).milliseconds == .max)
        #expect(now.advanced(by: .milliseconds(1500)).milliseconds == 1_700_000_001_500)
        #expect(UnixTime(milliseconds: .max).iso8601.hasSuffix("Z"))
    }

    @Test func durations() {
        let texts = [Duration.milliseconds(250), .seconds(3), .milliseconds(1500), .milliseconds(50), .zero].map(\.text)
        #expect(texts == ["0.25 s", "3 s", "1.5 s", "0.05 s", "0 s"])
    }
}
