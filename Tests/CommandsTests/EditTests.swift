import Foundation
import Host
import TestSupport
import Testing

@testable import Commands

/// `rekon add`, `pin` and `retire` on the sandbox. The rules are those of specs/editing.md; Tests/Conformance/edit holds
/// them against other readers of YAML.
@Suite(.timeLimit(.minutes(30)))
struct EditTests {
    private static let manifest = "s3://data/day.manifest"

    /// Two entries with an unpinned manifest. The first one is live.
    private func workplace(_ names: String = "v1,v2") async throws -> (place: Workplace, file: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let entries = names.split(separator: ",").map {
            "  - name: \($0)\n    datasets: { training: [\(Self.manifest)], testing: auto }\n"
        }
        let file = try place.write(
            "a.yaml",
            "apiVersion: rekon/v1\nproject: \(signs)\ndefaults: { output: s3://bucket/out/ }\nversions:\n"
                + entries.joined()
        )
        #expect(await place.run("sandbox", "seed", file).status == .success)
        let live = await place.run("apply", "--auto-approve", "--wait", "--target", "v1", file)
        #expect(live.status == .success)
        return (place, file)
    }

    private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    @Test("4: a name that is live or described is refused, and nothing is written")
    func names() async throws {
        let (place, file) = try await workplace()
        let before = try text(file)
        let described = await place.run("add", file, "--name", "v2")
        #expect(described.status == .failure && described.errors.contains("is described (a.yaml:7)"))
        try place.write("a.yaml", before.replacingOccurrences(of: "name: v1", with: "name: v0"))
        let live = await place.run("add", file, "--name", "v1")
        #expect(live.status == .failure && live.errors.contains("is live, with the status TRAINING_COMPLETED"))
        #expect(try !text(file).contains("name: v1"))
    }

    @Test("5: a manifest gets the version id that S3 reports now; live and retired entries stay")
    func pin() async throws {
        let (place, file) = try await workplace("v1,v2,v3")
        #expect(await place.run("retire", "v3", "--in", file).output.hasSuffix("Retire: 1 version.\n"))
        let before = try text(file)
        let shown = await place.run("pin", "--diff", file)
        #expect(shown.output.hasPrefix("--- a"))
        #expect(try text(file) == before)
        let pinned = await place.run("pin", file)
        #expect(pinned.output.hasSuffix("Pin: 1 manifest of 1 version; unchanged: 1 live, 1 retired.\n"))
        let after = try text(file)
        #expect(after.components(separatedBy: "?versionId=").count == 2)
        #expect(after.replacing(#/\?versionId=[^\]"]+/#, with: "").replacing("\"", with: "") == before)
        #expect(await place.run("pin", file).output.contains("Pin: nothing to pin; unchanged: 1 live, 1 retired"))
    }

