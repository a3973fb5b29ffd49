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
}
