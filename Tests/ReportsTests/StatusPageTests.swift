import DesiredState
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing

@testable import Reports

struct StatusPageTests {
    private func page(_ report: StatusReport) -> String {
        StatusPage(now: SampleStatus.now, generator: "rekon test").render(report)
    }

    @Test func everything() throws {
        try expectGolden(page(SampleStatus.everything.report(.init(readsTags: true))), "status-page")
    }

    @Test("The page asks for nothing from elsewhere, and has no script")
    func selfContained() {
        let page = page(SampleStatus.everything.report())
        #expect(page.hasPrefix(StatusPage.beginning))
        for part in ["<script", "src=", "<link", "@import", "url(", "http:", "https:", "javascript:"] {
            #expect(!page.contains(part), "\(part)")
        }
    }

    @Test("What a hostile text may do: nothing. The markup is the same as without it")
    func hostile() {
        func markup(_ text: String) -> [Substring] {
            text.split(separator: "<").map { $0.prefix { $0 != ">" && $0 != " " } }
        }
        let options = StatusReport.Options(readsTags: true)
        let hostile = page(SampleStatus.hostile().report(options))
        #expect(markup(hostile) == markup(page(SampleStatus.hostile(false).report(options))))
        #expect(!hostile.contains("<script") && !hostile.contains("\u{1B}") && !hostile.contains("\u{202E}"))
        #expect(hostile.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(hostile.contains("&quot; onload=&quot;x&#39; --&gt;&lt;!--"))
    }

    @Test("Every version once in the table and once in the history, and links that lead somewhere")
    func anchors() {
        let page = page(SampleStatus.everything.report())
        for number in 1...12 {
            #expect(page.split(separator: "id=\"p1-v\(number)\"").count == 2)
            #expect(page.split(separator: "href=\"#p1-v\(number)\"").count == 2)
        }
        #expect(!page.contains("p1-v13"))
    }

    @Test("The page grows by the same for each version, and charts do not grow without end")
    func linear() {
        func size(_ count: Int) -> (page: Int, marks: Int) {
            var sample = SampleStatus()
            let versions = (0..<count).map {
                SampleStatus.version(
                    "v\(10_000 + $0)",
                    "RUNNING",
                    day: Int64($0 % 90),
                    f1: Double($0 % 100) / 100,
                    seconds: 3600
                )
            }
            sample.live[projectARN("signs")] = .present(LiveProject(versions: versions))
            sample.desired.projects = [.init(arn: projectARN("signs"), versions: [])]
            let page = page(sample.report())
            return (page.utf8.count, page.split(separator: "<line class=\"bar\"").count)
        }
        let (small, large, huge) = (size(300), size(600), size(1200))
        #expect(abs(Double(huge.page - large.page) / Double(large.page - small.page) - 2) < 0.1)
        #expect(huge.marks <= F1Chart.limit + 1)
    }

    @Test("What no machine can do is drawn, and ends nothing")
    func extremes() {
        for (score, seconds) in [(0, 1), (1, .max), (0.5, 0)] as [(Double, Int64)] {
            var sample = SampleStatus()
            let version = SampleStatus.version("v1", "RUNNING", f1: score, seconds: seconds)
            sample.live[projectARN("signs")] = .present(LiveProject(versions: [version]))
            sample.desired.projects = [.init(arn: projectARN("signs"), versions: [])]
            #expect(page(sample.report()).contains("<use href=\"#scored\" x=\"50.00%\""))
        }
    }

    // MARK: Labels

    /// A mark or a label of a chart, in pixels of a chart of some width.
    private struct Box {
        var left, right, top, bottom: Double

