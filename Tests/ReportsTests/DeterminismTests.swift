import DesiredState
import ModelVersions
import Planning
import TestSupport
import Testing
import YAMLTree

@testable import Reports

/// The laws of the plan, over random desired and live states.
struct DeterminismTests {
    /// A random account: files that describe projects, and what is live in them.
    private struct World {
        var files: [(path: String, text: String)] = []
        var live: [ProjectARN: LiveProject] = [:]

        init(_ random: inout some RandomNumberGenerator) {
            let projects = (0..<Int.random(in: 1...4, using: &random)).map { projectARN("p\($0)") }
            var count = 0
            for file in 0..<Int.random(in: 1...4, using: &random) {
                var text = ""
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    guard let project = projects.randomElement(using: &random) else { continue }
                    text += "---\napiVersion: rekon/v1\nproject: \(project)\nversions:\n"
                    for _ in 0..<Int.random(in: 1...4, using: &random) {
                        count += 1
                        let kind = Int.random(in: 0...3, using: &random)
                        text += "  - name: v\(count)\n    output: s3://bucket/\(kind == 0 ? "a" : "b")/\n"
                        if kind == 2 { text += "    retired: true\n" }
                        if kind == 3 { text += "    kmsKey: alias/x\n" }
                    }
                }
                files.append(("f\(file).yaml", text))
            }
            let statuses = [
                "RUNNING", "TRAINING_FAILED", "DELETING", "EXPIRED", "TRAINING_IN_PROGRESS", "SOMETHING_NEW",
            ]
            for project in projects {
                let stem = project.text.split(separator: "/").dropLast().joined(separator: "/")
                let versions = (1...count + 3).filter { _ in Bool.random(using: &random) }.map { number in
                    LiveVersion(
                        arn: try! VersionARN("\(stem)/version/v\(number)/\(1_700_000_000_000 + number)"),
                        status: VersionStatus(statuses.randomElement(using: &random)!),
                        settings: LiveSettings(output: .init(bucket: "bucket", prefix: "b/"))
                    )
                }
                live[project] = LiveProject(versions: versions)
            }
        }

        func plan(_ files: [(path: String, text: String)], _ live: [ProjectARN: LiveState.Reading]) -> Plan {
            let documents = files.flatMap { YAMLParser.parse(Array($0.text.utf8), path: $0.path).documents }
            let (state, diagnostics) = DesiredStateReader.read(documents)
            precondition(diagnostics.isEmpty)
            return Planner.plan(state, against: LiveState(live))
        }
    }

    @Test("The plan is the same bytes whatever the order of files, projects and live versions", arguments: 0..<200)
    func order(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let world = World(&random)
        let plan = world.plan(world.files, world.live.mapValues { .present($0) })
        var shuffled: [ProjectARN: LiveState.Reading] = [:]
        for (arn, project) in world.live.shuffled(using: &random) {
            var project = project
            project.versions.shuffle(using: &random)
            shuffled[arn] = .present(project)
        }
        let again = world.plan(world.files.shuffled(using: &random), shuffled)
        #expect(PlanText().render(plan) == PlanText().render(again))
        #expect(PlanJSON.render(plan) == PlanJSON.render(again))
    }

    @Test("Every desired version has exactly one outcome", arguments: 0..<50)
    func total(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let world = World(&random)
        let plan = world.plan(world.files, world.live.mapValues { .present($0) })
        for project in plan.projects {
            #expect(project.entries.count == project.desiredCount)
            #expect(Set(project.entries.map(\.name)).count == project.desiredCount)
        }
    }

    @Test("Live state that could not be read never looks in sync", arguments: 0..<100)
    func unreadable(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let world = World(&random)
        var live = world.live.mapValues { LiveState.Reading.present($0) }
        let whole = world.plan(world.files, live)
        guard let victim = whole.projects.randomElement(using: &random)?.project else { return }
        switch Int.random(in: 0...2, using: &random) {
        case 0: live[victim] = .absent
        case 1: live[victim] = .unreadable(reason: "no")
        default: live[victim] = nil
        }
        let plan = world.plan(world.files, live)
        #expect(!plan.isComplete)
        #expect(!PlanText().render(plan).contains("Nothing to do"))
        #expect(PlanJSON.render(plan).contains("\"complete\" : false"))
        let planned = plan.projects.first { $0.project == victim }
        #expect(planned?.entries.isEmpty == true && planned?.problem != nil)
    }
}
