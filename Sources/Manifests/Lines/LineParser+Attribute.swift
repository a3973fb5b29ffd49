extension LineParser {
    /// Reads an object that may be the value of a label attribute or its metadata; another member of the line decides.
    mutating func attribute(into record: inout LineRecord) throws(LineError) -> AttributeRecord {
        var attribute = AttributeRecord()
        try object { (parser, key) throws(LineError) in
            parser.skipBlanks()
            try parser.member(key, of: &attribute, into: &record)
        }
        return attribute
    }

    private mutating func member(
        _ key: StringRange,
        of attribute: inout AttributeRecord,
        into record: inout LineRecord
    ) throws(LineError) {
        if isName(key, "image_size") {
            try imageSize(of: &attribute)
        } else if isName(key, "annotations") {
            try annotations(of: &attribute, into: &record)
        } else if isName(key, "objects") {
            try objects(of: &attribute, into: &record)
        } else if isName(key, "class-map") {
            try classMap(of: &attribute, into: &record)
        } else if isName(key, "type") {
            attribute.type = try slot()
        } else if isName(key, "class-name") {
            attribute.className = try slot()
        } else if isName(key, "confidence") {
            attribute.confidence = try slot()
        } else if isName(key, "human-annotated") {
            attribute.humanAnnotated = try slot()
        } else if isName(key, "creation-date") {
            attribute.creationDate = try slot()
        } else if isName(key, "ModerationLabels") {
            try moderationLabels(of: &attribute, into: &record)
        } else {
            _ = try slot()
        }
    }

    @inline(__always)
    func isName(_ key: StringRange, _ name: StaticString) -> Bool {
        if key.hasEscapes { return unescaped(key).elementsEqual("\(name)".utf8) }
        return bytes.equals(name, key.start, key.length)
    }

    private mutating func imageSize(of attribute: inout AttributeRecord) throws(LineError) {
        attribute.imageSize = Slot(kind: .array, offset: position)
        attribute.sizes = 0
        (attribute.width, attribute.height, attribute.depth) = (Number.noInteger, Number.noInteger, Number.noInteger)
        if byte == UInt8(ascii: "{") {
            attribute.imageSize.kind = .object
            attribute.sizes = 1
            (attribute.width, attribute.height, attribute.depth) = try size()
            return
        }
        guard byte == UInt8(ascii: "[") else {
            attribute.imageSize = try slot()
            return
        }
        var size = (width: Number.noInteger, height: Number.noInteger, depth: Number.noInteger)
        var count = 0
        try list { (parser) throws(LineError) in
            count += 1
            guard parser.byte == UInt8(ascii: "{") else {
                _ = try parser.slot()
                return
            }
            size = try parser.size()
        }
        attribute.sizes = count
        (attribute.width, attribute.height, attribute.depth) = size
    }

    private mutating func size() throws(LineError) -> (width: Int64, height: Int64, depth: Int64) {
        var (width, height, depth) = (Number.noInteger, Number.noInteger, Number.noInteger)
        try object { (parser, key) throws(LineError) in
            let slot = try parser.slot()
            if parser.isName(key, "width") {
                width = slot.number.integer
            } else if parser.isName(key, "height") {
                height = slot.number.integer
            } else if parser.isName(key, "depth") {
                depth = slot.number.integer
            }
        }
        return (width, height, depth)
    }

    private mutating func annotations(
        of attribute: inout AttributeRecord,
        into record: inout LineRecord
    ) throws(LineError) {
        attribute.annotations = Slot(kind: .array, offset: position)
        attribute.invalidBox = nil
        let start = record.boxes.count
        attribute.boxes = start..<start
        guard byte == UInt8(ascii: "[") else {
            attribute.annotations = try slot()
            return
        }
        var invalid: Int?
        try list { (parser) throws(LineError) in
            guard parser.byte == UInt8(ascii: "{") else {
                invalid = invalid ?? parser.position
                _ = try parser.slot()
                return
            }
            if let box = parser.usualBox() {
                record.boxes.append(box)
            } else {
                record.boxes.append(try parser.box())
            }
        }
        attribute.invalidBox = invalid
        attribute.boxes = start..<record.boxes.count
    }

    /// Reads a box with no name twice, whose values are plain numbers, with at most one space after `:` and `,`.
    ///
    /// Half of a usual line is boxes, and this takes a third of the time that `box` takes. It gives the same box.
    ///
    /// - Returns: nil, with nothing read, for a box in another form.
    private mutating func usualBox() -> Box? {
        var box = Box(offset: position)
        var index = position
        var seen = 0
        repeat {
            index += 1
            if bytes[index] == UInt8(ascii: " ") { index += 1 }
            guard bytes[index] == UInt8(ascii: "\"") else { return nil }
            let word = bytes.word(index + 1)
            let (field, length): (Int, Int)
            if word & 0xFFFF_FFFF == 0x2270_6F74 {  // top"
                (field, length) = (1, 3)
            } else if word & 0xFF_FFFF_FFFF == 0x22_7466_656C {  // left"
                (field, length) = (2, 4)
            } else if word & 0xFFFF_FFFF_FFFF == 0x2268_7464_6977 {  // width"
                (field, length) = (4, 5)
            } else if word & 0xFF_FFFF_FFFF_FFFF == 0x22_7468_6769_6568 {  // height"
                (field, length) = (8, 6)
            } else if word == 0x6469_5F73_7361_6C63, bytes[index + 9] == UInt8(ascii: "\"") {  // class_id"
                (field, length) = (16, 8)
            } else {
                return nil
            }
            guard seen & field == 0, bytes[index + length + 2] == UInt8(ascii: ":") else { return nil }
            seen |= field
            index += length + 3
            if bytes[index] == UInt8(ascii: " ") { index += 1 }
            guard let number = usualNumber(&index) else { return nil }
            switch field {
            case 1: box.top = number.value
            case 2: box.left = number.value
            case 4: box.width = number.value
            case 8: box.height = number.value
            default: box.classID = number.integer
            }
            if field != 16, number.hasFraction { box.hasFraction = true }
        } while bytes[index] == UInt8(ascii: ",")
        guard bytes[index] == UInt8(ascii: "}") else { return nil }
        position = index + 1
        return box
    }

    private mutating func box() throws(LineError) -> Box {
        var box = Box(offset: position)
        try object { (parser, key) throws(LineError) in
            guard !key.hasEscapes else {
                let name = String(decoding: parser.unescaped(key), as: UTF8.self)
                box.set(name, try parser.slot().number)
                return
            }
            let word = key.length < 8 ? parser.bytes.word(key.start) & ~(~0 << UInt64(8 * key.length)) : 0
            let number = parser.blankless().isDigit ? try parser.number() : try parser.slot().number
            switch (key.length, word) {
            case (3, 0x70_6F74): box.top = number.value
            case (4, 0x7466_656C): box.left = number.value
            case (5, 0x68_7464_6977): box.width = number.value
            case (6, 0x7468_6769_6568): box.height = number.value
            case (8, _) where parser.bytes.equals("class_id", key.start, 8):
                box.classID = number.integer
                return
            default: return
            }
            if number.hasFraction { box.hasFraction = true }
        }
        return box
    }

    private mutating func objects(
        of attribute: inout AttributeRecord,
        into record: inout LineRecord
    ) throws(LineError) {
        attribute.objects = Slot(kind: .array, offset: position)
        attribute.invalidEntry = nil
        let start = record.objects.count
        attribute.entries = start..<start
        guard byte == UInt8(ascii: "[") else {
            attribute.objects = try slot()
            return
        }
        var invalid: Int?
        try list { (parser) throws(LineError) in
            var entry = ObjectEntry(offset: parser.position)
            guard parser.byte == UInt8(ascii: "{") else {
                invalid = invalid ?? parser.position
                _ = try parser.slot()
                return
            }
            if parser.takeUsualEntry() {
                entry.confidence = .number
                record.objects.append(entry)
                return
            }
            try parser.object { (parser, key) throws(LineError) in
                let isNull = parser.blankless() == UInt8(ascii: "n")
                let slot = try parser.slot()
                if parser.isName(key, "confidence") { entry.confidence = isNull ? .absent : slot.kind }
            }
            record.objects.append(entry)
        }
        attribute.invalidEntry = invalid
        attribute.entries = start..<record.objects.count
    }

    /// Reads `{"confidence":NUMBER}`, with a plain number and at most one space before it.
    ///
    /// - Returns: false, with nothing read, for an entry in another form.
    private mutating func takeUsualEntry() -> Bool {
        guard bytes.word(position + 1) == 0x6564_6966_6E6F_6322,  // "confide
            bytes.word(position + 9) & 0xFF_FFFF_FFFF == 0x3A_2265_636E  // nce":
        else { return false }
        var index = position + 14
        if bytes[index] == UInt8(ascii: " ") { index += 1 }
        guard usualNumber(&index) != nil, bytes[index] == UInt8(ascii: "}") else { return false }
        position = index + 1
        return true
    }

    private mutating func moderationLabels(
        of attribute: inout AttributeRecord,
        into record: inout LineRecord
    ) throws(LineError) {
        attribute.moderationLabels = Slot(kind: .array, offset: position)
        attribute.invalidLabel = nil
        let start = record.names.count
        attribute.names = start..<start
        guard byte == UInt8(ascii: "[") else {
            attribute.moderationLabels = try slot()
            return
        }
        var invalid: Int?
        try list { (parser) throws(LineError) in
            let offset = parser.position
            var name = Slot()
            if parser.byte == UInt8(ascii: "{") {
                try parser.object { (parser, key) throws(LineError) in
                    let slot = try parser.slot()
                    if parser.isName(key, "Name") { name = slot }
                }
            } else {
                _ = try parser.slot()
            }
            if name.kind == .string, name.string.length > 0 {
                record.names.append(name)
            } else {
                invalid = invalid ?? offset
            }
        }
        attribute.invalidLabel = invalid
        attribute.names = start..<record.names.count
    }

    private mutating func classMap(
        of attribute: inout AttributeRecord,
        into record: inout LineRecord
    ) throws(LineError) {
        attribute.classMap = Slot(kind: .object, offset: position)
        let start = record.classes.count
        attribute.classes = start..<start
        guard byte == UInt8(ascii: "{") else {
            attribute.classMap = try slot()
            return
        }
        try object { (parser, key) throws(LineError) in
            record.classes.append(ClassEntry(id: parser.classID(key), value: try parser.slot()))
        }
        attribute.classes = start..<record.classes.count
    }

    /// The class id of a name in the class map: digits without leading zeros.
    private func classID(_ key: StringRange) -> Int64? {
        if key.hasEscapes {
            let text = String(decoding: unescaped(key), as: UTF8.self)
            return Int64(text).flatMap { $0 >= 0 && String($0) == text ? $0 : nil }
        }
        guard (1...15).contains(key.length), bytes[key.start] != UInt8(ascii: "0") || key.length == 1 else {
            return nil
        }
        var value: Int64 = 0
        for offset in 0..<key.length {
            guard bytes[key.start + offset].isDigit else { return nil }
            value = value * 10 + Int64(bytes[key.start + offset] - UInt8(ascii: "0"))
        }
        return value
    }

    // MARK: Objects and lists

    /// The next byte that is not a blank.
    private mutating func blankless() -> UInt8 {
        skipBlanks()
        return byte
    }

    /// Reads the list that starts here; the body reads each value.
    @inline(__always)
    private mutating func list(_ element: (inout LineParser) throws(LineError) -> Void) throws(LineError) {
        try enter()
        if !take("]") {
            repeat {
                skipBlanks()
                try element(&self)
            } while take(",")
            guard take("]") else { throw error("expected `,` or `]`") }
        }
        leave()
    }
}

extension Box {
    fileprivate mutating func set(_ name: String, _ number: Number) {
        switch name {
        case "class_id":
            classID = number.integer
            return
        case "top": top = number.value
        case "left": left = number.value
        case "width": width = number.value
        case "height": height = number.value
        default: return
        }
        if number.hasFraction { hasFraction = true }
    }
}
