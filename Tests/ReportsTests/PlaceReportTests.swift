import DesiredState
import Diagnostics
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing
import Text

@testable import Checks
@testable import Reports

private let signs = projectARN("signs")
private let lamps = projectARN("lamps")
private let west = projectARN("signs", region: "us-west-2")
private let other = projectARN("signs", account: "444455556666")

/// Reports about two accounts, one with two regions: their parts, prices, limits and credentials.
struct PlaceReportTests {
    private static let access = [
        "111122223333": AccountAccess(
            read: .role("arn:aws:iam::111122223333:role/rekon-read"),
            create: .role("arn:aws:iam::111122223333:role/ops/rekon-create")
        ),
        "444455556666": AccountAccess(read: .profile("vision-\u{1B}[31mtest"), create: .ofRun),
    ]
    private static let prices = Prices(
        .assumedForTraining,
        regions: [AccountRegion(west): HourlyPrice("1.20")!, AccountRegion(other): HourlyPrice("0.50")!]
    )
    private static let unitPrices = Prices(.assumedForInference, regions: [AccountRegion(west): HourlyPrice("5")!])

    private static let desiredState = DesiredState(
        projects: [signs, west, lamps, other].map { arn in
            let versions = [desired("v1"), desired("v2")]
            return DesiredProject(arn: arn, versions: versions, lists: [versions.map(\.name)])
        }
    )

    /// In each project `v1` is live and runs; `v2` is to be created.
    private static func liveState(unreadable: [ProjectARN] = []) -> LiveState {
        LiveState(
            Dictionary(
                uniqueKeysWithValues: [signs, west, lamps, other].map { arn in
                    let version = live("v1", "RUNNING", of: arn, created: 1_700_000_000_000) {
                        $0.training.billableSeconds = 7200
                        $0.training.created = 1_700_000_000_000
                        $0.inferenceUnits = InferenceUnits(minimum: 1, maximum: arn == west ? 3 : 1)
                    }
                    let reading =
                        unreadable.contains(arn)
                        ? LiveState.Reading.unreadable(reason: "the role rekon-read cannot be assumed: AccessDenied")
                        : .present(LiveProject(datasets: readyDatasets, versions: [version]))
                    return (arn, reading)
                }
            )
        )
    }

    private static func plan(unreadable: [ProjectARN] = [], access: [String: AccountAccess] = access) -> Plan {
        Planner.plan(desiredState, against: liveState(unreadable: unreadable), options: PlanOptions(access: access))
    }

    private static func drift(unreadable: [ProjectARN] = []) -> DriftReport {
        DriftReport(plan(unreadable: unreadable), of: desiredState, against: liveState(unreadable: unreadable))
    }

    private static func status(unreadable: [ProjectARN] = []) -> StatusReport {
        StatusReport(
            plan(unreadable: unreadable),
            of: desiredState,
            against: liveState(unreadable: unreadable),
            options: .init(price: prices, inferencePrice: unitPrices)
        )
    }

    private func text(_ plan: Plan) -> String { PlanText(PlanText.Options(price: Self.prices)).render(plan) }

    // MARK: Plan

    @Test func planText() throws { try expectGolden(text(Self.plan()), "accounts-plan-text") }

    @Test func planJSON() throws {
        try expectGolden(PlanJSON.render(Self.plan(), price: Self.prices), "accounts-plan-json")
    }

    @Test("A plan of two accounts with credentials, for review", arguments: ReviewFormat.all)
    func planReview(format: ReviewFormat) throws {
        let options = ReviewOptions(toolVersion: "1.2.3", price: Self.prices, paths: ["models"])
        let text = format.render(Review(Self.plan(), of: Self.desiredState, options: options))
        try expectGolden(format == .sarif ? prettyJSON(text) : text, "accounts-plan-\(format.name)")
    }

