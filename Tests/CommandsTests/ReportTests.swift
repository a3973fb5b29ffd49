import Foundation
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct ReportTests {
    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", file).status == .success)
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        return place
    }

    @Test("A page in a file, or on the standard output; the next run replaces it")
    func page() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        for _ in 0..<2 {
            let outcome = await place.run("report", "--html", place.path("page.html"), file)
            #expect(outcome.status == .success && outcome.output.isEmpty)
            #expect(outcome.errors == "Written to page.html.\n")
        }
        let page = try String(contentsOfFile: place.path("page.html"), encoding: .utf8)
        #expect(page.contains("<h1>Model versions of signs</h1>") && page.hasSuffix("</html>\n"))
        let printed = await place.run("report", "--html", "-", file)
        #expect(printed.output == page.replacing(place.folder.path + "/", with: "") && printed.errors.isEmpty)
        let byARN = await place.run("report", "--html", "-", "--project", signs)
        #expect(byARN.status == .success && !byARN.output.contains("Drift"))
        let gone = await place.run(["report", "--html", "-", file], outputFailure: .readerGone)
        #expect(gone.status == .brokenPipe && gone.errors.isEmpty)
    }

    @Test("A file that is named by mistake survives")
    func mistakes() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        let before = try String(contentsOfFile: file, encoding: .utf8)
        #expect(await place.run("report", "--html", file, file).status == .usage)
        #expect(await place.run("report", "--html", place.sandbox, file).status == .usage)
        let other = try place.write("index.html", "<!doctype html><p>Somebody's")
        let outcome = await place.run("report", "--html", other, file)
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("index.html exists and is not a page of `rekon report`"))
        #expect(await place.run("report", "--html", place.root, file).status == .failure)
        let nowhere = await place.run("report", "--html", place.path("no/page.html"), file)
        #expect(nowhere.status == .failure && nowhere.errors.contains("the page could not be written"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
        #expect(await place.run("report", file).status == .usage, "--html is needed")
    }

    @Test("1: a part could not be read; the page says so, and has the rest")
    func incomplete() async throws {
        let place = try await workplace()
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let outcome = await place.run("report", "--html", "-", place.root)
        #expect(outcome.status == .failure)
        #expect(
            outcome.output.contains("Incomplete") && outcome.output.contains("The project does not exist in us-east-1")
        )
        #expect(outcome.output.contains("id=\"p1-v2\""))
    }
}
