import Foundation
import Testing

@testable import Checks

struct SpecificationTests {
    private let here = URL(filePath: #filePath).deletingLastPathComponent()

    private func specification(_ name: String) throws -> String {
        try String(contentsOf: here.appending(path: "../../specs/\(name)").standardized, encoding: .utf8)
    }

    @Test("Each row of specs/verify.md has a test that names it, and tests name no other rows")
    func rows() throws {
        let rows = Set(try specification("verify.md").matches(of: #/(?m)^\| ([A-Z][0-9]+) \|/#).map { String($0.1) })
        var named: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(at: here, includingPropertiesForKeys: nil)
        where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            // As in "M4: ...", "Q1, Q2: ..." and "K1 to K9: ...".
            for match in source.matches(of: #/"([A-Z])([0-9]+)(?:(?: to |, )[A-Z]([0-9]+))?: /#) {
                guard let first = Int(match.2), let last = Int(match.3 ?? match.2) else { continue }
                for number in first...last { named.insert("\(match.1)\(number)") }
            }
        }
        #expect(rows.count > 40)
        #expect(rows == named)
    }

    @Test("The checks are those of specs/verify.md and of its schema")
    func rules() throws {
        let ids = Preflight.rules.map(\.id)
        let headings = try specification("verify.md").matches(of: #/(?m)^## (.*)$/#).flatMap { heading in
            heading.1.matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
        }
        #expect(headings == ids)
        let schema = try specification("verify.schema.json")
        let list = try #require(schema.firstMatch(of: #/"check": \{\s*"enum": \[([^\]]*)\]/#)?.1)
        #expect(list.matches(of: #/"([a-z-]+)"/#).map { String($0.1) } == ids)
    }
}
