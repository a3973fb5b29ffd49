import Testing

@testable import Commands

struct LiveRegionTests {
    private let buffer = TextBuffer()

    @Test("Text comes above the lines, which are wiped before and drawn again after")
    func above() {
        let region = LiveRegion(over: buffer)
        region.write("first\n")
        region.show(["one", "two"])
        region.write("said\n")
        region.show(["three"])
        region.clear()
        region.clear()
        region.write("last\n")
        #expect(
            buffer.text == "first\none\ntwo" + "\r\u{1B}[1A\u{1B}[Jsaid\none\ntwo" + "\r\u{1B}[1A\u{1B}[Jthree"
                + "\r\u{1B}[J" + "last\n"
        )
    }

    @Test("Nothing is drawn after a question")
    func question() {
        let region = LiveRegion(over: buffer)
        region.show(["one"])
        region.write("Really? ")
        region.write("yes\n")
        #expect(buffer.text == "one\r\u{1B}[JReally? yes\n")
    }

    @Test func nothingIsWrittenWithoutLines() {
        let region = LiveRegion(over: buffer)
        region.show([])
        region.clear()
        #expect(buffer.text.isEmpty)
    }
}