        func overlaps(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// The value of an attribute in the source of an element.
    private func attribute(_ name: String, _ element: Substring) -> Substring {
        let start = element.ranges(of: " \(name)=\"").first?.upperBound ?? element.endIndex
        return element[start...].prefix { $0 != "\"" }
    }

    private func number(_ name: String, _ element: Substring) -> Double {
        Double(attribute(name, element).prefix { $0 != "%" }) ?? .nan
    }

    /// What the source of a chart draws, not what the placement says of itself.
    private func boxes(_ source: String, width: Double) -> (marks: [Box], labels: [Box]) {
        let elements = source.split(separator: "<")
        let marks = elements.filter { $0.hasPrefix("use ") }.map { element in
            let (x, y) = (number("x", element) / 100 * width, number("y", element))
            // The outermost point of a shape, with half of its line.
            let reach = 7.25 * (attribute("href", element).hasSuffix("-small") ? 0.6 : 1)
            return Box(left: x - reach, right: x + reach, top: y - reach, bottom: y + reach)
        }
        let labels = elements.filter { $0.hasPrefix("text class=\"value\"") }.map { element in
            let x = number("x", element) / 100 * width + number("dx", element)
            let left = attribute("text-anchor", element) == "start" ? x : x - 19
            // Five characters of 12 pixels: at most 38 wide, and digits are 9 high.
            return Box(left: left, right: left + 38, top: number("y", element) - 9, bottom: number("y", element))
        }
        return (marks, labels)
    }

    private func chart(_ versions: [LiveVersion], minimum: Double?) -> String? {
        var sample = SampleStatus()
        sample.live[projectARN("signs")] = .present(LiveProject(versions: versions))
        let described = versions.map { SampleStatus.desired($0.arn.name.text, minimum: minimum) }
        sample.desired.projects = [
            .init(arn: projectARN("signs"), versions: described, lists: [described.map(\.name)])
        ]
        guard let chart = F1Chart(sample.report().projects[0].versions) else { return nil }
        var source: [UInt8] = []
        var html = HTML { source += $0 }
        chart.draw(id: "c", into: &html)
        html.end()
        return String(decoding: source, as: UTF8.self)
    }

    @Test("No label covers a mark or another label, whatever the scores and the width of the page")
    func labels() throws {
        var random = SplitMix64(seed: 3)
        let statuses = ["STOPPED", "STOPPED", "STOPPED", "TRAINING_FAILED", "TRAINING_IN_PROGRESS"]
        var (drawn, missing) = (0, 0)
        for round in 0..<300 {
            let count = [1, 2, 3, 5, 8, 13, 30, 60, 61, 100, 240][round % 11]
            // Wide, narrow, all the same, near 0 and near 1.
            let (low, range) = [(0, 1000), (700, 250), (850, 20), (900, 1), (0, 40), (985, 16)][random.below(6)]
            let versions = (0..<count).map { index in
                let status = statuses[random.below(statuses.count)]
                let score = status == "STOPPED" ? Double(low + random.below(range)) / 1000 : nil
                return SampleStatus.version("v\(1000 + index)", status, day: Int64(index), f1: score)
            }
            guard let source = chart(versions, minimum: random.chance ? 0.87 : nil) else { continue }
            let scores = versions.compactMap(\.training.f1Score)
            // The first of several best ones has the label.
            let best = scores.max().flatMap { scores.firstIndex(of: $0) }
            let wanted = best == scores.indices.last ? 1 : 2
            for width in [200.0, 252, 460, 940] {
                let (marks, labels) = boxes(source, width: width)
                #expect(!marks.isEmpty && labels.count <= wanted)
                for (index, label) in labels.enumerated() {
                    #expect(!marks.contains(where: label.overlaps), "round \(round), width \(width)")
                    #expect(!labels[..<index].contains(where: label.overlaps), "round \(round), width \(width)")
                    #expect(label.top >= 0 && label.bottom <= F1Chart.height + 5)
                }
                drawn += labels.count
                missing += wanted - labels.count
            }
        }
        #expect(drawn > 1500 && missing * 50 < drawn, "\(drawn) drawn, \(missing) missing")
    }

    @Test("A label stands above its mark where that is free")
    func usualPlace() throws {
        let versions = [0.7, 0.9, 0.8].enumerated().map { index, score in
            SampleStatus.version("v\(index)", "STOPPED", day: Int64(index), f1: score)
        }
        let source = try #require(chart(versions, minimum: nil))
        #expect(source.contains(">0.900</text>") && source.contains(">0.800</text>"))
        let (marks, labels) = boxes(source, width: 400)
        #expect(labels.count == 2 && labels[0].bottom < marks[1].top && labels[1].bottom < marks[2].top)
        #expect(labels[0].left < marks[1].left && marks[1].right < labels[0].right)
    }

    // MARK: Money and places

    @Test("Costs add up: versions to their project, projects to the whole, in every format")
    func costs() throws {
        var sample = SampleStatus()
        for (name, seconds) in [("signs", [25, 25]), ("lights", [25, 3600, 7])] as [(String, [Int64])] {
            let versions = seconds.enumerated().map { index, seconds in
                SampleStatus.version("v\(index)", "STOPPED", day: Int64(index), seconds: seconds, project: name)
            }
            sample.live[projectARN(name)] = .present(LiveProject(versions: versions))
            sample.desired.projects.append(.init(arn: projectARN(name), versions: []))
        }
        let report = sample.report()
        let (signs, lights) = (projectARN("signs"), projectARN("lights"))
        func cents(_ project: ProjectARN) -> [Int64] {
            report.projects.first { $0.project == project }?.versions.compactMap {
                report.costs[project, $0.name]?.cents
            } ?? []
        }
        // 0.69 cents each: 1.39 together. 0.69 + 100 + 0.19: 100.89 together. All: 102.28.
        #expect(report.costs.total.cents == 102)
        #expect(report.costs[signs].cents == 1 && report.costs[lights].cents == 101)
        #expect(cents(signs) == [1, 0] && cents(lights) == [1, 100, 0])
        #expect(report.costs[AccountRegion(signs)].cents == 102)
        let page = page(report)
        #expect(page.contains("Charged: 50s of training, about 0.01 USD."))
        #expect(page.contains("v1: 25s, about 0.00 USD</title>"))
        let json = StatusJSON.render(report)
        #expect(json.ranges(of: "\"costUSD\" : 0.01").count == 3 && json.contains("\"costUSD\" : 1.02"))
        let csv = StatusCSV.render(report)
        #expect(csv.contains(",25,0.01,") && csv.contains(",25,0.00,") && csv.contains(",3600,1.00,"))
    }

    @Test("Random reports add up in JSON, for one place and for several prices")
    func randomCosts() throws {
        var random = SplitMix64(seed: 9)
        let west = projectARN("signs", region: "us-west-2")
        for _ in 0..<200 {
            var sample = SampleStatus()
            for arn in [projectARN("signs"), projectARN("lights"), west] {
                let stem = arn.text.split(separator: "/").dropLast().joined(separator: "/")
                let versions = (0..<random.below(6)).map { index in
                    LiveVersion(
                        arn: try! VersionARN("\(stem)/version/v\(index)/\(index + 1)"),
                        status: VersionStatus("STOPPED"),
                        training: LiveTraining(billableSeconds: Int64(random.below([40, 4000, 90_000][index % 3])))
                    )
                }
                sample.live[arn] = .present(LiveProject(versions: versions))
                sample.desired.projects.append(.init(arn: arn, versions: []))
            }
            let price = try #require(HourlyPrice("1.37"))
            let report = sample.report(
                .init(price: Prices(.assumedForTraining, regions: [AccountRegion(west): price]))
            )
            var sums: [AccountRegion: Int64] = [:]
            for project in report.projects {
                let versions = project.versions.compactMap { report.costs[project.project, $0.name]?.cents }
                #expect(versions.reduce(0, +) == report.costs[project.project].cents)
                sums[AccountRegion(project.project), default: 0] += report.costs[project.project].cents
            }
            for (place, sum) in sums { #expect(report.costs[place].cents == sum) }
            #expect(sums.values.reduce(0, +) == report.costs.total.cents)
            // The one rule for sums: priced by place, added exactly, rounded once.
            let exact = report.counts.billableTime.map { $0.cost(at: report.price).cents } ?? 0
            #expect(report.costs.total.cents == exact)
        }
    }

    @Test("Each project names its account and region, and the title those of a page of one")
    func place() {
        let page = page(SampleStatus.everything.report())
        let line = "<p class=\"place muted\">Account 111122223333, us-east-1</p>"
        #expect(page.ranges(of: line).count == 4)
        #expect(page.contains("<title>Model versions in us-east-1 of account 111122223333</title>"))
    }
}
