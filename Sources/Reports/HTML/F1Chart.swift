import ModelVersions
import Planning
import Text

/// F1 scores over versions, from the oldest to the newest.
///
/// Horizontal positions are in percent and vertical ones in pixels, so that the chart fills the page and its text keeps
/// its size.
struct F1Chart {
    static let height = 200.0
    /// Above the highest grid line, for a label.
    private static let headroom = 24.0
    /// The number of versions above which they are drawn in groups.
    static let limit = 240

    let rows: [StatusRow]
    private let low: Double
    private let high: Double

    /// - Parameter rows: Live versions, oldest first. Nil where none has a score.
    init?(_ rows: [StatusRow]) {
        let scores = rows.compactMap(\.f1Score)
        guard let least = scores.min(), let most = scores.max() else { return nil }
        let gates = rows.compactMap(\.minimumF1Score)
        self.rows = rows
        let low = max(((min(least, gates.min() ?? least) - 0.03) * 10).rounded(.down) / 10, 0)
        let high = min(((max(most, gates.max() ?? most) + 0.01) * 10).rounded(.up) / 10, 1)
        self.low = min(low, 0.9)
        self.high = max(high, self.low + 0.1)
    }

    func draw(id: String, into html: inout HTML) {
        html.block(
            "svg",
            [
                "class": "chart", "role": "img", "width": "100%", "height": decimal(Self.height + 24, places: 0),
                "aria-labelledby": "\(id)-title \(id)-desc",
            ]
        ) { svg in
            svg.element("title", ["id": "\(id)-title"], "F1 score over versions")
            svg.element("desc", ["id": "\(id)-desc"], description)
            drawGrid(&svg)
            ChartAxis.drawNumbers(rows.count, below: Self.height, into: &svg)
            drawGates(&svg)
            if rows.count > Self.limit { drawGroups(&svg) } else { drawPoints(&svg) }
        }
    }

    /// The chart in words. The table below it has the numbers.
    private var description: String {
        let scored = rows.filter { $0.f1Score != nil }
        var text = "\(counted(scored.count, "version")) with an F1 score"
        if let first = scored.first, let last = scored.last, let from = first.f1Score, let to = last.f1Score {
            text += ", from \(decimal(from, places: 3)) (\(first.name)) to \(decimal(to, places: 3)) (\(last.name))"
        }
        let failed = rows.count { $0.state == .failed }
        if failed > 0 { text += "; \(counted(failed, "training")) failed" }
        return text + ". The table below has the numbers."
    }

    private func y(_ score: Double) -> Double {
        Self.headroom + (Self.height - Self.headroom) * (1 - (score - low) / (high - low))
    }

    private func drawGrid(_ svg: inout HTML) {
        let range = high - low
        let step = range < 0.25 ? 5 : range < 0.65 ? 10 : 20
        for hundredth in stride(from: Int((low * 100).rounded()), through: Int((high * 100).rounded()), by: step) {
            let value = Double(hundredth) / 100
            ChartAxis.drawGridline(at: y(value), label: decimal(value, places: 2), into: &svg)
        }
    }

    /// The required score of each version, as one line for neighbours with the same.
    private func drawGates(_ svg: inout HTML) {
        var start = 0
        for index in rows.indices {
            let minimum = rows[index].minimumF1Score
            let isLast = index == rows.count - 1 || rows[index + 1].minimumF1Score != minimum
            guard isLast else { continue }
            if let minimum {
                svg.void(
                    "line",
                    [
                        "class": "gate", "x1": ChartAxis.edge(start, of: rows.count),
                        "x2": ChartAxis.edge(index + 1, of: rows.count), "y1": pixels(y(minimum)),
                        "y2": pixels(y(minimum)),
                    ],
                    closes: true
                )
            }
            start = index + 1
        }
    }

    private func drawPoints(_ svg: inout HTML) {
        let points = rows.indices.compactMap { index in rows[index].f1Score.map { (index: index, score: $0) } }
        for (one, other) in zip(points, points.dropFirst()) {
            svg.void(
                "line",
                [
                    "class": "trend", "x1": x(one.index), "x2": x(other.index), "y1": pixels(y(one.score)),
                    "y2": pixels(y(other.score)),
                ],
                closes: true
            )
        }
        let marks = marks
        for mark in marks { draw(mark, &svg) }
        guard let best = points.max(by: { $0.score < $1.score }), let last = points.last else { return }
        var labels = ChartLabels(marks.map { .init(share: share($0.index), y: $0.y, reach: reach) }, Self.height)
        label(best, [.above, .below], &labels, &svg)
        if last.index != best.index { label(last, [.above, .below, .margin], &labels, &svg) }
    }

    private var isSmall: Bool { rows.count > 60 }

