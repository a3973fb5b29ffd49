import DesiredState
import Foundation
import Host
import ModelVersions
import Planning
import Reconciler
import SavedPlans
import TestSupport
import Testing

@testable import Reports

private let signs = projectARN("signs")
private let west = projectARN("signs", region: "us-west-2")
private let other = projectARN("signs", account: "444455556666")
private let gone = projectARN("signs", region: "eu-west-1", account: "444455556666")

private let sandbox = SandboxNotice(path: "state.json")

/// Projects of one name in several regions and accounts: one to train, one in conflict, one with a version that no file
/// describes, one that does not exist.
private func desiredState(_ projects: [ProjectARN]) -> DesiredState {
    DesiredState(
        projects: projects.map { DesiredProject(arn: $0, versions: [desired("v1")], lists: [[desired("v1").name]]) }
    )
}

private var liveState: LiveState {
    LiveState([
        signs: .present(LiveProject(versions: [])),
        west: .present(
            LiveProject(versions: [live("v1", "RUNNING", of: west) { $0.settings.output?.prefix = "elsewhere/" }])
        ),
        other: .present(
            LiveProject(versions: [live("v1", "RUNNING", of: other), live("console", "RUNNING", of: other)])
        ),
        gone: .absent,
    ])
}

/// How reports name projects where one region and account is in play, and where several are.
struct SeveralPlacesTests {
    private static let names = ProjectNames([signs, west, other])
    private static let all = [signs, west, other, gone]

    private func plan(_ projects: [ProjectARN] = Self.all) -> Plan {
        Planner.plan(desiredState(projects), against: liveState)
    }

    private func drift(_ projects: [ProjectARN] = Self.all) -> DriftReport {
        DriftReport(
            plan(projects),
            of: desiredState(projects),
            against: liveState,
            options: DriftOptions(unmanaged: .fail, tags: false)
        )
    }

    private func status(_ projects: [ProjectARN] = Self.all) -> StatusReport {
        StatusReport(plan(projects), of: desiredState(projects), against: liveState, options: .init())
    }

    private func expect(_ review: Review, _ name: String, _ format: ReviewFormat) throws {
        var review = review
        review.sandbox = sandbox
        let text = format.render(review)
        try expectGolden(format == .sarif ? prettyJSON(text) : text, "\(name)-\(format.name)")
    }

    @Test("Projects that a saved plan does not hold count for the names")
    func refusedBefore() {
        var plan = plan([signs])
        #expect(plan.names[signs].name == "signs")
        plan.refusedBefore = [RefusedProject(west, .blocked, [], heldCount: 0)]
        #expect(plan.names[signs].name == "signs in us-east-1 of account 111122223333")
        #expect(plan.names[west].name == "signs in us-west-2 of account 111122223333")
    }

    @Test("Several versions with an odd place have one note in the plural")
    func oddOrder() {
        let names = [desired("a").name, desired("b").name]
        let text = Note.oddOrder.text(of: names)
        #expect(text.hasPrefix("2 versions to create (a, b): their places in the list are odd"))
        #expect(Note.oddOrder.text(of: [names[0]]) == "1 version to create (a): \(Note.oddOrder.text)")
    }

