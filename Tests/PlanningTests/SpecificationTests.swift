import Foundation
import Testing

/// Each row of a specification has a test whose name starts with the row's id, and each such test has a row.
struct SpecificationTests {
    @Test(
        "Every row of planning.md, of drift.md and of cleanup.md has a test",
        arguments: [("planning", ".", 40), ("drift", "Drifting", 25), ("cleanup", "Cleanup", 19)]
    )
    func everyRowHasATest(name: String, folder: String, atLeast: Int) throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let specification = try String(
            contentsOf: here.appending(path: "../../specs/\(name).md").standardized,
            encoding: .utf8
        )
        let rows = Set(specification.matches(of: #/(?m)^\| ([A-Z][0-9]+) \|/#).map { String($0.1) })
        var named: Set<String> = []
        let tests = here.appending(path: folder).standardized
        for file in try FileManager.default.contentsOfDirectory(at: tests, includingPropertiesForKeys: nil)
        where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            named.formUnion(source.matches(of: #/"([A-Z][0-9]+): /#).map { String($0.1) })
        }
        #expect(rows.count >= atLeast)
        #expect(rows == named)
    }
}
