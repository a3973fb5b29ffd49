import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing
import Text

@testable import Reports

struct PlanReportTests {
    @Test func text() throws {
        try expectGolden(PlanText().render(samplePlan()), "plan-text")
    }

    @Test func textOfEverything() throws {
        let options = PlanText.Options(showsUnchanged: true, showsUnmanaged: true)
        try expectGolden(PlanText(options).render(samplePlan()), "plan-text-everything")
    }

    @Test func textInColourAndNarrow() throws {
        let options = PlanText.Options(style: .coloured, width: 60)
        try expectGolden(PlanText(options).render(samplePlan()), "plan-text-coloured-narrow")
    }

    @Test func json() throws {
        try expectGolden(PlanJSON.render(samplePlan()), "plan-json")
    }

    @Test("Nothing that the service or a file says can act on a terminal")
    func harmless() throws {
        for text in [PlanText().render(samplePlan()), PlanJSON.render(samplePlan())] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        }
    }

    @Test("JSON says every text exactly, and none of it can act on a terminal")
    func exactJSON() throws {
        let text = "a\u{1B}\u{7F}\u{9B}\u{2028}\u{202E}\u{200B}\u{E0041}é😀\"\\/"
        var plan = samplePlan()
        plan.projects[0].entries[0].tagDrift = TagDrift(
            desired: .none,
            live: Tags([("k\u{2028}", text), ("k\u{2029}", "other")])
        )
        let json = PlanJSON.render(plan)
        #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        #expect(json.contains(#""k\u2028" : "a\u001b\u007f\u009b\u2028\u202e\u200b\udb40\udc41é😀\"\\/""#))
        #expect(json.contains(#""k\u2029" : "other""#))
        struct Document: Decodable {
            struct Project: Decodable { var versions: [Version] }
            struct Version: Decodable { var tagDrift: Drift? }
            struct Drift: Decodable { var added: [String: String] }
            var projects: [Project]
        }
        let read = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
        #expect(read.projects[0].versions[0].tagDrift?.added["k\u{2028}"].map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test("Projects that need nothing are one line, unless there is only one or all are asked for")
    func quietProjects() throws {
        func plan(_ names: String...) -> Plan {
            let entry = samplePlan().projects[0].entries.filter { $0.outcome == .unchanged && $0.unknown.isEmpty }[0]
            return Plan(
                projects: names.map { ProjectPlan(project: projectARN($0), desiredCount: 2, entries: [entry, entry]) }
            )
        }
        #expect(
            PlanText().render(plan("a", "b", "c"))
                == "= 3 projects with nothing to do: 6 unchanged\n\nPlan: 0 to create, 6 unchanged. Nothing to do.\n"
        )
        #expect(PlanText().render(plan("a")).hasPrefix("\(projectARN("a"))\n  = 2 unchanged\n"))
        var mixed = plan("a", "b", "c")
        mixed.projects += samplePlan().projects
        let text = PlanText().render(mixed)
        #expect(text.hasPrefix(projectARN("lamps").text), "refused projects come first")
        #expect(text.contains("\n\n= 3 projects with nothing to do: 6 unchanged\n\nEstimate: "))
        let everything = PlanText(.init(showsUnchanged: true)).render(plan("a", "b"))
        #expect(everything.contains(projectARN("b").text))
    }

    @Test("A partial plan says what was left out, and by which patterns")
    func partial() throws {
        var plan = samplePlan()
        let selection = Selection(targets: [try Glob("v*"), try Glob("[a-c]")], projects: [try Glob("signs")])
        plan.omission = Omission(selection: selection, versions: 3, projects: 1)
        let text = PlanText().render(plan)
        #expect(
            text.contains(
                """


                Partial: --target 'v*' --target '[a-c]' --project 'signs' left out 3 versions; 1 project not read.

                Estimate:
                """
            )
        )
        #expect(PlanJSON.render(plan).contains("\"versionsLeftOut\" : 3"))
    }

    @Test func emptyPlan() {
        #expect(PlanText().render(Plan(projects: [])) == "Plan: 0 to create, 0 unchanged. Nothing to do.\n")
    }
}
