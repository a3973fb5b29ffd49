/// What a line says, as far as rules ask for it: where the values stand, not copies of them. Where a name comes twice,
/// the last one counts, as with most readers of JSON.
///
/// Kept from line to line, so that its arrays need no new memory.
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

    mutating func removeAll() {
        members.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        boxes.removeAll(keepingCapacity: true)
        objects.removeAll(keepingCapacity: true)
        classes.removeAll(keepingCapacity: true)
    }
}

enum ValueKind: UInt8 {
    case absent, object, array, string, number, other
}

/// A value and where it stands.
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

/// What is asked of a number.
struct Number {
    static let noInteger = Int64.min
    /// Whole numbers of up to 2⁵³, however they are written; others are `noInteger`.
    var integer = noInteger
    /// Whether it is from 0 to 1.
    var isFraction = false
}

struct Member {
    var key = StringRange()
    /// Of the name without its escapes, and, where the name ends in `-metadata`, of what stands before that.
    var hash: UInt64 = 0
    var stemHash: UInt64?
    var value = Slot()
    /// In `attributes`, where the value is an object.
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
    /// Where something stands in `annotations` that is no object.
    var strangeBox: Int?
    // Of the metadata.
    var objects = Slot()
    var entries = 0..<0
    var strangeEntry: Int?
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
    var top = Number.noInteger
    var left = Number.noInteger
    var width = Number.noInteger
    var height = Number.noInteger

    var isComplete: Bool {
        classID != Number.noInteger && top != Number.noInteger && left != Number.noInteger
            && width != Number.noInteger && height != Number.noInteger
    }
}

struct ObjectEntry {
    var offset = 0
    var confidence = ValueKind.absent
}

struct ClassEntry {
    /// The number that the name stands for; nil for other names, which no box can mean.
    var id: Int64?
    var value = Slot()
    /// In the table of labels; nil before it is looked up, and where the table is full.
    var label: Int?
}
