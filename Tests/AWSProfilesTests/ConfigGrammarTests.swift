import Testing

@testable import AWSProfiles

/// The lines of a shared config or credentials file.
struct ConfigGrammarTests {
    private func parse(_ text: String) throws -> [ConfigSection] {
        try ConfigGrammar.parse(Array(text.utf8), path: "/home/me/.aws/config")
    }

    /// The settings of a file with one section `[s]`, whose header is put in front.
    private func settings(_ text: String) throws -> [String] {
        try parse("[s]\n" + text).flatMap(\.properties).map { "\($0.name)=\($0.value)" }
    }

    private func complaint(_ text: String) -> String {
        do {
            return "read \(try parse(text).count) sections"
        } catch {
            return "\(error)"
        }
    }

    @Test func sections() throws {
        let sections = try parse("[a]\nx=1\n\n[ \t b c \t]\ny=2\nz=3\n[a]\n")
        #expect(sections.map(\.header) == ["a", "b c", "a"])
        #expect(sections.map(\.line) == [1, 4, 7])
        #expect(sections.map { $0.properties.map(\.name) } == [["x"], ["y", "z"], []])
    }

    @Test(
        "An empty file, and a file of comments and blanks",
        arguments: ["", "\n", "\r\n", "# x\n; y\n \t\n", "\u{FEFF}"]
    )
    func noSections(text: String) throws {
        #expect(try parse(text).isEmpty)
    }

    @Test(
        arguments: [
            ("x=1", "x=1"), ("x = 1", "x=1"), ("x\t=\t1\t", "x=1"), ("x=", "x="), ("x=a=b==", "x=a=b=="),
            ("X_Y-z=V", "x_y-z=V"), ("x = a  b", "x=a  b"), ("x = \"q\" 'r'", "x=\"q\" 'r'"), ("x=[y]", "x=[y]"),
        ]
    )
    func property(line: String, expected: String) throws {
        #expect(try settings(line) == [expected])
    }

    @Test("Line ends of Windows, a last line without one, and a lone CR that is text")
    func lineEnds() throws {
        #expect(try parse("[a]\r\nx = 1\r\n  y\r\n\r\n[b]\r\nz=2\r\n").map(\.header) == ["a", "b"])
        #expect(try settings("x = 1\r\ny = 2") == ["x=1", "y=2"])
        #expect(try settings("x =\r\n  a = 1\r\n  b = 2\r\n") == ["x=\na = 1\nb = 2"])
        #expect(try settings("x = 1\ry = 2") == ["x=1\ry = 2"])
    }

    @Test("A byte order mark at the start of the file is ignored")
    func byteOrderMark() throws {
        #expect(try parse("\u{FEFF}[a]\nx=1\n").map(\.header) == ["a"])
        #expect(complaint("\n\u{FEFF}[a]\n").contains(":2: "))
    }

    @Test("Other scripts are text, and their white space too")
    func otherScripts() throws {
        #expect(try settings("x = grün 日本 🚦") == ["x=grün 日本 🚦"])
        #expect(try settings("größe = 1") == ["größe=1"])
        let value = try #require(try parse("[s]\nx = e\u{301}\u{A0}\n").first?.properties.first?.value)
        #expect(Array(value.utf8) == Array("e\u{301}\u{A0}".utf8))
    }

    @Test("Bytes that are not UTF-8 become replacement characters")
    func otherEncoding() throws {
        let latin1 = Array("[s]\n# gr".utf8) + [0xFC] + Array("n\nx = ".utf8) + [0xFC] + Array("\n".utf8)
        let sections = try ConfigGrammar.parse(latin1, path: "p")
        #expect(sections.flatMap(\.properties) == [.init(name: "x", value: "\u{FFFD}")])
    }

    // MARK: Comments