    /// From the middle of a mark to its outermost point, in pixels.
    private var reach: Double { isSmall ? 5 : 8 }

    private struct Mark {
        let shape: String
        let index: Int
        let y: Double
    }

    private var marks: [Mark] {
        rows.enumerated().compactMap { index, row in
            switch (row.f1Score, row.state) {
            case (let score?, _):
                Mark(shape: row.gate?.isMissed == true ? "#missed" : "#scored", index: index, y: y(score))
            case (nil, .failed): Mark(shape: "#failed", index: index, y: Self.height - 8)
            case (nil, .inProgress), (nil, .beingCopied): Mark(shape: "#running", index: index, y: Self.height - 8)
            default: nil
            }
        }
    }

    /// One line for each group, from its lowest score to its highest.
    private func drawGroups(_ svg: inout HTML) {
        let size = (rows.count + Self.limit - 1) / Self.limit
        for start in stride(from: 0, to: rows.count, by: size) {
            let end = min(start + size, rows.count)
            let scores = rows[start..<end].compactMap(\.f1Score)
            guard let least = scores.min(), let most = scores.max() else { continue }
            let middle = ChartAxis.edge(start + end, of: 2 * rows.count)
            svg.void(
                "line",
                [
                    "class": "group", "x1": middle, "x2": middle, "y1": pixels(y(least) + 1), "y2": pixels(y(most) - 1),
                ],
                closes: true
            )
        }
    }

    private func draw(_ mark: Mark, _ svg: inout HTML) {
        let row = rows[mark.index]
        svg.element("g") { group in
            group.element("title") {
                $0.name(row, number: mark.index + 1)
                $0.text(row.scoreText == nil ? ": " : ": F1 ", row.scoreText ?? row.stateWord)
            }
            group.void(
                "use",
                ["href": isSmall ? mark.shape + "-small" : mark.shape, "x": x(mark.index), "y": pixels(mark.y)],
                closes: true
            )
        }
    }

    /// Writes a score at the first place that is free; nowhere if none is. The table has all scores.
    private func label(
        _ point: (index: Int, score: Double),
        _ places: [ChartLabels.Place],
        _ labels: inout ChartLabels,
        _ svg: inout HTML
    ) {
        guard let label = labels.place(at: share(point.index), y(point.score), places) else { return }
        let x = label.isInMargin ? "100%" : x(point.index)
        svg.element(
            "text",
            [
                "class": "value", "x": x, "dx": label.isInMargin ? "8" : "0", "y": pixels(label.baseline),
                "text-anchor": label.anchor.rawValue,
            ],
            decimal(point.score, places: 3)
        )
    }

    /// The middle of the column of a version, as a share of the width.
    private func share(_ index: Int) -> Double { (Double(index) + 0.5) / Double(rows.count) }

    private func x(_ index: Int) -> String { ChartAxis.middle(index, of: rows.count) }
}

/// The axis of the charts over versions.
enum ChartAxis {
    /// The middle of the column of a version.
    static func middle(_ index: Int, of count: Int) -> String {
        edge(2 * index + 1, of: 2 * count)
    }

    /// The left edge of the column of a version.
    static func edge(_ index: Int, of count: Int) -> String {
        decimal(100 * Double(index) / Double(max(count, 1)), places: 2) + "%"
    }

    /// A horizontal line with a label at its left, and perhaps one at its right.
    static func drawGridline(at y: Double, label: String, right: String? = nil, into svg: inout HTML) {
        svg.void("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": pixels(y), "y2": pixels(y)], closes: true)
        svg.element("text", ["class": "tick", "x": "-8", "y": pixels(y + 4), "text-anchor": "end"], label)
        if let right {
            svg.element("text", ["class": "tick right", "x": "100%", "dx": "8", "y": pixels(y + 4)], right)
        }
    }

    /// The numbers of the versions in the table: at most about ten.
    static func drawNumbers(_ count: Int, below height: Double, into svg: inout HTML) {
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]
        let step = steps.first { count <= 10 * $0 } ?? max(count / 10, 1)
        for number in stride(from: step, through: count, by: step) {
            // A long number at the right edge would not fit on a phone.
            let anchor = number > 999 && number * 100 > count * 97 ? "end" : "middle"
            svg.element(
                "text",
                [
                    "class": "tick", "x": middle(number - 1, of: count), "y": pixels(height + 18),
                    "text-anchor": anchor,
                ],
                "\(number)"
            )
        }
    }
}

extension HTML {
    /// The name of a version in the title of its mark, as in `#12 2026-11-baseline`.
    mutating func name(_ row: StatusRow, number: Int) {
        text("#", String(number), " ", row.name.text)
    }
}

func pixels(_ value: Double) -> String { decimal(value, places: 1) }
