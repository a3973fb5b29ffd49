package import Host
import ModelVersions
package import Planning

/// A drift report as metrics.
///
/// Labels are ARNs and their parts, kinds and the names of described versions: a version made in the console adds no
/// series.
package enum DriftMetrics {
    /// The first line of a file of metrics begins with this.
    package static let signature = "# HELP rekon_drift_"

    /// - Parameters:
    ///   - now: the time of the run.
    ///   - price: of an inference unit.
    package static func render(
        _ report: DriftReport,
        now: UnixTime,
        price: Prices = .assumedForInference,
        sandbox: Bool = false
    ) -> String {
        var page = MetricsPage()
        page.gauge(
            "rekon_drift_last_run_timestamp_seconds",
            "When rekon drift last ran to its end, in seconds since 1970.",
            seconds(now)
        )
        page.gauge(
            "rekon_drift_complete",
            "Whether every part of the live state could be read.",
            flag(report.isComplete)
        )
        page.gauge(
            "rekon_drift_in_sync",
            "Whether the report is complete and nothing drifts.",
            flag(report.isInSync)
        )
        page.gauge(
            "rekon_drift_partial",
            "Whether --target, --project, --account or --region left something out.",
            flag(report.omission != nil)
        )
        page.gauge(
            "rekon_drift_sandbox",
            "Whether the sandbox was read, instead of AWS.",
            flag(sandbox)
        )
        writeProjects(report.projects, to: &page)
        writeRunning(report.projects.filter { $0.problem == nil }, at: price, to: &page)
        writeScores(report.projects, to: &page)
        return page.text
    }

    private static func writeProjects(_ projects: [ProjectDrift], to page: inout MetricsPage) {
        page.gauge(
            "rekon_drift_project_readable",
            "Whether the live state of a project could be read.",
            projects.map { (labels($0), flag($0.problem == nil)) }
        )
        page.gauge(
            "rekon_drift_described_versions",
            "How many versions the files describe.",
            projects.map { (labels($0), "\($0.desiredCount)") }
        )
        // A project that was not read has no numbers.
        let readable = projects.filter { $0.problem == nil }.map { ($0, DriftCounts($0)) }
        page.gauge(
            "rekon_drift_live_versions",
            "How many versions are live, described or not.",
            readable.map { (labels($0.0), "\($0.0.liveCount)") }
        )
        page.gauge(
            "rekon_drift_versions",
            "How many versions drift in this way; a version counts in each of its ways.",
            readable.flatMap { project, counts in
                Drift.Kind.allCases.map { (labels(project) + [("kind", $0.rawValue)], "\(counts[$0])") }
            }
        )
        page.gauge(
            "rekon_drift_acknowledged_versions",
            "How many versions drift in this way, and the files acknowledge it.",
            readable.flatMap { project, counts in
                Drift.Kind.allCases.filter { $0.acknowledged != nil }.map {
                    (labels(project) + [("kind", $0.rawValue)], "\(counts[acknowledged: $0])")
                }
            }
        )
        page.gauge(
            "rekon_drift_standing_versions",
            "How many described versions are in this state; each counts once.",
            readable.flatMap { project, counts in
                DriftItem.Standing.allCases.map {
                    (labels(project) + [("standing", $0.rawValue)], "\(counts[$0])")
                }
            }
        )
        page.gauge(
            "rekon_drift_ignored_versions",
            "How many live versions ignoreUnmanaged leaves out.",
            readable.map { (labels($0.0), "\($0.0.ignoredCount)") }
        )
        // A project whose datasets were not described has no number.
        page.gauge(
            "rekon_drift_new_data_datasets",
            "How many datasets of a project changed after the newest training on them began.",
            readable.filter { $0.0.unreadDatasets.isEmpty }
                .map { (labels($0.0), "\($0.0.newData?.datasets.count ?? 0)") }
        )
    }

    private static func writeRunning(_ projects: [ProjectDrift], at price: Prices, to page: inout MetricsPage) {
        page.gauge(
            "rekon_drift_running_models",
            "How many live versions run, described or not.",
            projects.map { (labels($0), "\($0.running.count)") }
        )
        func bounds(_ value: (ProjectDrift, Int) -> String) -> [(labels: [(String, String)], value: String)] {
            projects.flatMap { project in
                let units = project.running.units
                return [("min", units.minimum), ("max", units.maximum)].map { bound, count in
                    (labels(project) + [("bound", bound)], value(project, count))
                }
            }
        }
        page.gauge(
            "rekon_drift_inference_units",
            "How many inference units the running versions use; auto scaling makes two bounds.",
            bounds { "\($1)" }
        )
        page.gauge(
            "rekon_drift_inference_usd_per_hour",
            "What an hour of these units costs at --inference-price, an assumption.",
            bounds { "\(price[$0.project].dollars(forUnits: $1))" }
        )
    }

    private static func writeScores(_ projects: [ProjectDrift], to page: inout MetricsPage) {
        page.gauge(
            "rekon_drift_f1_score",
            "The F1 score of a live version that is described, 0 to 1.",
            projects.flatMap { project in
                project.items.compactMap { item in
                    item.f1Score.map { (labels(project) + [("version", item.name.text)], "\($0)") }
                }
            }
        )
    }

    private static func labels(_ drift: ProjectDrift) -> [(String, String)] {
        let project = drift.project
        return [("project", project.text), ("account", project.account), ("region", project.region)]
    }

    private static func flag(_ value: Bool) -> String { value ? "1" : "0" }

    private static func seconds(_ time: UnixTime) -> String {
        "\(Double(time.milliseconds) / 1000)"
    }
}

/// Metrics in Prometheus's text format for node_exporter's textfile collector: one family after the other, each with
/// its HELP and TYPE, and its samples in the given order.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsPage {
    private(set) var text = ""

    /// A family of gauges. One without samples is left out.
    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for sample in samples {
            text += name
            if !sample.labels.isEmpty {
                text += "{"
                for (index, label) in sample.labels.enumerated() {
                    text += (index == 0 ? "" : ",") + "\(label.0)=\"\(Self.escaped(label.1))\""
                }
                text += "}"
            }
            text += " \(sample.value)\n"
        }
    }

    /// A gauge of one sample.
    mutating func gauge(_ name: String, _ help: String, _ value: String) {
        gauge(name, help, [([], value)])
    }

    /// A label's value: exact, but for the three characters that the format escapes.
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