    @Test(
        "A comment starts a line, or follows white space",
        arguments: [
            ("#x=1", []), (";x=1", []), ("x=1 # c", ["x=1"]), ("x=1 ; c", ["x=1"]), ("x=1\t#c", ["x=1"]),
            ("x=1#c", ["x=1#c"]), ("x=1;c", ["x=1;c"]), ("x=a# b;c #d ;e", ["x=a# b;c"]), ("x= #c", ["x="]),
            ("x=1 #", ["x=1"]), ("x=#c", ["x=#c"]),
        ]
    )
    func comments(line: String, expected: [String]) throws {
        #expect(try settings(line) == expected)
    }

    @Test("A secret key keeps its own characters")
    func secrets() throws {
        #expect(try settings("k = ab/cd+ef==#;%$'\"") == ["k=ab/cd+ef==#;%$'\""])
    }

    @Test(
        "A header may be followed by a comment, with or without a space",
        arguments: ["[a] # c", "[a]#c", "[a] ; c", "[a];c", "[a]\t# ]", "[a] "]
    )
    func headerComments(line: String) throws {
        #expect(try parse(line).map(\.header) == ["a"])
    }

    // MARK: Continuation lines

    @Test(
        "An indented line goes on with the setting above it, comments and all",
        arguments: [
            ("x = 1\n 2", "x=1\n2"), ("x = 1\n\t2 \n   3", "x=1\n2\n3"), ("x = 1\n 2 # c", "x=1\n2 # c"),
            ("x = 1\n\n 2", "x=1\n2"), ("x = 1\n# c\n 2", "x=1\n2"), ("x = 1 # c\n 2", "x=1\n2"),
            ("x = 1\n y = 2", "x=1\ny = 2"), ("x = 1\n [b]", "x=1\n[b]"),
        ]
    )
    func continuation(lines: String, expected: String) throws {
        #expect(try settings(lines) == [expected])
    }

    @Test(
        "Below an empty value stand nested settings",
        arguments: [
            ("s3 =\n a = 1\n b = 2", "s3=\na = 1\nb = 2"), ("s3 =\n a =", "s3=\na ="),
            ("s3 = # c\n a = 1", "s3=\na = 1"), ("s3 =\n\n a=1 # c\n\t\n b=2", "s3=\na=1 # c\nb=2"),
        ]
    )
    func nested(lines: String, expected: String) throws {
        #expect(try settings(lines) == [expected])
    }

    // MARK: Errors

    @Test(
        "What cannot be understood is told with its place",
        arguments: [
            ("x = 1", 1, "a section such as `[default]` must come before the first setting"),
            ("# c\n\n x", 3, "a section such as `[default]` must come before the first setting"),
            ("[a]\n[b", 2, "the section header must end with `]`"),
            ("[a] x]", 1, "the section header has two `]`"),
            ("[a]\r\nx = 1\r\nyes\r\n", 3, "a setting is written `name = value`; the `=` is missing"),
            ("[a]\nx # = 1", 2, "a setting is written `name = value`; the `=` is missing"),
            ("[a]\nx: 1", 2, "a setting is written `name = value`; the `=` is missing"),
            ("[a]\n= 1", 2, "the name before the `=` is missing"),
            ("[a]\n  x", 2, "an indented line continues a setting, and there is no setting above it"),
            ("[a]\nx = 1\n[b]\n\ty", 4, "an indented line continues a setting, and there is no setting above it"),
            ("[a]\nx =\n  y", 3, "a nested setting is written `name = value`; the `=` is missing"),
            ("[a]\nx =\n  y = 1\n  z", 4, "a nested setting is written `name = value`; the `=` is missing"),
            ("[a]\nx =\n  = 1", 3, "the name before the `=` of a nested setting is missing"),
        ]
    )
    func errors(text: String, line: Int, message: String) {
        #expect(complaint(text) == "/home/me/.aws/config:\(line): \(message)")
    }

    @Test("No error repeats a line, which may hold a secret")
    func secretsInErrors() {
        for text in ["[default]\naws_secret_access_key hush\n", "hush", "[hush", "[a]\n hush", "[a]\nx=\n hush"] {
            #expect(!complaint(text).contains("hush"))
        }
    }
}
