import Foundation
import Testing

struct SpecificationTests {
    /// Each row of specs/planning.md has a test whose name starts with the row's number, and no test names a row that
    /// is not there.
    @Test func everyRowHasATest() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let specification = try String(
            contentsOf: here.appending(path: "../../specs/planning.md").standardized,
            encoding: .utf8
        )
        let rows = Set(specification.matches(of: #/(?m)^\| ([A-Z][0-9]+) \|/#).map { String($0.1) })
        var named: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(at: here, includingPropertiesForKeys: nil) {
            let source = try String(contentsOf: file, encoding: .utf8)
            named.formUnion(source.matches(of: #/"([A-Z][0-9]+): /#).map { String($0.1) })
        }
        #expect(rows.count > 25)
        #expect(rows == named)
    }
}
