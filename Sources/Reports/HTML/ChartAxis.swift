/// What charts over versions have in common.
enum ChartAxis {
    /// The middle of the place of a version, from the left.
    static func middle(_ index: Int, of count: Int) -> String {
        edge(2 * index + 1, of: 2 * count)
    }

    /// The left edge of the place of a version.
    static func edge(_ index: Int, of count: Int) -> String {
        decimal(100 * Double(index) / Double(max(count, 1)), places: 2) + "%"
    }

    /// A line across, with what it stands for at its left, and perhaps at its right.
    static func drawGridline(at y: Double, label: String, right: String? = nil, into svg: inout HTML) {
        svg.void("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": pixels(y), "y2": pixels(y)], closes: true)
        svg.element("text", ["class": "tick", "x": "-8", "y": pixels(y + 4), "text-anchor": "end"], label)
        if let right {
            svg.element("text", ["class": "tick right", "x": "100%", "dx": "8", "y": pixels(y + 4)], right)
        }
    }

    /// The numbers of versions, as they stand in the table: at most about ten.
    static func drawNumbers(_ count: Int, below height: Double, into svg: inout HTML) {
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]
        let step = steps.first { count <= 10 * $0 } ?? max(count / 10, 1)
        for number in stride(from: step, through: count, by: step) {
            // A long number under the last version would hang out of the page of a phone.
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

func pixels(_ value: Double) -> String { decimal(value, places: 1) }
