import Foundation
import Fuzzing
import Testing

/// The inputs in `Fuzzing/Seeds`, and those for which a rule did not hold at some time, in `Fuzzing/Findings`.
@Suite(.timeLimit(.minutes(30)))
struct ReplayTests {
    struct Input: CustomTestStringConvertible {
        var target: String
        var file: URL
        var testDescription: String { file.pathComponents.suffix(3).joined(separator: "/") }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzzing")

    private static func content(_ folder: URL) -> [URL] {
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).sorted { $0.path < $1.path }
    }

    private static let inputs = ["Seeds", "Findings"].flatMap { kind in
        content(folder.appending(path: kind)).flatMap { target in
            content(target).map { Input(target: target.lastPathComponent, file: $0) }
        }
    }

    @Test("Every rule holds for every seed and every finding of the past", arguments: inputs)
    func replay(input: Input) async throws {
        let target = try #require(FuzzTarget(rawValue: input.target), "there is no such target")
        _ = try await target.check([UInt8](try Data(contentsOf: input.file)))
    }

    @Test("Every target has seeds and a dictionary")
    func complete() {
        let names = FuzzTarget.allCases.map(\.rawValue).sorted()
        #expect(Self.content(Self.folder.appending(path: "Seeds")).map(\.lastPathComponent) == names)
        let dictionaries = Self.content(Self.folder.appending(path: "Dictionaries"))
        #expect(dictionaries.map { $0.deletingPathExtension().lastPathComponent } == names)
    }

    @Test("A seed of every target is read to its end, and makes a part of it at least", arguments: FuzzTarget.allCases)
    func seedsAreRead(target: FuzzTarget) async throws {
        var best = 0.0
        for input in Self.inputs where input.target == target.rawValue {
            let bytes = [UInt8](try Data(contentsOf: input.file))
            best = max(best, Double(try await target.check(bytes)) / Double(bytes.count))
        }
        #expect(best > 0.3)
    }
}
