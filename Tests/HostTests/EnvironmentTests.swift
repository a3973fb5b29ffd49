import Host
import Testing

struct EnvironmentTests {
    @Test("A name ends at the first `=`, whatever the value begins with")
    func entries() {
        let environment = Environment(entries: ["A=\u{300}x", "B==\u{301}", "C=", "A=2", "\u{212A}=kelvin", "none"])
        #expect(environment["A"]?.unicodeScalars.elementsEqual("\u{300}x".unicodeScalars) == true)
        #expect(environment["B"]?.unicodeScalars.elementsEqual("=\u{301}".unicodeScalars) == true)
        #expect(environment.exactValue(of: "C") == "" && environment["C"] == nil)
        // The Kelvin sign is equal to the letter for `String`, but it is another name.
        #expect(!environment.isSet("K") && !environment.isSet("none"))
    }
}
