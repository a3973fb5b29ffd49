import Foundation
import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct StoreTests {
    private func message(_ work: () async throws -> some Any) async -> String {
        do {
            _ = try await work()
            return ""
        } catch let error as SandboxError {
            return error.description
        } catch {
            return "\(type(of: error))"
        }
    }

    @Test("One store reads what another wrote, and only the lock is left beside the file")
    func roundTrip() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        let (one, two) = (SandboxStore(path: path), SandboxStore(path: path))
        #expect(try one.read() == SandboxState())
        #expect(try folder.names == [])
        try await one.update { $0.settings.concurrentTrainings = 7 }
        #expect(try two.read().settings.concurrentTrainings == 7)
        try await two.update { $0.settings.concurrentTrainings = 8 }
        #expect(try one.read().settings.concurrentTrainings == 8)
        #expect(try folder.names == ["state.json", "state.json.lock"])
    }

    @Test("A change that changes nothing, or throws, writes nothing")
    func nothingWritten() async throws {
        struct Refusal: Error {}
        let folder = try TemporaryFolder()
        let store = SandboxStore(path: folder.path("state.json"))
        #expect(try await store.update { _ in 5 } == 5)
        await #expect(throws: Refusal.self) {
            try await store.update { state in
                state.settings.concurrentTrainings = 9
                throw Refusal()
            }
        }
        #expect(try folder.names == ["state.json.lock"])
        #expect(try store.read() == SandboxState())
        // And the lock is free again.
        try await store.update { $0.settings.concurrentTrainings = 3 }
        #expect(try store.read().settings.concurrentTrainings == 3)
    }

    @Test("In memory: the same rules, and no file")
    func memory() async throws {
        struct Refusal: Error {}
        let store = SandboxStore(path: nil)
        try await store.update { $0.settings.concurrentTrainings = 3 }
        await #expect(throws: Refusal.self) {
            try await store.update { state in
                state.settings.concurrentTrainings = 9
                throw Refusal()
            }
        }
        #expect(try store.read().settings.concurrentTrainings == 3)
    }

    @Test(
        "A file that cannot be used is left alone, and the message says why",
        arguments: [
            ("{", "is not a state of a sandbox, or it is damaged"),
            ("[]", "is not a state of a sandbox, or it is damaged"),
            ("{}", "is not a state of a sandbox, or it is damaged"),
            (#"{"formatVersion":1,"settings":{},"projects":[{"arn":"x"}]}"#, "is not a state of a sandbox"),
            (#"{"formatVersion":2,"other":true}"#, "has the format 2, and this version of rekon reads 1"),
            (state(settings: #""account":"12""#), "settings.account must have twelve digits"),
            (state(settings: #""trainingDurationSeconds":-1"#), "settings.trainingDurationSeconds must be"),
            (state(settings: #""consistencyDelayMilliseconds":99999999999"#), "settings.consistencyDelayMilliseconds"),
            (state(arn: "signs"), "signs is not the ARN of a project"),
            (state(createdAt: "9223372036854775807"), "a time of arn:aws"),
            (state(createdAt: "-1"), "a time of arn:aws"),
        ]
    )
    func unusable(text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let store = SandboxStore(path: path)
        #expect(await message { try store.read() }.contains(words))
        #expect(await message { try store.read() }.contains("state.json"))
        #expect(await message { try await store.update { $0.settings.concurrentTrainings = 9 } }.contains(words))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    private static func state(
        settings: String = "",
        arn: String = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1",
        createdAt: String = "1"
    ) -> String {
        """
        {"formatVersion":1,"settings":{\(settings)},"projects":[{"arn":"\(arn)","createdAt":\(createdAt),
         "feature":"CUSTOM_LABELS","tags":{},"datasets":[],"versions":[]}]}
        """
    }

    @Test("A file written by hand: settings that are left out, versions in any order")
    func byHand() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        let arn = "arn:aws:rekognition:us-east-1:111122223333:project/signs"
        let versions = [2000, 1000, 3000].map { time in
            """
            {"arn":"\(arn)/version/v\(time)/\(time)","createdAt":\(time),"feature":"CUSTOM_LABELS","request":
             {"ProjectArn":"\(arn)/1","VersionName":"v\(time)","OutputConfig":{"S3Bucket":"bucket"}}}
            """
        }
        try """
        {"formatVersion":1,"settings":{"concurrentTrainings":4},"projects":[{"arn":"\(arn)/1","createdAt":1,
         "feature":"CUSTOM_LABELS","tags":{},"datasets":[],"versions":[\(versions.joined(separator: ","))]}]}
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let store = SandboxStore(path: path)
        #expect(try store.read().settings.concurrentTrainings == 4)
        #expect(try store.read().settings.trainingDurationSeconds == 5)
        #expect(try store.read().projects[0].versions.map(\.createdAt) == [1000, 2000, 3000])
    }

    @Test func places() async throws {
        let folder = try TemporaryFolder()
        #expect(await message { try SandboxStore(path: folder.url.path).read() }.contains("is not a file"))
        let missing = SandboxStore(path: folder.path("none/state.json"))
        #expect(try missing.read() == SandboxState())
        #expect(
            await message { try await missing.update { $0.settings.concurrentTrainings = 9 } }
                .contains("the folder of \(folder.path("none/state.json")).lock does not exist")
        )
        try "x".write(toFile: folder.path("file"), atomically: true, encoding: .utf8)
        let below = SandboxStore(path: folder.path("file/state.json"))
        #expect(await message { try below.read() }.contains("cannot be found"))
    }

    @Test("A file without rights", .enabled(if: geteuid() != 0, "root reads everything"))
    func rights() async throws {
        let folder = try TemporaryFolder()
        let store = SandboxStore(path: folder.path("state.json"))
        try await store.update { $0.settings.concurrentTrainings = 9 }
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path("state.json"))
        #expect(await message { try store.read() }.contains("cannot be read: Permission denied"))
    }

    @Test("No link is followed: not for the state, not for its lock")
    func links() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        try await SandboxStore(path: path).update { $0.settings.concurrentTrainings = 3 }
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        }
        try link("link.json", to: "state.json")
        let linked = SandboxStore(path: folder.path("link.json"))
        #expect(await message { try linked.read() }.contains("is a symbolic link"))
        #expect(await message { try await linked.update { $0.settings.concurrentTrainings = 4 } }.contains("symbolic"))
        try link("b.json.lock", to: "nowhere")
        let locked = SandboxStore(path: folder.path("b.json"))
        let refusal = await message { try await locked.update { $0.settings.concurrentTrainings = 4 } }
        #expect(refusal.contains("is a symbolic link: remove it"))
        #expect(try SandboxStore(path: path).read().settings.concurrentTrainings == 3)
        #expect(try !folder.names.contains("nowhere"))
    }

    @Test("A new file is its owner's, and an existing one keeps its rights")
    func ownRights() async throws {
        let folder = try TemporaryFolder()
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
        }
        let store = SandboxStore(path: folder.path("state.json"))
        try await store.update { $0.settings.concurrentTrainings = 3 }
        #expect(try mode("state.json") == 0o600 && mode("state.json.lock") == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("state.json"))
        try await store.update { $0.settings.concurrentTrainings = 4 }
        #expect(try mode("state.json") == 0o640)
    }

    @Test("A file beside it with the name of a temporary file stays, and none of the store's own is left")
    func temporaryFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        try folder.write("state.json.tmp", "another program's")
        try await SandboxStore(path: path).update { $0.settings.concurrentTrainings = 3 }
        #expect(try SandboxStore(path: path).read().settings.concurrentTrainings == 3)
        #expect(try String(contentsOfFile: path + ".tmp", encoding: .utf8) == "another program's")
        #expect(try folder.names == ["state.json", "state.json.lock", "state.json.tmp"])
    }

    @Test("An empty file is an empty account")
    func emptyFile() async throws {
        let folder = try TemporaryFolder()
        let store = SandboxStore(path: try folder.write("state.json", ""))
        #expect(try store.read() == SandboxState())
        try await store.update { $0.settings.concurrentTrainings = 3 }
        #expect(try store.read().settings.concurrentTrainings == 3)
    }

    @Test("A file that is removed is an empty account")
    func removed() async throws {
        let folder = try TemporaryFolder()
        let store = SandboxStore(path: folder.path("state.json"))
        try await store.update { $0.settings.concurrentTrainings = 3 }
        try FileManager.default.removeItem(atPath: folder.path("state.json"))
        #expect(try store.read() == SandboxState())
        try await store.update { $0.settings.trainingDurationSeconds = 3 }
        #expect(try SandboxStore(path: folder.path("state.json")).read().settings.concurrentTrainings == 2)
    }

    @Test("The same state is the same bytes")
    func deterministic() async throws {
        let folder = try TemporaryFolder()
        func bytes(_ name: String) async throws -> Data {
            let clock = ManualWallClock()
            let engine = SandboxEngine(store: SandboxStore(path: folder.path(name)), wallClock: clock)
            let tags = Tags((0..<50).map { ("k\($0)", "v\($0)") })
            _ = try await engine.createProject(CreateProjectRequest(projectName: "a", tags: tags), in: place)
            return try Data(contentsOf: URL(filePath: folder.path(name)))
        }
        #expect(try await bytes("a") == bytes("b"))
    }

    @Test("A write of another process is seen, also when the file system reuses inodes and has coarse times")
    func fresh() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        let (reader, writer) = (SandboxStore(path: path), SandboxStore(path: path))
        for number in 100..<250 {
            try await writer.update { $0.settings.concurrentTrainings = number + 500 }
            try await writer.update { $0.settings.concurrentTrainings = number }
            #expect(try reader.read().settings.concurrentTrainings == number)
        }
    }

    @Test("Many writers on one file, through several stores, lose nothing")
    func concurrency() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("state.json")
        let stores = (0..<3).map { _ in SandboxStore(path: path) }
        try await stores[0].update { $0.settings.projectsPerRegion = 0 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try await stores[number % 3].update { $0.settings.projectsPerRegion += 1 }
                    _ = try stores[(number + 1) % 3].read()
                }
            }
            try await group.waitForAll()
        }
        for store in stores { #expect(try store.read().settings.projectsPerRegion == 60) }
        #expect(try folder.names == ["state.json", "state.json.lock"])
    }

    @Test("Quota and names hold among many clients on one file")
    func racing() async throws {
        let folder = try TemporaryFolder()
        let engines = (0..<2).map { _ in SandboxEngine(store: SandboxStore(path: folder.path("state.json"))) }
        try await engines[0].configure {
            $0.trainingDurationSeconds = 1000
            $0.concurrentTrainings = 5
        }
        let project = try await engines[0].createProject(CreateProjectRequest(projectName: "signs"), in: place)
        let codes = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await code {
                        try await engines[number % 2].createProjectVersion(
                            training("v\(number / 4)", of: project.projectARN),
                            in: place
                        )
                    }
                }
            }
            return try await group.reduce(into: [String?: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes[nil] == 5)
        #expect(codes.keys.allSatisfy { [nil, "ResourceInUseException", "LimitExceededException"].contains($0) })
        let versions = try engines[1].store.read().projects[0].versions
        #expect(versions.count == 5)
        #expect(Set(versions.map(\.request.versionName)).count == 5)
    }
}
