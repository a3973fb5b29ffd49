import Text

/// Letters and digits of several scripts in one value, and signs like them: `prod` with a Cyrillic `о` is not `prod`,
/// and looks the same.
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
        // Characters that stand for others, such as full-width letters and Roman numerals.
        case compatibility = "compatibility"
        case eastAsian = "Chinese, Japanese or Korean"
        case other

        var makesWholeWords: Bool { ![.eastAsian, .compatibility, .other].contains(self) }
    }

    /// The sets of scripts that one word may have.
    private static let pairs: [Set<Script>] = [[.latin, .eastAsian], [.compatibility, .eastAsian]]

    /// The slashes that look like `/`: the fraction slash, the division slash and the big solidus.
    private static let slashes: Set<Unicode.Scalar> = ["\u{2044}", "\u{2215}", "\u{29F8}"]

    /// What is mixed in a text, as a clause that names the characters; nil for a text without such a mixture.
    package static func problem(in text: String) -> String? {
        if text.isASCII { return nil }
        let words = text.unicodeScalars.split { !isPartOfWord($0) }.map(letters)
        let all = words.flatMap(\.self).filter(\.script.makesWholeWords)
        return problem(all) ?? words.lazy.compactMap(problem).first ?? mixedDigits(in: text)
            ?? text.unicodeScalars.first(where: slashes.contains).map {
                "contains `\($0)` \(HarmlessText.codePoint(of: $0)), which looks like `/`"
            } ?? stackedMark(in: text)
    }

    /// The clause for a word with digits of several number systems, such as `𝟎1`.
    private static func mixedDigits(in text: String) -> String? {
        for word in text.unicodeScalars.split(whereSeparator: { !isPartOfWord($0) }) {
            let digits = word.filter { $0.properties.generalCategory == .decimalNumber }
            let zeros = Set(digits.map { $0.value - UInt32($0.properties.numericValue ?? 0) })
            guard zeros.count > 1, let odd = digits.first(where: { !$0.isASCII }) else { continue }
            return "mixes digits: `\(odd)` \(HarmlessText.codePoint(of: odd)) among other digits"
        }
        return nil
    }

    /// The clause for more than three marks above each other, which hide what is below. Only the marks that go with any
    /// script: a word of Burmese has four of its own.
    private static func stackedMark(in text: String) -> String? {
        var count = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: count += 1
            default: count = 0
            }
            if count > 3 {
                return "has more than three marks on one letter, such as \(HarmlessText.codePoint(of: scalar))"
            }
        }
        return nil
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
        guard counts.count > 1, !pairs.contains(Set(counts.keys)) else { return nil }
        // With equal counts, the letters that are not Latin are the odd ones.
        let main = counts.max { one, other in
            (one.value, one.key == .latin ? 1 : 0, one.key.rawValue)
                < (other.value, other.key == .latin ? 1 : 0, other.key.rawValue)
        }?.key
        guard let main else { return nil }
        var odd: [Unicode.Scalar] = []
        for letter in letters where letter.script != main && !odd.contains(letter.scalar) { odd.append(letter.scalar) }
        let names = odd.prefix(3).map { "`\($0)` \(HarmlessText.codePoint(of: $0))" }.joined(separator: ", ")
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

    /// Nil for marks, the digits 0 to 9, and letters that belong to no script, such as the micro sign.
    private static func script(of scalar: Unicode.Scalar) -> Script? {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .letterNumber: break
        case .decimalNumber where !scalar.isASCII: break
        default: return nil
        }
        return ranges.first { $0.0.contains(scalar.value) }.map { $0.1 } ?? .other
    }

    /// From Scripts.txt of Unicode 16 (<https://www.unicode.org/Public/16.0.0/ucd/Scripts.txt>), and letters with a
    /// decomposition of their own. Only letters and numbers matter, so that a range covers what lies between them. Nil:
    /// the script is Common.
    private static let ranges: [(ClosedRange<UInt32>, Script?)] = [
        (0x41...0x7A, .latin), (0xB5...0xB5, nil), (0x17F...0x17F, .compatibility), (0xAA...0x2AF, .latin),
        (0x2B0...0x2FF, nil),
        (0x3E2...0x3EF, .coptic), (0x370...0x3FF, .greek), (0x400...0x52F, .cyrillic), (0x531...0x58F, .armenian),
        (0x1100...0x11FF, .eastAsian), (0x13A0...0x13FD, .cherokee), (0x1C80...0x1C8A, .cyrillic),
        (0x1D2B...0x1D2B, .cyrillic), (0x1D26...0x1D2A, .greek), (0x1D00...0x1DBF, .latin), (0x1E00...0x1EFF, .latin),
        (0x1F00...0x1FFF, .greek), (0x2126...0x2126, .greek), (0x212A...0x212B, .latin), (0x2132...0x2132, .latin),
        (0x214E...0x214E, .latin), (0x2100...0x214F, nil), (0x2183...0x2184, .latin), (0x2160...0x2188, .compatibility),
        (0x2C60...0x2C7F, .latin),
        (0x2C80...0x2CFF, .coptic), (0x2E80...0x31FF, .eastAsian), (0x3400...0x4DBF, .eastAsian),
        (0x4E00...0x9FFF, .eastAsian), (0xA4D0...0xA4FF, .lisu), (0xA640...0xA69F, .cyrillic),
        (0xA722...0xA7FF, .latin), (0xA960...0xA97F, .eastAsian), (0xAB65...0xAB65, .greek), (0xAB30...0xAB6F, .latin),
        (0xAB70...0xABBF, .cherokee), (0xAC00...0xD7FF, .eastAsian), (0xF900...0xFAFF, .eastAsian),
        (0xFB00...0xFB06, .compatibility), (0xFB13...0xFB17, .armenian), (0xFF10...0xFF5A, .compatibility),
        (0xFF66...0xFFDC, .eastAsian), (0x11FB0...0x11FB0, .lisu), (0x1B000...0x1B16F, .eastAsian),
        (0x1D400...0x1D7FF, .mathematical), (0x1DF00...0x1DFFF, .latin), (0x20000...0x3FFFF, .eastAsian),
    ]
}
