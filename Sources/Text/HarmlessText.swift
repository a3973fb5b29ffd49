/// Makes text of files and services safe to show: it cannot move a terminal's cursor, reorder a line or be invisible.
package enum HarmlessText {
    /// The scalar to show for one that controls a terminal or is invisible. Tabs stay.
    ///
    /// ASCII controls become their pictures (from U+2400), so that the number of columns stays the same. A blank that
    /// is not the space becomes `␣`.
    package static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09: scalar
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: isHarmless(scalar) ? scalar : isOddBlank(scalar) ? "\u{2423}" : "\u{FFFD}"
        }
    }

    /// Whether a scalar is visible and controls nothing. Controls, line and paragraph separators, marks of the writing
    /// direction, scalars without width (zero-width spaces and joiners, tag characters), odd blanks, and scalars to
    /// which Unicode gives no character are not harmless.
    package static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: true
        case 0x00...0x9F: false
        case 0xA1...0xAC: true
        // The null notehead is a symbol without a picture.
        case 0x1D159: false
        case _ where isOddBlank(scalar): false
        default:
            switch scalar.properties.generalCategory {
            case .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            // Unicode's Default_Ignorable_Code_Point: the other invisible scalars.
            default: !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }

    /// Whether a scalar looks like a space and is another character: Unicode's space separators (Zs), and the Braille
    /// pattern without dots.
    package static func isOddBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x2800, 0x3000: true
        default: false
        }
    }

    /// Such as `U+00A0 (no-break space)`.
    package static func codePoint(of scalar: Unicode.Scalar) -> String {
        let name = (scalar.properties.name ?? scalar.properties.nameAlias).map { " (\($0.lowercased()))" } ?? ""
        return "U+" + scalar.value.hexadecimal(digits: 4, uppercase: true) + name
    }

    /// The text on one line; a tab becomes a space.
    package static func shown(_ text: String) -> String {
        if text.isPrintableASCII { return text }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.lazy.map { $0 == "\t" ? " " : shown($0) })
        return String(result)
    }

    /// The width of a scalar in a terminal: 0, 1 or 2 columns. The caller handles tabs.
    package static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks that Unicode's EastAsianWidth lists as wide or full-width, and the pictographs.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// The text as a message quotes it: after 100 code points, `…` stands for the rest. A file can have a text of any
    /// length, and a report repeats each message.
    package var excerpt: String {
        let limit = 100
        // A text has at most as many code points as bytes.
        if utf8.count <= limit { return String(self) }
        let beginning = unicodeScalars.prefix(limit + 1)
        guard beginning.count > limit else { return String(self) }
        return String(String.UnicodeScalarView(beginning.dropLast())) + "…"
    }
}

extension String {
    /// As one word of a shell's command line.
    package var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
                default: "/._-+=:,@%".utf8.contains(byte)
                }
            }
        guard !isPlain else { return self }
        return "'" + replacing("'", by: "'\\''") + "'"
    }
}