    @Test("2: a list that descends grows at its start")
    func growth() async throws {
        let (place, file) = try await workplace("v2,v1")
        #expect(await place.run("apply", "--auto-approve", "--wait", file).status == .success)
        let added = await place.run("add", file, "--name", "v3", "--from", "v2", "--training", Self.manifest)
        #expect(added.output.contains("added v3 to project signs, at the start of its list"))
        let names = try text(file).matches(of: #/name: (v\d)/#).map { String($0.1) }
        #expect(names == ["v3", "v2", "v1"])
        let offline = await place.run("add", "--offline", file, "--name", "v4")
        #expect(offline.output.contains("at the end of its list"))
    }

    @Test("3: a copy has the settings, tags and gate of its original, and no acknowledgement")
    func copy() async throws {
        let (place, file) = try await workplace()
        let original = """
              - name: old
                output: s3://bucket/old/
                tags: { a: b }
                expect: { minF1Score: 0.9 }
                acknowledge: { overwritten: "weekly", until: 2027-01-31 }

            """
        try place.write("a.yaml", try text(file) + original)
        let added = await place.run("add", "--offline", file, "--name", "new", "--from", "old", "--tag", "c=d")
        #expect(added.status == .success, "\(added.errors)")
        let copy = try #require(try text(file).components(separatedBy: "  - name: new\n").last)
        #expect(copy.contains("output: s3://bucket/old/") && copy.contains("a: b") && copy.contains("c: d"))
        #expect(copy.contains("minF1Score: 0.9") && !copy.contains("acknowledge"))
    }

    @Test("6: a manifest with a variable is not pinned")
    func variables() async throws {
        let (place, file) = try await workplace()
        try place.write("a.yaml", try text(file).replacingOccurrences(of: "v2", with: "v2-x"))
        let last = try text(file).replacingOccurrences(
            of: "name: v2-x\n    datasets: { training: [\(Self.manifest)]",
            with: "name: v2-x\n    datasets: { training: [\"s3://data/${var:TIME}.manifest\"]"
        )
        try place.write("a.yaml", last)
        let result = await place.run("pin", "--var", "TIME=day", file)
        #expect(result.output.contains("unchanged: 1 live, 1 with a variable"), "\(result.output) \(result.errors)")
        #expect(try text(file) == last)
    }

    @Test("A project that cannot be read is an error: it is unknown what is live")
    func unreadable() async throws {
        let (place, file) = try await workplace()
        let other = try text(file).replacingOccurrences(of: "project/signs/", with: "project/other/")
        try place.write("a.yaml", other)
        let result = await place.run("pin", file)
        #expect(result.status == .failure && result.errors.contains("does not exist"))
        #expect(try text(file) == other)
    }

    @Test("6: a copy of an entry does not write the value of a variable")
    func copiedVariable() async throws {
        let (place, file) = try await workplace()
        try place.write(
            "a.yaml",
            try text(file).replacingOccurrences(of: Self.manifest, with: "\"s3://data/${var:TIME}.manifest\"")
        )
        let before = try text(file)
        let arguments = ["add", "--offline", "--var", "TIME=canary", file, "--name", "new", "--from", "v2"]
        let refused = await place.run(arguments)
        #expect(refused.status == .failure)
        #expect(refused.errors.contains("(a.yaml:7) has a variable in `datasets.training.0`"), "\(refused.errors)")
        #expect(!(refused.output + refused.errors).contains("canary"))
        #expect(try text(file) == before)
        let replaced = await place.run(arguments + ["--training", Self.manifest])
        #expect(replaced.status == .success, "\(replaced.errors)")
        #expect(try !text(file).contains("canary"))
    }

    @Test("A copy that trains the same data again is a warning")
    func sameData() async throws {
        let (place, file) = try await workplace()
        try place.write(
            "a.yaml",
            try text(file).replacingOccurrences(of: "day.manifest", with: "day.manifest?versionId=1")
        )
        let same = await place.run("add", "--offline", file, "--name", "new", "--from", "v2")
        #expect(same.status == .success)
        #expect(same.errors.contains("warning: new would be trained from the same data with the same settings as v1"))
        let other = await place.run(
            "add",
            "--offline",
            file,
            "--name",
            "newer",
            "--from",
            "v2",
            "--training",
            "\(Self.manifest)?versionId=2"
        )
        #expect(other.status == .success && !other.errors.contains("warning"))
    }

    @Test("64: a tag is given once; a name that is given twice is retired once")
    func repetitions() async throws {
        let (place, file) = try await workplace()
        let tags = await place.run("add", "--offline", file, "--name", "x", "--tag", "a=1", "--tag", "a=2")
        #expect(tags.status == .usage && tags.errors.contains("gives the key `a` twice"))
        let retired = await place.run("retire", "v2", "v2", "--in", file)
        #expect(retired.status == .success && retired.output.hasSuffix("Retire: 1 version.\n"), "\(retired.errors)")
    }

    @Test("10: a file with other content than the run read is not written")
    func changedFile() async throws {
        let (place, file) = try await workplace()
        let path = FileFinder.normalized(file)
        let context = Context(
            process: .test(environment: [:], files: SystemFileReader()),
            output: TextBuffer(),
            errors: TextBuffer(),
            terminal: Terminal()
        )
        let output = try OutputFile(path, .edited(Array(try text(file).utf8)), in: context)
        try place.write("a.yaml", "other\n")
        #expect(throws: CommandFailure.self) { try output.write("edited\n") }
        #expect(try text(file) == "other\n")
    }

    @Test("A link is not edited through")
    func link() async throws {
        let (place, file) = try await workplace()
        let link = place.path("link.yaml")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a.yaml")
        let before = try text(file)
        let refused = await place.run("retire", "v2", "--in", link)
        #expect(refused.status == .failure && refused.errors.contains("is a symbolic link"), "\(refused.errors)")
        #expect(try text(file) == before)
    }

    @Test("11: an entry whose name has a variable describes other versions, and is not retired")
    func variableName() async throws {
        let (place, file) = try await workplace()
        let text = try text(file).replacingOccurrences(of: "name: v2", with: "name: \"v2-${var:STAGE}\"")
        try place.write("a.yaml", text)
        let result = await place.run("retire", "v2-prod", "--var", "STAGE=prod", "--in", file)
        #expect(result.status == .failure && result.errors.contains("describes other versions too"), "\(result)")
        #expect(try self.text(file) == text)
    }

    @Test("3: the settings of another project are not copied")
    func otherProject() async throws {
        let (place, file) = try await workplace()
        let other = """
            ---
            apiVersion: rekon/v1
            project: \(signs.replacingOccurrences(of: "project/signs/", with: "project/lights/"))
            defaults: { output: s3://bucket/lights/, kmsKey: alias/key }
            versions: []

            """
        let text = try text(file) + other
        try place.write("a.yaml", text)
        let result = await place.run("add", "--offline", file, "--project", "lights", "--name", "n", "--from", "v1")
        #expect(result.status.rawValue == 64 && result.errors.contains("is of another project"), "\(result)")
        #expect(try self.text(file) == text)
    }
}
