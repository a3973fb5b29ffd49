import Foundation
import Host
import TestSupport
import Testing

@testable import Commands

/// A run of `plan` or `drift` can take minutes, and of `apply` hours: other programs write files in the meantime.
struct OutputFileTests {
    private let temporary: TemporaryFolder
    private let context: Context

    init() throws {
        temporary = try TemporaryFolder()
        context = Context(
            process: .test(files: SystemFileReader()),
            output: TextBuffer(),
            errors: TextBuffer(),
            terminal: Terminal()
        )
    }

    private static let kinds: [OutputFile.Kind] = [
        .plan, .report(.text), .outputs, .metrics, .page, .imported(overwrites: false),
    ]

    @Test("A file of another kind that appears during the run stays", arguments: kinds.indices)
    func appears(kind: Int) throws {
        let file = try OutputFile(temporary.path("out"), Self.kinds[kind], in: context)
        try temporary.write("out", "another program's\n")
        let failure = #expect(throws: CommandFailure.self) { try file.write("new") }
        #expect(failure?.message.contains("out appeared or changed during the run") == true)
        #expect(try String(contentsOfFile: temporary.path("out"), encoding: .utf8) == "another program's\n")
        #expect(try temporary.names == ["out"])
    }

    @Test("An own file that becomes another program's during the run stays, and one that stays own is replaced")
    func changes() throws {
        try temporary.write("out", "Plan: 1 to create.\n")
        let file = try OutputFile(temporary.path("out"), .report(.text), in: context)
        try temporary.write("out", "Plan: 2 to create.\n")
        try file.write("Plan: 3 to create.\n")
        #expect(try String(contentsOfFile: temporary.path("out"), encoding: .utf8) == "Plan: 3 to create.\n")
        try temporary.write("out", "Plan: none\nnotes\n")
        #expect(throws: CommandFailure.self) { try file.write("Plan: 4 to create.\n") }
    }

    @Test(
        "A report of text ends with a summary; a line that looks like one elsewhere is another program's text",
        arguments: [
            ("", true), ("a\n  + v1\n\nPlan: 1 to create.\n", true), ("x: error\n2 errors, 1 warning\n\n", true),
            ("error: x\nFailed: `rekon plan` ended with an error and has no result.\n", true),
            ("Plan: buy milk\nand bread\n", false), ("notes\n", false), ("1 error\nx\n", false),
        ]
    )
    func textReports(content: String, isOwn: Bool) throws {
        try temporary.write("out", content)
        let file = try? OutputFile(temporary.path("out"), .report(.text), in: context)
        #expect((file != nil) == isOwn)
    }
}
