import Host
import Testing

@testable import Commands

@Suite("manifest check", .timeLimit(.minutes(30)))
struct ManifestCheckTests {
    private static func line(_ image: Int, _ label: String) -> String {
        """
        {"source-ref":"s3://acme-data/\(image).png","sign":1,"sign-metadata":{"confidence":1,"class-name":"\(label)",\
        "human-annotated":"yes","creation-date":"2026-11-06","type":"groundtruth/image-classification"}}

        """
    }
    private static let good = line(1, "stop") + line(2, "yield") + line(3, "stop") + line(4, "yield")

    @Test("0 for manifests without errors, 1 for others; findings are results")
    func exits() async throws {
        let place = try Workplace()
        let file = try place.write("a.manifest", Self.good)
        let clean = await place.run("manifest", "check", file, "--testing", "auto")
        #expect(clean.status == .success)
        #expect(clean.errors.isEmpty)
        #expect(clean.output.hasSuffix("\nNo errors.\n"))
        let single = try place.write("b.manifest", Self.good + Self.line(5, "no entry"))
        #expect(await place.run("manifest", "check", single).status == .success)
        let split = await place.run("manifest", "check", single, "--testing", "auto")
        #expect(split.status == .success)
        #expect(split.output.contains("b.manifest: warning: ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT:"))
        let both = await place.run("manifest", "check", file, "--testing", single, "--fail-on", "warning")
        #expect(both.status == .failure)
        #expect(both.output.contains("b.manifest:1:15: warning: IMAGE_IN_TRAINING_AND_TESTING: "))
    }

    @Test("what cannot be read is an error before anything is checked")
    func unreadable() async throws {
        let place = try Workplace()
        let file = try place.write("a.manifest", "x")
        let missing = await place.run("manifest", "check", file, "--testing", place.path("b.manifest"))
        #expect(missing.status == .failure)
        #expect(missing.output.isEmpty)
        #expect(missing.errors.contains("b.manifest: no such file or folder"))
        #expect(await place.run("manifest", "check", place.root).errors.contains("is a folder"))
        #expect(await place.run("manifest", "check", "-", "--testing", "-").status == .usage)
        #expect(await place.run("manifest", "check", file, "--max-findings", "-1").status == .usage)
    }

    @Test("a reader that goes away ends it")
    func brokenPipe() async throws {
        let place = try Workplace()
        let file = try place.write("a.manifest", Self.good)
        let outcome = await place.run("manifest", "check", file, outputFailure: .readerGone)
        #expect(outcome.status == .brokenPipe)
    }

    @Test("the bar is as wide as it may be, and never past its end")
    func bar() {
        let half = ReadingProgress.line("a.manifest", 50, of: 100, columns: 80)
        #expect(half == "[\(String(repeating: "#", count: 20))\(String(repeating: ".", count: 20))]  50 %  a.manifest")
        #expect(ReadingProgress.line("a", 300, of: 100, columns: 80).contains("100 %"))
        for columns in 1..<60 {
            #expect(ReadingProgress.line("a.manifest", 7, of: 100, columns: columns).count < max(columns, 2))
        }
    }

    @Test("files are read piece by piece, to their end")
    func pieces() async throws {
        let place = try Workplace()
        let text = String(repeating: "0123456789", count: 70_000)
        let stream = try SystemFileReader().stream(place.write("a", text))
        #expect(stream.size == 700_000)
        var pieces: [[UInt8]] = []
        for try await piece in stream { pieces.append(piece) }
        #expect(pieces.count == 3)
        #expect(Array(pieces.joined()) == Array(text.utf8))
        #expect(throws: FileError(path: "/nowhere", reason: .notFound)) { try SystemFileReader().stream("/nowhere") }
    }
}
