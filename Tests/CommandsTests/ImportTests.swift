import Foundation
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct ImportTests {
    /// A project with trained versions in the sandbox.
    private func place() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write(
            "models/a.yaml",
            """
            apiVersion: rekon/v1
            project: \(signs)
            defaults:
              output: s3://bucket/out/
              tags: { team: no }
              datasets: { training: [s3://bucket/a.manifest?versionId=x], testing: auto }
            versions:
              - name: 1.10
                description: First batch
              - name: 2026-12-night
                tags: { campaign: night }
                datasets: { training: [{ bucket: bucket, key: "a?b" }], testing: [s3://bucket/t] }

            """
        )
        _ = await place.run("sandbox", "seed", file)
        let applied = await place.run("apply", "--auto-approve", file)
        #expect(applied.status == .success, "\(applied.errors)")
        return place
    }

    @Test func describesWhatIsLive() async throws {
        let place = try await place()
        let outcome = await place.run("import", "--project", signs)
        #expect(outcome.status == .success)
        #expect(outcome.errors == "Import: 2 versions in 1 project.\n")
        #expect(
            outcome.output == """
                # yaml-language-server: $schema=desired-state.schema.json  (what `rekon schema` prints)
                # Sandbox: state.json; no AWS account was read.
                # The live versions of the project `signs`, in the order of their creation (rekon import).
                # Add new versions at the end. For versions without `datasets` the service reports no manifests: they were trained
                # on the datasets of the project.
                apiVersion: rekon/v1
                project: \(signs)
                defaults:
                  output: s3://bucket/out/
                  tags:
                    team: "no"
                versions:
                  - name: "1.10"
                    description: First batch
                    datasets:
                      training:
                        - s3://bucket/a.manifest?versionId=x
                      testing: auto
                  - name: 2026-12-night
                    datasets:
                      training:
                        - bucket: bucket
                          key: a?b
                      testing:
                        - s3://bucket/t
                    tags:
                      campaign: night

                """
        )
        let file = try place.write("imported.yaml", outcome.output)
        #expect(await place.run("validate", file).status == .success)
        let plan = await place.run("plan", "--tags", "--detailed-exitcode", file)
        #expect(plan.status == .success)
        #expect(plan.output.contains("0 to create, 2 unchanged"))
        #expect(!plan.output.contains("unmanaged"))
    }

    @Test func allProjectsOfARegion() async throws {
        let place = try await place()
        let other = signs.replacingOccurrences(of: "project/signs", with: "project/lights")
        let file = try place.write("b.yaml", document("v1", project: other))
        _ = await place.run("sandbox", "seed", file)
        let outcome = await place.run("import", "--all", "--region", "us-east-1", "--no-tags")
        #expect(outcome.status == .success)
        #expect(outcome.errors == "Import: 2 versions in 2 projects.\n")
        #expect(outcome.output.contains("project: \(other)\nversions: []\n---\n# The live versions"))
        #expect(outcome.output.contains("# Tags were not read (--no-tags)."))
        #expect(!outcome.output.contains("team"))
        #expect(await place.run("import", "--all", "--region", "eu-west-1").output == "")
    }

    @Test func whatCannotBeReadIsLeftOut() async throws {
        let place = try await place()
        let missing = signs.replacingOccurrences(of: "project/signs", with: "project/gone")
        let outcome = await place.run("import", "--project", missing, "--project", signs)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("project: \(signs)\n") && !outcome.output.contains("project: \(missing)"))
        #expect(outcome.errors.contains("error: \(missing) was not imported: the project was not found\n"))
        #expect(
            outcome.output.contains(
                "# NOT COMPLETE: \(missing) is left out, because it could not be imported.\n# The"
            )
        )
        #expect(await place.run("validate", try place.write("part.yaml", outcome.output)).status == .success)
    }

    @Test("--force does not replace something that is not a file")
    func overwritesFilesOnly() async throws {
        let place = try await place()
        let link = place.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        for path in [link, "/dev/null", place.root] {
            for force in [[], ["--force"]] {
                let outcome = await place.run(["import", "--project", signs, "--out", path] + force)
                #expect(outcome.status == .failure)
                let reason =
                    path == link ? "is a symbolic link" : path == place.root ? "is a folder" : "is not a file"
                #expect(outcome.errors.contains(reason), "\(outcome)")
            }
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/null")
    }

    @Test func aHyphenIsTheStandardOutput() async throws {
        let place = try await place()
        let outcome = await place.run("import", "--project", signs, "--out", "-")
        #expect(outcome.status == .success && outcome.output.contains("project: \(signs)\n"))
        #expect(outcome.output == (await place.run("import", "--project", signs, "--tags")).output)
    }

    @Test func writesAFileAndOverwritesNone() async throws {
        let place = try await place()
        let file = place.path("out.yaml")
        let first = await place.run("import", "--project", signs, "--out", file)
        #expect(first.status == .success && first.output == "")
        let content = try String(contentsOfFile: file, encoding: .utf8)
        try "mine".write(toFile: file, atomically: true, encoding: .utf8)
        let second = await place.run("import", "--project", signs, "--out", file)
        #expect(second.status == .failure)
        #expect(second.errors.contains("out.yaml exists: it is not overwritten"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        #expect(await place.run("import", "--project", signs, "--out", file, "--force").status == .success)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == content)
        // A part does not take the place of what may be all.
        let gone = signs.replacingOccurrences(of: "project/signs", with: "project/gone")
        let part = await place.run("import", "--project", signs, "--project", gone, "--out", file, "--force")
        #expect(part.status == .failure)
        #expect(part.errors.contains("out.yaml was not changed: not everything could be imported"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == content)
    }

    @Test(arguments: [
        [], ["--all"], ["--all", "--region", ""], ["--project", "x"], ["--project", signs, "--region", "us-east-1"],
        ["--project", signs, "--all", "--region", "us-east-1"], ["--project", signs, "--force"],
    ])
    func usage(arguments: [String]) async throws {
        let outcome = await (try Workplace()).run(["import"] + arguments)
        #expect(outcome.status == .usage)
        #expect(outcome.output.isEmpty)
    }
}