    @Test("The credentials of one account are named too, without headings")
    func oneAccount() {
        var plan = Self.plan()
        plan.projects.removeLast(3)
        let text = text(plan)
        #expect(
            text.contains(
                "Accounts:\n  111122223333: reads with role rekon-read, creates with role ops/rekon-create\n\n"
            )
        )
        #expect(!text.contains("Account 1111") && !text.contains("444455556666"))
        #expect(!PlanJSON.render(plan).contains("\"places\""))
        #expect(!self.text(Self.plan(access: [:])).contains("Accounts:"))
    }

    @Test("An account whose projects cannot be read for one reason is one message for people, and each in data")
    func unreadAccount() throws {
        let plan = Self.plan(unreadable: [signs, west, lamps])
        let text = text(plan)
        let reason = "the role rekon-read cannot be assumed: AccessDenied"
        func count(_ text: String) -> Int { text.components(reason) }
        #expect(count(text) == 1)
        #expect(
            text.hasPrefix(
                """
                Account 111122223333
                  ! not planned: 6 versions in 3 projects
                    the live state could not be read: \(reason)
                    `signs` in us-east-1, `signs` in us-west-2, `lamps` in us-east-1

                """
            )
        )
        #expect(count(DriftText().render(Self.drift(unreadable: [signs, west, lamps]))) == 1)
        let review = Review(plan, of: Self.desiredState, options: ReviewOptions(toolVersion: "1"))
        #expect(review.findings.count { $0.rule == .projectUnreadable } == 3)
        #expect(count(ReviewFormat.github.render(review)) == 1)
        #expect(
            ReviewFormat.github.render(review).contains(
                "3 projects of account `111122223333` (`signs` in us-east-1, `lamps` in us-east-1, `signs` in us-west-2)"
            )
        )
        // Once with what is refused, once with what is in the way.
        #expect(count(ReviewFormat.markdown.render(review).replacing("`", with: "")) == 2)
        #expect(count(ReviewFormat.sarif.render(review)) == 3)
        let one = Self.plan(unreadable: [west, other])
        #expect(count(self.text(one)) == 2, "one project of each account")
    }

    @Test("The headings name the credentials, and an account that could not be read has only its message")
    func headings() {
        let text = text(Self.plan(unreadable: [signs, west, lamps]))
        #expect(!text.contains("Accounts:") && !text.contains("Account 111122223333, "))
        #expect(!text.contains("Plan of account 111122223333"))
        #expect(text.contains("Plan of account 444455556666, us-east-1: 1 to create, 1 unchanged"))
        #expect(text.contains("Account 444455556666, us-east-1 (reads with profile vision-"))
        let part = self.text(Self.plan(unreadable: [signs, lamps]))
        #expect(!part.contains("Account 111122223333, us-east-1") && part.contains("Account 111122223333, us-west-2 ("))
    }

    @Test("A plan that apply shows names only the credentials that create")
    func planOfApply() {
        var options = PlanText.Options(price: Self.prices)
        options.isOfApply = true
        let text = PlanText(options).render(Self.plan())
        #expect(text.contains("Account 111122223333, us-east-1 (creates with role ops/rekon-create)"))
        #expect(!text.contains("reads with"))
        var plan = Self.plan()
        plan.projects.removeLast(3)
        let one = PlanText(options).render(plan)
        #expect(one.contains("Accounts:\n  111122223333: creates with role ops/rekon-create\n\n"))
    }

    // MARK: Prices and limits

    @Test("Several prices are named with their places, one price is not")
    func assumption() {
        let prices = Self.prices
        let places = [signs, west, other].map { AccountRegion($0) }
        #expect(
            prices.assumption(in: places)
                == "assuming 1.20 USD an hour in us-west-2 of account 111122223333, "
                + "0.50 USD an hour in us-east-1 of account 444455556666, 1.00 elsewhere (trainingPrice in the settings)"
        )
        #expect(prices.assumption(in: [places[1]]) == "assuming 1.20 USD an hour (--training-price)")
        #expect(
            prices.assumption(in: places.dropFirst())
                == "assuming 1.20 USD an hour in us-west-2 of account 111122223333, "
                + "0.50 USD an hour in us-east-1 of account 444455556666 (trainingPrice in the settings)"
        )
        let many = (0..<9).map { AccountRegion(projectARN(account: "11112222333\($0)")) }
        let dear = Prices(
            .assumedForInference,
            regions: Dictionary(uniqueKeysWithValues: many.map { ($0, HourlyPrice("\($0.account.suffix(1)).5")!) })
        )
        #expect(dear.unitAssumption(in: many).contains("account 111122223332, other prices in 6 more (inferencePrice"))
    }

    @Test("The message of a limit names the place and where the limit was written")
    func limits() throws {
        func refused(_ bound: PlanLimit.Bound, _ scope: PlanLimit.Scope) -> Plan {
            let limit = PlanLimit(bound, of: scope, from: .settings(place: "rekon.yaml:12:5"))
            return Self.plan().judged(by: [limit], at: Self.prices)
        }
        let account = refused(.creates(2), .account("111122223333"))
        #expect(account.refusals.map(\.project) == [signs, west, lamps] && account.creates.map(\.project) == [other])
        #expect(
            account.refusals[0].causes.map(\.text) == [
                "is over a limit: the plan would train 3 versions in account 111122223333, and maxCreates "
                    + "(rekon.yaml:12:5) allows 2"
            ]
        )
        let region = refused(.cost(DollarAmount("2", upTo: 10)!), .region(AccountRegion(west)))
        #expect(
            region.refusals.map(\.causes) == [
                [
                    .init(
                        nil,
                        "is over a limit: the plan's 1 training in us-west-2 of account 111122223333 could cost up to "
                            + "2.40 USD (1 at the longest training of the project), and maxCost (rekon.yaml:12:5) "
                            + "allows 2.00 USD"
                    )
                ]
            ]
        )
        #expect(region.refusals.map(\.reason) == [.overLimit] && region.refusals[0].heldCount == 1)
        let option = PlanLimit(.creates(3), of: .run, from: .option)
        let excess = try #require(Self.plan().exceeded(of: [option], at: Self.prices))
        #expect(excess.message(at: Self.prices) == "the plan would train 4 versions, and --max-creates allows 3")
        #expect(excess.help == "raise --max-creates, or \(LimitWords.selectFewer)")
        var all = Self.plan()
        for id in ["111122223333", "444455556666"] {
            all = all.judged(by: [PlanLimit(.creates(0), of: .account(id), from: .option)], at: Self.prices)
        }
        #expect(all.refusal == .overLimit)
        #expect(PlanSummary.line(of: all).hasSuffix("Blocked: a limit or a failed check stands in the way."))
    }

    // MARK: Drift and status

    @Test func driftText() throws {
        try expectGolden(DriftText(price: Self.unitPrices).render(Self.drift()), "accounts-drift-text")
    }

    @Test func driftJSON() throws {
        try expectGolden(DriftJSON.render(Self.drift(), price: Self.unitPrices), "accounts-drift-json")
    }

    @Test func driftMarkdown() throws {
        let review = Review(Self.drift(), of: Self.desiredState, toolVersion: "1.2.3", paths: ["models"])
        try expectGolden(ReviewFormat.markdown.render(review), "accounts-drift-markdown")
    }

    @Test func statusText() throws {
        try expectGolden(StatusText(now: 1_795_000_000_000).render(Self.status()), "accounts-status-text")
    }

    @Test func statusJSON() throws { try expectGolden(StatusJSON.render(Self.status()), "accounts-status-json") }

    @Test("A page has a heading before the projects of each place, and the links lead to their sections")
    func page() throws {
        let page = StatusPage(now: 0, generator: "rekon test").render(Self.status())
        let headings = ["Account 111122223333, us-east-1", "Account 111122223333, us-west-2"]
        for heading in headings { #expect(page.contains("<h2 class=\"place\">\(heading)</h2>")) }
        #expect(page.contains("Reads with role rekon-read."))
        let names = ["signs", "lamps", "signs", "signs"]
        for (number, name) in names.enumerated() {
            #expect(page.contains("<a href=\"#p\(number + 1)\">\(name) in "))
            #expect(page.contains("<h2 id=\"p\(number + 1)-name\">\(name) in "))
        }
        #expect(page.contains("<dt>USD</dt>") && page.contains("<dt>USD an hour</dt>"))
    }

    @Test("A status counts the projects that could not be read, in each place and in all")
    func unreadStatus() {
        let report = Self.status(unreadable: [west, lamps])
        let text = StatusText(now: 1_795_000_000_000).render(report)
        #expect(
            text.contains("Status of account 111122223333, us-west-2: 1 project that could not be read.\n")
        )
        #expect(
            text.contains(
                "Status of account 111122223333, us-east-1: 2 versions: 1 trained, 1 not trained; 1 project that could "
                    + "not be read."
            )
        )
        #expect(
            text.contains(
                "\nStatus: 4 projects, 4 versions: 2 trained, 2 not trained; 2 projects that could not be read.\n"
            )
        )
        let page = StatusPage(now: 0, generator: "rekon test").render(report)
        #expect(page.contains("1 project that could not be read. Reads with role rekon-read."))
        #expect(page.contains("<dt>could not be read</dt>") && !page.contains("no versions"))
        let none = StatusText(now: 0).render(Self.status(unreadable: [signs, west, lamps, other]))
        #expect(none.contains("\nStatus: 4 projects that could not be read.\nIncomplete: "))
    }

    // MARK: Apply, wait, verify

    private static var trainings: TrainingReport {
        TrainingReport(
            items: [signs, west, other].map { arn in
                let version = live("v2", "TRAINING_COMPLETED", of: arn, created: 1_794_990_000_000) {
                    $0.training.billableSeconds = 3600
                }
                return TrainingReport.Item(
                    project: arn,
                    name: version.arn.name,
                    live: version,
                    result: .completed(.none)
                )
            }
        )
    }

    private static var applied: ApplyReport {
        var report = ApplyReport(
            items: [signs, west, lamps, other].map { arn in
                let version = live("v2", of: arn, created: 1_794_990_000_000).arn
                return ApplyReport.Item(
                    project: arn,
                    name: version.name,
                    location: nil,
                    result: arn == lamps ? .deferred(reason: "no slot") : .created(version)
                )
            },
            trainings: trainings
        )
        report.access = access
        return report
    }

    @Test func applyText() throws {
        let text = ApplyText(trainings: TrainingText(price: Self.prices, now: 1_795_000_000_000))
        try expectGolden(text.render(Self.applied), "accounts-apply-text")
    }

    @Test("The results of apply name only the credentials that create")
    func applyHeadings() {
        let access = Self.access
        let text = ApplyText(trainings: TrainingText(now: 1_795_000_000_000, access: access)).render(Self.applied)
        #expect(text.contains("Account 111122223333, us-east-1 (creates with role ops/rekon-create)"))
        #expect(!text.contains("reads with"))
    }

    @Test func applyJSON() throws {
        try expectGolden(ApplyJSON.render(Self.plan(), Self.applied, price: Self.prices), "accounts-apply-json")
    }

    @Test func waitJSON() throws {
        try expectGolden(TrainingJSON.render(Self.trainings, price: Self.prices), "accounts-wait-json")
    }

    @Test func verify() throws {
        let report = PreflightReport(
            results: [signs, west, lamps].map { arn in
                CheckResult(
                    rule: OutputBucketCheck.rule,
                    verdict: arn == west ? .fail : .pass,
                    project: arn,
                    subject: "s3://out",
                    message: "it is there",
                    help: nil,
                    permission: nil,
                    trainings: []
                )
            },
            trainingCount: 3
        )
        try expectGolden(
            PreflightText(style: .plain, width: nil, showsPassed: true).render(report),
            "accounts-verify-text"
        )
        let json = PreflightJSON.render(report)
        #expect(json.contains("\"places\"") && json.contains("\"region\" : \"us-west-2\""))
    }

    @Test("Checks that were not possible in an account for one reason are one message")
    func uncheckedAccount() {
        func unknown(_ arn: ProjectARN, _ rule: CheckRule, _ what: String) -> CheckResult {
            CheckResult(
                rule: rule,
                verdict: .unknown,
                project: arn,
                subject: nil,
                message: "\(what) could not be read: account 111122223333: the role cannot be assumed",
                help: nil,
                permission: nil,
                trainings: []
            )
        }
        let unread = [signs, west].flatMap { arn in
            [
                unknown(arn, CallerCheck.rule, "the owner of the credentials"),
                unknown(arn, ProjectCheck.rule, "the project"),
            ]
        }
        var passed = unknown(other, ProjectCheck.rule, "")
        passed.verdict = .pass
        passed.message = "CREATED"
        func render(_ results: [CheckResult]) -> String {
            PreflightText(style: .plain, width: nil, showsPassed: true, access: Self.access)
                .render(PreflightReport(results: results, trainingCount: 1))
        }
        let text = render(unread + [passed])
        #expect(
            text.hasPrefix(
                """
                Account 111122223333
                  ? not checked: 2 projects
                    the owner of the credentials could not be read: account 111122223333: the role cannot be assumed
                    `signs` in us-east-1, `signs` in us-west-2

                Account 444455556666, us-east-1 (reads with profile vision-
                """
            )
        )
        #expect(text.components("cannot be assumed") == 1 && !text.contains("Checks of account 111122223333"))
        #expect(text.hasSuffix("Checks of 1 version to create: 1 passed, 4 not possible.\n"))
        // One place has a message for each check, as before.
        #expect(render(Array(unread.prefix(2))).components("cannot be assumed") == 2)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
