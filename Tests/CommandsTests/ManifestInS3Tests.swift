import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct ManifestInS3Tests {
    @Test("A manifest in S3 is read from its own region")
    func read() async throws {
        let place = try Workplace()
        let bad = try place.write("bad.manifest", "nonsense\n")
        let uri = "s3://acme-data/day.manifest"
        let put = await place.run(
            "sandbox",
            "put",
            "--region",
            "eu-west-1",
            "--sandbox",
            place.sandbox,
            uri,
            bad
        )
        #expect(put.status == .success)
        let outcome = await place.run("manifest", "check", "--sandbox", place.sandbox, uri)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("\(uri):1:1"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("\n\n\(sandboxHeading)\(uri) (training)\n"))
        place.environment["REKON_SANDBOX"] = place.sandbox
        for (path, isUsed) in [(uri, true), (bad, false)] {
            let json = await place.run("manifest", "check", "--format", "json", path)
            #expect(json.output.contains("\"sandbox\" : \(isUsed)"))
            #expect(await place.run("manifest", "check", path).output.contains("Sandbox: ") == isUsed)
        }
        let missing = await place.run("manifest", "check", "--sandbox", place.sandbox, "s3://acme-data/other")
        #expect(missing.status == .failure)
        #expect(missing.errors.contains("NoSuchKey"))
        let misspelt = await place.run("manifest", "check", "--sandbox", place.sandbox, "s3://acme-data")
        #expect(misspelt.status == .usage)
    }
}
