/// Metrics in Prometheus's text format, as node_exporter's textfile collector reads it: one family after the other, each
/// with its HELP and TYPE, the samples in the order in which they are given.
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
