import Text

/// Letters of several scripts in one value: `prod` with a Cyrillic `о` is not `prod`, and looks the same.
///
/// The rule is close to the level "highly restrictive" of Unicode's UTS #39 (section 5.2): one script, or Latin with
/// Chinese, Japanese or Korean. Other scripts share few shapes with these, and people write them beside Latin words: so
/// they must only not occur with others in one word.
package enum MixedScripts {
    private enum Script: String {
        // With whole words that look like words of another of these scripts.
        case latin = "Latin"
        case greek = "Greek"
        case cyrillic = "Cyrillic"
        case armenian = "Armenian"
        case cherokee = "Cherokee"
        case coptic = "Coptic"
        case lisu = "Lisu"
        case mathematical = "mathematical"
        case eastAsian = "Chinese, Japanese or Korean"
        case other

        var makesWholeWords: Bool { self != .eastAsian && self != .other }
    }

    /// What is mixed in a text, as a clause that names the letters; nil for a text without such a mixture.
    package static func problem(in text: String) -> String? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        let words = text.unicodeScalars.split { !isPartOfWord($0) }.map(letters)
        let all = words.flatMap(\.self).filter(\.script.makesWholeWords)
        return problem(all) ?? words.lazy.compactMap(problem).first
    }

    private struct Letter {
        let scalar: Unicode.Scalar
        let script: Script
    }

    private static func letters(of word: String.UnicodeScalarView.SubSequence) -> [Letter] {
        word.compactMap { scalar in script(of: scalar).map { Letter(scalar: scalar, script: $0) } }
    }

    /// The clause for letters that must have one script, or Latin and an East Asian one.
    private static func problem(_ letters: [Letter]) -> String? {
        let counts = Dictionary(grouping: letters, by: \.script).mapValues(\.count)
        guard counts.count > 1, Set(counts.keys) != [.latin, .eastAsian] else { return nil }
        // With equal counts, the letters that are not Latin are the odd ones.
        let main = counts.max { one, other in
            (one.value, one.key == .latin ? 1 : 0, one.key.rawValue)
                < (other.value, other.key == .latin ? 1 : 0, other.key.rawValue)
        }?.key
        guard let main else { return nil }
        var odd: [Unicode.Scalar] = []
        for letter in letters where letter.script != main && !odd.contains(letter.scalar) { odd.append(letter.scalar) }
        let names = odd.prefix(3).map { "`\($0)` \(TextRule.codePoint(of: $0))" }.joined(separator: ", ")
        let rest = odd.count > 3 ? " and \(counted(odd.count - 3, "more letter"))" : ""
        return "mixes scripts: \(names)\(rest) among \(main.rawValue) letters"
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Nil for marks, digits, and letters that belong to no script, such as the micro sign.
    private static func script(of scalar: Unicode.Scalar) -> Script? {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: break
        default: return nil
        }
        return ranges.first { $0.0.contains(scalar.value) }.map { $0.1 } ?? .other
    }

    /// From Scripts.txt of Unicode 16 (<https://www.unicode.org/Public/16.0.0/ucd/Scripts.txt>); only letters matter,
    /// so that a range covers what lies between them. Nil: the script is Common.
    private static let ranges: [(ClosedRange<UInt32>, Script?)] = [
        (0x41...0x7A, .latin), (0xB5...0xB5, nil), (0xAA...0x2AF, .latin), (0x2B0...0x2FF, nil),
        (0x3E2...0x3EF, .coptic), (0x370...0x3FF, .greek), (0x400...0x52F, .cyrillic), (0x531...0x58F, .armenian),
        (0x1100...0x11FF, .eastAsian), (0x13A0...0x13FD, .cherokee), (0x1C80...0x1C8A, .cyrillic),
        (0x1D2B...0x1D2B, .cyrillic), (0x1D26...0x1D2A, .greek), (0x1D00...0x1DBF, .latin), (0x1E00...0x1EFF, .latin),
        (0x1F00...0x1FFF, .greek), (0x2126...0x2126, .greek), (0x212A...0x212B, .latin), (0x2132...0x2132, .latin),
        (0x214E...0x214E, .latin), (0x2100...0x214F, nil), (0x2183...0x2184, .latin), (0x2C60...0x2C7F, .latin),
        (0x2C80...0x2CFF, .coptic), (0x2E80...0x31FF, .eastAsian), (0x3400...0x4DBF, .eastAsian),
        (0x4E00...0x9FFF, .eastAsian), (0xA4D0...0xA4FF, .lisu), (0xA640...0xA69F, .cyrillic),
        (0xA722...0xA7FF, .latin), (0xA960...0xA97F, .eastAsian), (0xAB65...0xAB65, .greek), (0xAB30...0xAB6F, .latin),
        (0xAB70...0xABBF, .cherokee), (0xAC00...0xD7FF, .eastAsian), (0xF900...0xFAFF, .eastAsian),
        (0xFB00...0xFB06, .latin), (0xFB13...0xFB17, .armenian), (0xFF21...0xFF5A, .latin),
        (0xFF66...0xFFDC, .eastAsian), (0x11FB0...0x11FB0, .lisu), (0x1B000...0x1B16F, .eastAsian),
        (0x1D400...0x1D7FF, .mathematical), (0x1DF00...0x1DFFF, .latin), (0x20000...0x3FFFF, .eastAsian),
    ]
}
