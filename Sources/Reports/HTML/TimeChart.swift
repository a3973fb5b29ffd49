import ModelVersions
import Planning

/// Billable times and costs of versions, from the oldest to the newest.
struct TimeChart {
    static let height = 120.0

    let rows: [StatusRow]
    let price: HourlyPrice
    /// Of the versions, in whole cents.
    let costs: [VersionName: Cost]
    private let longest: Int64

    /// - Parameter rows: Live versions, oldest first. Nil where none has a billable time.
    init?(_ rows: [StatusRow], price: HourlyPrice, costs: [VersionName: Cost]) {
        guard let longest = rows.compactMap(\.billableSeconds).max(), longest > 0 else { return nil }
        self.rows = rows
        self.price = price
        self.costs = costs
        // No training takes longer: about 31 years.
        self.longest = min(longest, 1_000_000_000)
    }

    func draw(id: String, into html: inout HTML) {
        html.block(
            "svg",
            [
                "class": "chart", "role": "img", "width": "100%", "height": decimal(Self.height + 24, places: 0),
                "aria-labelledby": "\(id)-title \(id)-desc",
            ]
        ) { svg in
            svg.element("title", ["id": "\(id)-title"], "Training time and cost of versions")
            svg.element(
                "desc",
                ["id": "\(id)-desc"],
                "The longest training took \(span(seconds: longest)). The table below has the numbers."
            )
            for seconds in stride(from: 0, through: top, by: Int64.Stride(step)) {
                ChartAxis.drawGridline(
                    at: y(seconds),
                    label: seconds == 0 ? "0" : short(seconds),
                    right: seconds == 0 ? nil : price.amount(seconds),
                    into: &svg
                )
            }
            ChartAxis.drawNumbers(rows.count, below: Self.height, into: &svg)
            rows.count > F1Chart.limit ? drawGroups(&svg) : drawBars(&svg)
        }
    }

    /// The distance of the grid lines in seconds: a round time that gives at most four lines.
    private var step: Int64 {
        let steps: [Int64] = [15, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]
        return steps.first { longest <= 3 * $0 } ?? (longest / 3 / 86_400 + 1) * 86_400
    }

    private var top: Int64 { (longest + step - 1) / step * step }

    private func y(_ seconds: Int64) -> Double {
        Self.height * (1 - Double(seconds) / Double(top))
    }

    /// A round time: `45s`, `30m`, `2h`, `3d`.
    private func short(_ seconds: Int64) -> String {
        switch seconds {
        case 86_400... where seconds % 86_400 == 0: "\(seconds / 86_400)d"
        case 3600... where seconds % 3600 == 0: "\(seconds / 3600)h"
        case 60... where seconds % 60 == 0: "\(seconds / 60)m"
        default: span(seconds: seconds)
        }
    }

    private func drawBars(_ svg: inout HTML) {
        // In pixels, so that a few bars are not too wide and many do not overlap on a phone.
        let width = rows.count <= 8 ? 20 : rows.count <= 16 ? 10 : rows.count <= 32 ? 5 : rows.count <= 80 ? 2.5 : 1.5
        for (index, row) in rows.enumerated() {
            guard let seconds = row.billableSeconds, let cost = costs[row.name] else { continue }
            svg.element("g") { group in
                group.element("title") {
                    $0.name(row, number: index + 1)
                    $0.text(": ", span(seconds: seconds), ", about ", cost.text, " USD")
                }
                bar(ChartAxis.middle(index, of: rows.count), seconds, width: width, &group)
            }
        }
    }

    /// The longest of each group.
    private func drawGroups(_ svg: inout HTML) {
        let size = (rows.count + F1Chart.limit - 1) / F1Chart.limit
        for start in stride(from: 0, to: rows.count, by: size) {
            let end = min(start + size, rows.count)
            guard let seconds = rows[start..<end].compactMap(\.billableSeconds).max() else {
                continue
            }
            bar(ChartAxis.edge(start + end, of: 2 * rows.count), seconds, width: 1.5, &svg)
        }
    }

    private func bar(_ x: String, _ seconds: Int64, width: Double, _ svg: inout HTML) {
        svg.void(
            "line",
            [
                "class": "bar", "x1": x, "x2": x, "y1": pixels(Self.height),
                "y2": pixels(min(y(seconds), Self.height - 1)),
                "stroke-width": decimal(width, places: 1),
            ],
            closes: true
        )
    }
}
