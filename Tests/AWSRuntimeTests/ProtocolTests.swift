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
            ("<a><b>1\r\n2\r3&#13;\n</b></a>", "1\n2\n3\r\n"),
        ]
    )
    func accepted(xml: String, text: String) {
        #expect(texts(xml) == text)
    }

    @Test(
        "What they do not send",
        arguments: [
            ("", "ends in the middle"), ("<a><b>x</b>", "ends in the middle"), ("<a", "ends in the middle"),
            ("<a b>", "an attribute without a value"),
            ("<a></b>", "closes another element"), ("<a/><a/>", "more than one root"), ("x<a/>", "text outside"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "a document type"), ("<a><![CDATA[x]]></a>", "CDATA"),
            ("<a><b>&x;</b></a>", "something unknown"), ("<a>&</a>", "not a reference"),
            ("<a>&#0;</a>", "something unknown"),
            ("<a>&#xD800;</a>", "something unknown"), ("<a b=c/>", "without quotes"),
            ("<a b='c/>", "ends in the middle"),
            ("<>", "without a name"), ("<!-- x", "ends in the middle"), ("{\"a\":1}", "text outside"),
            ("<a b='1'c='2'/>", "no space before an attribute"), ("<a b='1' b='2'/>", "two attributes of one name"),
            ("<a b='<'/>", "`<` in an attribute"), ("<a>]]></a>", "`]]>` in a text"), ("<a/>x", "text outside"),
            ("<!-- -- --><a/>", "`--` in a comment"), ("<a>\u{1}</a>", "a character that XML does not allow"),
            ("<a><b>&#1;</b></a>", "something unknown"), ("<a>&#x+41;</a>", "not a reference"),
            (" <?xml version='1.0'?><a/>", "not at its start"), ("<?xml encoding='UTF-8'?><a/>", "wrong declaration"),
        ]
    )
    func refused(xml: String, complaint: String) {
        #expect(texts(xml).contains(complaint))
    }

    @Test("Everything is read with a limit")
    func limits() {
        #expect(texts(String(repeating: "<a>", count: 40)).contains("nested too deep"))
        #expect(texts("<a>" + String(repeating: " ", count: 70_000) + "</a>").contains("longer than 64 KiB"))
    }

    @Test("A mutated answer is read or is an error; it never crashes")
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