    @Test("A project has its region and account with it where the report has several, and only there")
    func names() {
        #expect(ProjectNames([signs, projectARN("lights")])[signs].name == "signs")
        #expect(ProjectNames([signs, projectARN("lights")]).summary == nil)
        #expect(ProjectNames([]).summary == nil)
        #expect(Set(Self.all.map { Self.names[$0].name }).count == Self.all.count)
        #expect(Self.names[west].name == "signs in us-west-2 of account 111122223333")
        #expect(
            Self.names.summary
                == "Regions and accounts: us-east-1 of account 111122223333, us-west-2 of account 111122223333, "
                + "us-east-1 of account 444455556666."
        )
        let many = ProjectNames((0..<100).map { projectARN("signs", account: "\(111_122_223_000 + $0)") })
        #expect(many.summary?.hasSuffix("us-east-1 of account 111122223009 and 90 more.") == true)
    }

    @Test("A plan of several regions and accounts on the sandbox, for review", arguments: ReviewFormat.all)
    func planReview(format: ReviewFormat) throws {
        let options = ReviewOptions(toolVersion: "1.2.3", showsUnchanged: true, showsUnmanaged: true, paths: ["models"])
        try expect(Review(plan(), of: desiredState(Self.all), options: options), "places-plan", format)
    }

    @Test("A drift of several regions and accounts on the sandbox, for review", arguments: ReviewFormat.all)
    func driftReview(format: ReviewFormat) throws {
        let review = Review(drift(), of: desiredState(Self.all), toolVersion: "1.2.3", paths: ["models"])
        try expect(review, "places-drift", format)
    }

    @Test func planText() throws { try expectGolden(PlanText().render(plan()), "places-plan-text") }

    @Test func driftText() throws { try expectGolden(DriftText().render(drift()), "places-drift-text") }

    @Test func metrics() throws {
        let now = UnixTime(milliseconds: 1_795_000_000_000)
        try expectGolden(DriftMetrics.render(drift(), now: now, sandbox: true), "places-drift-prometheus")
    }

    @Test func csv() throws { try expectGolden(StatusCSV.render(status(), sandbox: true), "places-status-csv") }

    @Test("No two sections, links and captions of a page have the same name")
    func page() {
        func page(_ projects: [ProjectARN], _ sandbox: SandboxNotice?) -> String {
            StatusPage(now: 0, generator: "rekon test", sandbox: sandbox).render(status(projects))
        }
        let text = page(Self.all, sandbox)
        for project in Self.all {
            let name = ProjectNames(Self.all)[project].name
            #expect(text.contains(">\(name)</h2>") && text.contains(">\(name)</a>"))
        }
        #expect(text.contains("Versions of signs in us-west-2 of account 111122223333, oldest first"))
        #expect(text.contains("<p class=\"notice\">Sandbox: state.json; no AWS account was read.</p>"))
        let one = page([signs], nil)
        #expect(one.contains(">signs</h2>") && !one.contains("Sandbox"))
    }

    @Test("One region and account is named nowhere but in ARNs", arguments: ReviewFormat.all)
    func one(format: ReviewFormat) {
        for review in [
            Review(plan([west]), of: desiredState([west]), options: ReviewOptions(toolVersion: "1")),
            Review(drift([west]), of: desiredState([west]), toolVersion: "1", paths: []),
        ] {
            #expect(!format.render(review).contains("of account"))
            #expect(!format.render(review).contains("state.json"))
        }
        #expect(!PlanText().render(plan([west])).contains("of account"))
        #expect(!DriftText().render(drift([west])).contains("of account"))
    }

    @Test("A change that makes a plan stale names its project")
    func changes() {
        let change = PlanChange(project: other, name: desired("v1").name, text: "is gone")
        #expect(
            PlanChangesText.render([change], of: plan())
                == "  - version `v1` of `signs in us-east-1 of account 444455556666` is gone\n"
        )
        #expect(PlanChangesText.render([change], of: plan([other])) == "  - version `v1` of `signs` is gone\n")
    }

    // MARK: Progress

    private var events: [ApplyEvent] {
        let name = desired("v1").name
        return [
            .started(project: west, name: name),
            .resolving(project: west, name: name, cause: .lostAnswer),
            .queued(project: west, name: name, reason: "2 of 2 run"),
            .finished(ApplyReport.Item(project: west, name: name, location: nil, result: .notStarted)),
            .training(.following(project: west, name: name, created: nil, expected: nil)),
            .training(.changed(project: west, name: name, status: VersionStatus("RUNNING"))),
            .training(.ended(TrainingReport.Item(project: west, name: name, result: .failed))),
            .training(.pollFailed(project: west, names: [name], reason: "Throttled")),
            .training(.pollRecovered(project: west, names: [name])),
        ]
    }

    @Test("Each line of progress names the region and account where several are in play")
    func progress() {
        for event in events {
            let lines = [Self.names, ProjectNames([west])].map { ApplyText.progress(event, at: 0, $0) }
            #expect(lines[0].contains("signs in us-west-2 of account 111122223333"))
            #expect(!lines[1].contains("us-west-2"))
            #expect(
                lines[0].replacing(" in us-west-2 of account 111122223333", with: "")
                    .replacing("v1 of signs", with: "v1") == lines[1]
            )
        }
    }

    @Test("Bars and the line of a heartbeat name the region and account where several are in play")
    func bars() {
        var board = TrainingBoard()
        for project in [signs, west] {
            board.handle(
                .training(
                    .following(project: project, name: desired("v1").name, created: 0, expected: .seconds(7200))
                ),
                at: 0
            )
        }
        #expect(
            TrainingBars.draw(board, columns: 120, rows: 24, now: 3_600_000, Self.names) == [
                "v1 of signs in us-east-1 of account 111122223333  [##########----------]  training 1h 00m of about "
                    + "2h 00m",
                "v1 of signs in us-west-2 of account 111122223333  [##########----------]  training 1h 00m of about "
                    + "2h 00m",
            ]
        )
        #expect(
            TrainingBars.draw(board, columns: 64, rows: 24, now: 3_600_000, Self.names).first
                == "v1 of signs in us-east-1 of account 11112… 1h00m"
        )
        #expect(
            board.heartbeat(at: 3_600_000, Self.names)
                == "still training: v1 of signs in us-east-1 of account 111122223333 (1h 00m of about 2h 00m), "
                + "v1 of signs in us-west-2 of account 111122223333 (1h 00m of about 2h 00m)"
        )
    }
}
