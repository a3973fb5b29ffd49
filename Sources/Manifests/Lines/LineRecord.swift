/// The parts of a line that the rules need: the offsets of values, not copies.
///
/// Reused for every line, so that its arrays allocate no memory.
struct LineRecord {
    /// The members of the line's object.
    var members: [Member] = []
    /// The objects among their values.
    var attributes: [AttributeRecord] = []
    /// The bounding boxes of all attributes.
    var boxes: [Box] = []
    /// The entries of all `objects`.
    var objects: [ObjectEntry] = []
    /// The entries of all `class-map`.
    var classes: [ClassEntry] = []
    /// The names in all `ModerationLabels`.
    var names: [Slot] = []
    /// The memory for `LineParser.names`.
    var openNames: [UInt64] = []

    mutating func removeAll() {
        members.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        boxes.removeAll(keepingCapacity: true)
        objects.removeAll(keepingCapacity: true)
        classes.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
    }
}

enum ValueKind: UInt8 {
    case absent, object, array, string, number, other
}

/// A value and its offset.
struct Slot {
    var kind = ValueKind.absent
    var offset = 0
    var string = StringRange()
    var number = Number()
}

/// Between the quotes.
struct StringRange {
    var start = 0
    var length = 0
    var hasEscapes = false
}

/// The facts of a number that the rules need.
struct Number {
    static let noInteger = Int64.min
    /// A whole number up to 2⁵³ in any notation; `noInteger` for others.
    var integer = noInteger
    /// The value of a number that is not whole, or beyond 2⁵³, and infinite beyond the range; NaN for a whole number.
    var fraction = Double.nan
    /// Whether it is from 0 to 1.
    var isFraction = false

    /// NaN for a value that is not a number.
    var value: Double { integer == Self.noInteger ? fraction : Double(integer) }

    /// Larger numbers have no fraction.
    var hasFraction: Bool { integer == Self.noInteger && abs(fraction) < 9_007_199_254_740_992 }
}

struct Member {
    var key = StringRange()
    /// The hash of the name without escapes, and of the part before `-metadata` if the name ends so.
    var hash: UInt64 = 0
    var stemHash: UInt64?
    var value = Slot()
    /// The index in `attributes`, if the value is an object.
    var attribute: Int?
}

/// A value of the line's object that is an object: the value of a label attribute, or its metadata.
struct AttributeRecord {
    // Of a label attribute.
    var imageSize = Slot()
    var sizes = 0
    var width = Number.noInteger
    var height = Number.noInteger
    var depth = Number.noInteger
    var annotations = Slot()
    var boxes = 0..<0
    /// The offset of an element of `annotations` that is not an object.
    var invalidBox: Int?
    // Of an adapter's label attribute.
    var moderationLabels = Slot()
    var names = 0..<0
    /// The offset of an element of `ModerationLabels` that is not an object with a name.
    var invalidLabel: Int?
    // Of the metadata.
    var objects = Slot()
    var entries = 0..<0
    var invalidEntry: Int?
    var classMap = Slot()
    var classes = 0..<0
    var type = Slot()
    var className = Slot()
    var confidence = Slot()
    var humanAnnotated = Slot()
    var creationDate = Slot()
}

struct Box {
    var offset = 0
    var classID = Number.noInteger
    // In pixels; NaN for a missing value.
    var top = Double.nan
    var left = Double.nan
    var width = Double.nan
    var height = Double.nan
    var hasFraction = false

    var isComplete: Bool {
        classID != Number.noInteger && !(top.isNaN || left.isNaN || width.isNaN || height.isNaN)
    }

    /// Whether the values look like shares of the image's size: from 0 to 1, and not whole.
    var isRelative: Bool {
        hasFraction && [top, left, width, height].allSatisfy { (0...1).contains($0) }
    }
}

struct ObjectEntry {
    var offset = 0
    var confidence = ValueKind.absent
}

struct ClassEntry {
    /// The class id; nil if the name is not one, so that no box can refer to it.
    var id: Int64?
    var value = Slot()
    /// The number in the table of labels; nil before the look-up, and if the table is full.
    var label: Int?
}
