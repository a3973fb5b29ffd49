import Host
import ModelVersions
import Planning
import Text

/// A status as one HTML page, without scripts and without network access.
package struct StatusPage: Sendable {
    /// Longer lists are folded.
    static let foldingLimit = 20

    /// Milliseconds since 1970.
    let now: Int64
    /// As in `rekon 1.0.0`.
    let generator: String
    /// For a run that used the sandbox.
    let sandbox: SandboxNotice?

    package init(now: Int64, generator: String, sandbox: SandboxNotice? = nil) {
        self.now = now
        self.generator = generator
        self.sandbox = sandbox
    }

    /// Only a file that begins so is overwritten.
    package static let beginning = "<!doctype html><!-- rekon report -->"

    package func render(_ report: StatusReport) -> String {
        var source: [UInt8] = []
        write(report) { source += $0 }
        return String(decoding: source, as: UTF8.self)
    }

    /// - Parameter sink: takes the page part by part, each of whole characters.
    package func write(_ report: StatusReport, to sink: @escaping ([UInt8]) -> Void) {
        var html = HTML(to: sink)
        html.verbatim("<!doctype html><!-- rekon report -->\n")
        html.element("html", ["lang": "en"]) { html in
            html.block("head") { writeHead(of: report, to: &$0) }
            html.block("body") { body in
                Self.writeMarks(to: &body)
                body.block("header") { writeHeader(of: report, to: &$0) }
                body.block("main") { main in
                    let parts = report.parts
                    var number = 0
                    for (place, projects) in parts {
                        if parts.count > 1 { writeHeading(of: place, projects, in: report, to: &main) }
                        for project in projects {
                            number += 1
                            ProjectSection(project, number: number, of: report, now: now).write(to: &main)
                        }
                    }
                }
                body.block("footer") { footer in
                    footer.block("p") { paragraph in
                        paragraph.text("Times are UTC. Made by \(generator) at ")
                        paragraph.element("time", ["datetime": UnixTime(milliseconds: now).iso8601], minuteText(now))
                        paragraph.text(".")
                    }
                }
            }
        }
        html.verbatim("\n")
        html.end()
    }

    private func writeHeading(
        of place: AccountRegion,
        _ projects: [ProjectStatus],
        in report: StatusReport,
        to main: inout HTML
    ) {
        main.block("h2", class: "place", place.title)
        let access = report.access[place.account].map { access in
            " \(access.readText.prefix(1).uppercased())\(access.readText.dropFirst())."
        }
        main.block("p") { $0.foreign(report.sentences(of: place, projects) + (access ?? "")) }
    }

    private func writeHead(of report: StatusReport, to head: inout HTML) {
        head.void("meta", ["charset": "utf-8"])
        head.void(
            "meta",
            ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"]
        )
        head.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.void("meta", ["name": "color-scheme", "content": "light dark"])
        head.void("meta", ["name": "generator", "content": generator])
        let place = report.places.count == 1 ? report.places.first.map { " in \($0)" } ?? "" : ""
        head.block("title", title(of: report) + place)
        head.block("style") { $0.verbatim(PageStyle.sheet) }
    }

    private func title(of report: StatusReport) -> String {
        guard report.projects.count == 1, let project = report.projects.first else { return "Model versions" }
        return "Model versions of \(project.project.name)"
    }

    private func writeHeader(of report: StatusReport, to header: inout HTML) {
        let counts = report.counts
        header.block("h1", title(of: report))
        if let sandbox { header.block("p", class: "notice", sandbox.text) }
        if !report.isComplete {
            header.block("p", class: "notice bad", PlanSummary.incomplete)
        }
        if let omission = report.omission { header.block("p", class: "notice", omission.text) }
        if !report.targets.isEmpty {
            let patterns = report.targets.map { "'\($0)'" }.joined(separator: " ")
            header.block("p", class: "notice", "Only versions that match --target \(patterns).")
        }
        header.block("dl", class: "tiles") { list in
            var tiles: [(String, String)] = [("versions", "\(counts.versions)"), ("trained", "\(counts[.trained])")]
            if report.projects.count > 1 { tiles.insert(("projects", "\(report.projects.count)"), at: 0) }
            let shown: [VersionState] = [.inProgress, .beingCopied, .failed, .notTrained, .missing]
            for state in shown where counts[state] > 0 {
                tiles.append((state.countWord, "\(counts[state])"))
            }
            if counts.belowGate > 0 { tiles.append(("below the required F1", "\(counts.belowGate)")) }
            if report.unread > 0 { tiles.append(("could not be read", "\(report.unread)")) }
            if let charged = counts.billableTime {
                let price = report.price.common(to: charged.places).map { ", assuming \($0.text) an hour" } ?? ""
                tiles.append(("of training charged", span(seconds: charged.seconds)))
                tiles.append(("USD\(price)", report.costs.total.text))
            }
            if counts.running.count > 0 {
                tiles.append(("running", "\(counts.running.count)"))
            }
            if counts.running.withoutUnits < counts.running.count {
                let prices = report.inferencePrice
                let price = prices.common(to: counts.running.places).map { ", assuming \($0.text) a unit" } ?? ""
                tiles.append(("USD an hour\(price)", prices.hourText(counts.running)))
            }
            for (label, value) in tiles {
                list.block("div") { tile in
                    tile.element("dt", label)
                    tile.element("dd", value)
                }
            }
        }
        if report.projects.count > 1 { writeContents(of: report, to: &header) }
    }

    private func writeContents(of report: StatusReport, to header: inout HTML) {
        header.block("nav", ["aria-label": "Projects"]) { nav in
            nav.block("ul") { list in
                // In the order of the sections.
                for (index, project) in report.parts.flatMap(\.part).enumerated() {
                    list.block("li") { item in
                        item.element("a", ["href": "#p\(index + 1)"], report.names[project.project].name)
                        let words =
                            project.problem == nil
                            ? project.counts.text(hasFiles: report.hasFiles) : "could not be read"
                        item.element("span", class: "muted", " \(words)")
                    }
                }
            }
        }
    }

    /// The shapes of the charts, which differ in more than their colour.
    private static func writeMarks(to body: inout HTML) {
        body.block("svg", ["class": "marks", "width": "0", "height": "0", "aria-hidden": "true"]) { svg in
            svg.element("defs") { defs in
                for (suffix, scale) in [("", "1"), ("-small", "0.6")] {
                    let transform = "scale(\(scale))"
                    defs.void("circle", ["id": "scored\(suffix)", "r": "5", "transform": transform], closes: true)
                    defs.void(
                        "path",
                        ["id": "missed\(suffix)", "d": "M0-6.5L6.5 0L0 6.5L-6.5 0Z", "transform": transform],
                        closes: true
                    )
                    defs.void(
                        "path",
                        ["id": "failed\(suffix)", "d": "M-5-5L5 5M-5 5L5-5", "transform": transform],
                        closes: true
                    )
                    defs.void("circle", ["id": "running\(suffix)", "r": "5", "transform": transform], closes: true)
                }
            }
        }
    }
}
