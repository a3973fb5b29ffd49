import Foundation
import Testing

/// Compares a text with a file beside the tests. `REKON_RECORD=1` writes the file instead, and fails, so that no run
/// that records can pass for a test.
func expectGolden(
    _ text: String,
    _ name: String,
    file: String = #filePath,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let path = URL(filePath: file).deletingLastPathComponent().appending(path: "Goldens/\(name).golden")
    if ProcessInfo.processInfo.environment["REKON_RECORD"] == "1" {
        try text.write(to: path, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    let expected = try String(contentsOf: path, encoding: .utf8)
    guard text != expected else { return }
    let (new, old) = (text.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
    let difference = new.difference(from: old).map { change in
        switch change {
        case .insert(let offset, let line, _): "+\(offset + 1) \(line)"
        case .remove(let offset, let line, _): "-\(offset + 1) \(line)"
        }
    }
    Issue.record(
        "\(name) is not as recorded:\n\(difference.joined(separator: "\n"))",
        sourceLocation: sourceLocation
    )
}
