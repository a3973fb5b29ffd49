/// Where labels stand in a chart: over no mark and over no other label, whatever the width of the page.
///
/// Marks keep their size, and move apart on a wider page. So what is free in the narrowest chart is free in every
/// other.
struct ChartLabels {
    struct Mark {
        /// Of the width, from 0 to 1.
        let share: Double
        /// The middle, in pixels from the top.
        let y: Double
        /// From the middle to the outermost point, in pixels.
        let reach: Double
    }

    enum Place {
        case above, below
        /// At the right of the chart, at the height of the mark.
        case margin
    }

    enum Anchor: String {
        case start, middle
    }

    struct Label: Equatable {
        let anchor: Anchor
        /// In pixels from the top.
        let baseline: Double
        var isInMargin = false
    }

    /// The chart on a page of 320 pixels, without its margins.
    static let narrowest = 200.0
    /// The size of a label such as `0.912` in the widest font of the style sheet, in pixels.
    static let width = 40.0
    static let ascent = 10.0

    private let marks: [Mark]
    private let height: Double
    private var taken: [Box] = []

    /// - Parameter height: of the chart, in pixels.
    init(_ marks: [Mark], _ height: Double) {
        self.marks = marks
        self.height = height
    }

    /// In pixels of the narrowest chart.
    private struct Box {
        let left, right, top, bottom: Double

        func overlaps(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// Takes the first place that is free.
    ///
    /// - Parameters:
    ///   - share: of the mark, from 0 to 1.
    ///   - y: of the mark, in pixels from the top.
    mutating func place(at share: Double, _ y: Double, _ places: [Place]) -> Label? {
        for place in places {
            let label = Self.label(share, y, place)
            let box = Self.box(of: label, share)
            // The numbers of the versions stand below.
            guard box.top >= 0, box.bottom <= height + 5, !taken.contains(where: box.overlaps),
                !marks.contains(where: { box.overlaps(Self.box(of: $0)) })
            else { continue }
            taken.append(box)
            return label
        }
        return nil
    }

    private static func label(_ share: Double, _ y: Double, _ place: Place) -> Label {
        // The labels of the grid lines stand at the left.
        let anchor = share * narrowest < width / 2 ? Anchor.start : .middle
        return switch place {
        case .above: Label(anchor: anchor, baseline: y - 11)
        case .below: Label(anchor: anchor, baseline: y + 21)
        case .margin: Label(anchor: .start, baseline: y + 4, isInMargin: true)
        }
    }

    private static func box(of label: Label, _ share: Double) -> Box {
        let x = label.isInMargin ? narrowest + 8 : share * narrowest
        let left =
            switch label.anchor {
            case .start: x
            case .middle: x - width / 2
            }
        return Box(left: left, right: left + width, top: label.baseline - ascent, bottom: label.baseline + 1)
    }

    private static func box(of mark: Mark) -> Box {
        let x = mark.share * narrowest
        return Box(
            left: x - mark.reach,
            right: x + mark.reach,
            top: mark.y - mark.reach,
            bottom: mark.y + mark.reach
        )
    }
}
