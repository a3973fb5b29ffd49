import Foundation
import Testing

/// A test that hangs is a failure, not an endless run.
struct TimeLimitTests {
    @Test("Every suite with an asynchronous test has a time limit")
    func limits() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let paths = try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter {
            $0.hasSuffix("Tests.swift")
        }
        #expect(paths.count > 100)
        var suites = 0
        for path in paths {
            let text = try String(contentsOf: tests.appending(path: path), encoding: .utf8)
            for part in text.split(separator: "\n}\n") {
                let type = try #/(?m)^(@Suite.*\n)?(final )?(struct|class|actor) \w+/#.firstMatch(in: part)
                guard let type, part.contains("@Test"), part.contains(#/func [^{]+\) async/#) else { continue }
                suites += 1
                #expect(type.1?.contains(".timeLimit(") == true, "\(path): add @Suite(.timeLimit(.minutes(30)))")
            }
        }
        #expect(suites > 80)
    }
}
