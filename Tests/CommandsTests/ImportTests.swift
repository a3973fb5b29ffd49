import Foundation
import ModelVersions
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
        ["--project", signs, "--out", "a", "--out-dir", "b"], ["--project", signs, "--out-dir", ""],
    ])
    func usage(arguments: [String]) async throws {
        let outcome = await (try Workplace()).run(["import"] + arguments)
        #expect(outcome.status == .usage)
        #expect(outcome.output.isEmpty)
    }

    // MARK: A folder

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// All files below a folder, with their content.
    private func files(_ folder: String) throws -> [String: String] {
        var result: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            if let text = try? text("\(folder)/\(name)") { result[name] = text }
        }
        return result
    }

    /// With a second project.
    private func twoProjects() async throws -> (place: Workplace, lights: String) {
        let place = try await place()
        let lights = signs.replacingOccurrences(of: "project/signs", with: "project/lights")
        _ = await place.run("sandbox", "seed", try place.write("b.yaml", document("v1", project: lights)))
        return (place, lights)
    }

    @Test("A folder gets a file for each project, and the schema that the first line of each names")
    func folder() async throws {
        let (place, lights) = try await twoProjects()
        let folder = place.path("out")
        let outcome = await place.run("import", "--all", "--region", "us-east-1", "--out-dir", folder + "/")
        #expect(outcome.status == .success && outcome.output.isEmpty)
        #expect(outcome.errors == "Import: 2 versions in 2 projects.\n")
        let files = try files(folder)
        #expect(Set(files.keys) == [".rekon/desired-state.schema.json", "signs.yaml", "lights.yaml"])
        #expect(files[".rekon/desired-state.schema.json"] == EmbeddedSchema.desiredState)
        for (name, arn) in [("signs.yaml", signs), ("lights.yaml", lights)] {
            let text = try #require(files[name])
            let head = """
                # yaml-language-server: $schema=.rekon/desired-state.schema.json
                # Sandbox: \(place.sandbox); no AWS account was read.
                # The live versions of the project
                """
            #expect(text.hasPrefix(head) && text.contains("\nproject: \(arn)\n"), "\(text)")
        }
        let plan = await place.run("plan", "--tags", "--detailed-exitcode", folder)
        #expect(plan.status == .success && plan.output.contains("0 to create, 2 unchanged"), "\(plan)")
    }

    @Test("Several places have folders of their own, from which the first line finds the schema")
    func placeFolders() async throws {
        let (place, _) = try await twoProjects()
        let west = signs.replacingOccurrences(of: "us-east-1", with: "us-west-2")
        _ = await place.run("sandbox", "seed", try place.write("c.yaml", document("v1", project: west)))
        let folder = place.path("out")
        let regions = ["--region", "us-east-1", "--region", "us-west-2"]
        let outcome = await place.run(["import", "--all"] + regions + ["--out-dir", folder])
        #expect(outcome.status == .success, "\(outcome)")
        let files = try files(folder)
        let names = ["us-east-1/lights.yaml", "us-east-1/signs.yaml", "us-west-2/signs.yaml"].map {
            "111122223333/\($0)"
        }
        #expect(Set(files.keys) == Set(names + [".rekon/desired-state.schema.json"]))
        for name in names {
            let path = "../../.rekon/desired-state.schema.json"
            #expect(files[name]?.hasPrefix("# yaml-language-server: $schema=\(path)\n") == true)
            let folder = URL(fileURLWithPath: "\(folder)/\(name)").deletingLastPathComponent()
            #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path))
        }
        #expect(await place.run("plan", "--detailed-exitcode", folder).status == .success)
    }

    @Test("A file in the way of one project keeps all from being written; --force replaces files only")
    func folderIsNotOverwritten() async throws {
        let (place, _) = try await twoProjects()
        let folder = place.path("out")
        try place.write("out/signs.yaml", "mine")
        let command = ["import", "--all", "--region", "us-east-1", "--out-dir", folder]
        let refused = await place.run(command)
        #expect(refused.status == .failure && refused.errors.contains("out/signs.yaml exists: it is not overwritten"))
        #expect(refused.errors.contains("name another folder for --out-dir, or pass --force"))
        #expect(try files(folder) == ["signs.yaml": "mine"])
        #expect(await place.run(command + ["--force"]).status == .success)
        #expect(try files(folder).count == 3 && text("\(folder)/signs.yaml") != "mine")
        // The schema of another program stays, also with --force; that of another version of rekon is replaced.
        try place.write("out/.rekon/desired-state.schema.json", "{}")
        let foreign = await place.run(command + ["--force"])
        #expect(foreign.status == .failure && foreign.errors.contains("exists and is not a schema of rekon"))
        let older = EmbeddedSchema.desiredState.replacingOccurrences(of: "rekon desired state", with: "older")
        try place.write("out/.rekon/desired-state.schema.json", older)
        #expect(await place.run(command + ["--force"]).status == .success)
        #expect(try text("\(folder)/.rekon/desired-state.schema.json") == EmbeddedSchema.desiredState)
    }

    @Test("Nothing is written through a link, nor where a folder cannot be", arguments: ["", "/.rekon", "/signs.yaml"])
    func folderIsNoLink(link: String) async throws {
        let (place, _) = try await twoProjects()
        let (folder, target) = (place.path("out"), place.path("target"))
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        if !link.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }
        try FileManager.default.createSymbolicLink(atPath: folder + link, withDestinationPath: target)
        for force in [[], ["--force"]] {
            let outcome = await place.run(
                ["import", "--all", "--region", "us-east-1", "--out-dir", folder + (link.isEmpty ? "/" : "")] + force
            )
            #expect(outcome.status == .failure && outcome.errors.contains("is a symbolic link"), "\(outcome)")
        }
        #expect(try files(target).isEmpty && files(folder).isEmpty)
    }

    @Test("The folder is made, its parents are not, and a file is no folder")
    func folderPaths() async throws {
        let (place, _) = try await twoProjects()
        try place.write("file", "mine")
        for (path, reason) in [("file", "is not a folder"), ("a/b", "no such file or folder")] {
            let outcome = await place.run("import", "--project", signs, "--out-dir", place.path(path))
            #expect(outcome.status == .failure && outcome.errors.contains(reason), "\(outcome)")
        }
        #expect(try text(place.path("file")) == "mine")
    }

    @Test("A project that cannot be read is left out, and the others are written")
    func folderWithoutOne() async throws {
        let place = try await place()
        let gone = signs.replacingOccurrences(of: "project/signs", with: "project/gone")
        let outcome = await place.run(["import", "--project", gone, "--project", signs, "--out-dir", place.path("out")])
        #expect(outcome.status == .failure && outcome.errors.contains("gone/1690556789012 was not imported"))
        #expect(try files(place.path("out")).count == 2)
    }

    @Test("Every project has a file of its own that a search finds")
    func fileNames() throws {
        func arn(_ name: String) throws -> ProjectARN {
            try ProjectARN(signs.replacingOccurrences(of: "project/signs", with: "project/\(name)"))
        }
        let long = String(repeating: "x", count: 255)
        let names = ["signs", "Signs", "signs-2", ".hidden", "..", long, String(long.dropLast()) + "y"]
        let files = ImportFolder.names(of: try names.map(arn), hasPlaces: false)
        let cut = String(repeating: "x", count: 200)
        #expect(
            files == [
                "signs.yaml", "Signs-2.yaml", "signs-2-2.yaml", "_.hidden.yaml", "_...yaml", "\(cut).yaml",
                "\(cut)-2.yaml",
            ]
        )
        #expect(Set(files.map { $0.lowercased() }).count == names.count)
        #expect(
            ImportFolder.names(of: [try arn("signs")], hasPlaces: true) == ["111122223333/us-east-1/signs.yaml"]
        )
    }

    @Test("The first line names a schema only if one is beside the file")
    func modeline() async throws {
        let place = try await place()
        func imported(_ name: String) async throws -> String {
            let outcome = await place.run("import", "--project", signs, "--force", "--out", place.path(name))
            #expect(outcome.status == .success, "\(outcome)")
            return try text(place.path(name))
        }
        #expect(try await imported("models/x.yaml").hasPrefix("# Sandbox: "))
        let schema = place.path("models/desired-state.schema.json")
        #expect(await place.run("schema", "--out", schema).status == .success)
        #expect(try text(schema) == EmbeddedSchema.desiredState)
        #expect(
            try await imported("models/x.yaml").hasPrefix(
                "# yaml-language-server: $schema=desired-state.schema.json\n# Sandbox: "
            )
        )
    }

    @Test("`schema --out` replaces a schema of rekon, and no other file")
    func schemaFile() async throws {
        let place = try Workplace()
        let path = place.path("s.json")
        #expect(await place.run("schema", "settings", "--out", path).status == .success)
        #expect(try text(path) == EmbeddedSchema.settings)
        #expect(await place.run("schema", "--out", path).status == .success)
        #expect(try text(path) == EmbeddedSchema.desiredState)
        try place.write("s.json", "{\"mine\": 1}")
        let outcome = await place.run("schema", "--out", path)
        #expect(outcome.status == .failure && outcome.errors.contains("s.json exists and is not a schema of rekon"))
        #expect(await place.run("schema", "--out", "-").output == EmbeddedSchema.desiredState)
    }
}
