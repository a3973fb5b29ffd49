/// The difference of two texts in the form that `patch` and `git apply` read (POSIX, diff -u).
package enum UnifiedDiff {
    /// Lines before and after a change.
    private static let context = 3

    /// - Parameters:
    ///   - path: of both texts.
    /// - Returns: empty for equal texts. Lines keep their line ends, also `\r\n`.
    package static func of(_ old: [UInt8], _ new: [UInt8], path: String) -> String {
        let (old, new) = (lines(of: old), lines(of: new))
        let hunks = hunks(LineMatches.of(old, new), old.count, new.count)
        guard !hunks.isEmpty else { return "" }
        var result = Array("--- \(name("a", path))\n+++ \(name("b", path))\n".utf8)
        for hunk in hunks {
            result += "@@ -\(range(hunk.old)) +\(range(hunk.new)) @@\n".utf8
            var (next, added) = (hunk.old.lowerBound, hunk.new.lowerBound)
            for block in hunk.changes {
                for index in next..<block.old.lowerBound { write(" ", old[index], to: &result) }
                for index in block.old { write("-", old[index], to: &result) }
                for index in block.new { write("+", new[index], to: &result) }
                (next, added) = (block.old.upperBound, block.new.upperBound)
            }
            for index in added..<hunk.new.upperBound { write(" ", new[index], to: &result) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Each line with its line break.
    private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(text[start...end])
            start = end + 1
        }
        return start < text.count ? lines + [text[start...]] : lines
    }

    private static func write(_ sign: String, _ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
        result += sign.utf8
        result += line
        if line.last != UInt8(ascii: "\n") { result += "\n\\ No newline at end of file\n".utf8 }
    }

    /// As `diff` writes it: from 1, without a count of one; an empty range stands after the line before it.
    private static func range(_ range: Range<Int>) -> String {
        switch range.count {
        case 0: "\(range.lowerBound),0"
        case 1: "\(range.lowerBound + 1)"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }

    /// A path as git writes it: in quotes if it has characters that end or change a line of the header, and with a tab
    /// after a blank, which would end the name for `patch`.
    private static func name(_ side: String, _ path: String) -> String {
        let path = side + "/" + path.drop { $0 == "/" }
        guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else {
            return "\""
                + path.unicodeScalars.map { scalar in
                    switch scalar {
                    case "\"", "\\": "\\\(scalar)"
                    case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\" + octal(scalar.value)
                    default: "\(scalar)"
                    }
                }.joined() + "\""
        }
        return path.utf8.contains(UInt8(ascii: " ")) ? path + "\t" : path
    }

    private static func octal(_ value: UInt32) -> String {
        let digits = String(value, radix: 8)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    // MARK: Hunks

    /// Lines of the one text in the place of lines of the other.
    private struct Change {
        var old: Range<Int>
        var new: Range<Int>
    }

    private struct Hunk {
        var old: Range<Int>
        var new: Range<Int>
        var changes: [Change]
    }

    private static func hunks(_ matches: [LineMatches.Match], _ oldCount: Int, _ newCount: Int) -> [Hunk] {
        var hunks: [Hunk] = []
        var (old, new) = (0, 0)
        for match in matches + [LineMatches.Match(old: oldCount, new: newCount)] {
            if match.old > old || match.new > new {
                let change = Change(old: old..<match.old, new: new..<match.new)
                let before = min(context, old, new)
                let after = min(context, oldCount - match.old)
                let end = (old: match.old + after, new: match.new + after)
                if let last = hunks.last, old - before <= last.old.upperBound {
                    hunks[hunks.count - 1].old = last.old.lowerBound..<end.old
                    hunks[hunks.count - 1].new = last.new.lowerBound..<end.new
                    hunks[hunks.count - 1].changes.append(change)
                } else {
                    hunks.append(
                        Hunk(old: old - before..<end.old, new: new - before..<end.new, changes: [change])
                    )
                }
            }
            (old, new) = (match.old + 1, match.new + 1)
        }
        return hunks
    }
}

/// The lines that two texts share, in the order of both.
private struct LineMatches {
    struct Match {
        var old: Int
        var new: Int
    }

    /// The shortest difference of a part is searched up to this number of pairs of lines. Time and memory of the search
    /// grow with it.
    private static let pairLimit = 4_000_000

    private let old: [Int]
    private let new: [Int]
    private var matches: [Match] = []

    static func of(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Match] {
        // Equal lines have one number.
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        func numbered(_ lines: [ArraySlice<UInt8>]) -> [Int] {
            lines.map { line in
                let number = numbers[line] ?? numbers.count
                numbers[line] = number
                return number
            }
        }
        var result = LineMatches(old: numbered(old), new: numbered(new))
        result.match(0..<old.count, 0..<new.count)
        return result.matches
    }

    private init(old: [Int], new: [Int]) {
        self.old = old
        self.new = new
    }

    /// Edits of several places in a long file: the lines that occur once in both texts cut it into short parts.
    private mutating func match(_ old: Range<Int>, _ new: Range<Int>) {
        var (old, new) = (old, new)
        while let one = old.first, let other = new.first, self.old[one] == self.new[other] {
            matches.append(Match(old: one, new: other))
            (old, new) = (one + 1..<old.upperBound, other + 1..<new.upperBound)
        }
        var end: [Match] = []
        while let one = old.last, let other = new.last, self.old[one] == self.new[other] {
            end.append(Match(old: one, new: other))
            (old, new) = (old.lowerBound..<one, new.lowerBound..<other)
        }
        defer { matches += end.reversed() }
        guard !old.isEmpty, !new.isEmpty else { return }
        let anchors = anchors(old, new)
        guard !anchors.isEmpty else { return matchShortest(old, new) }
        for anchor in anchors {
            match(old.lowerBound..<anchor.old, new.lowerBound..<anchor.new)
            matches.append(anchor)
            (old, new) = (anchor.old + 1..<old.upperBound, anchor.new + 1..<new.upperBound)
        }
        match(old, new)
    }

    /// The most lines that occur once in both parts and have the same order there ("patience diff").
    private func anchors(_ old: Range<Int>, _ new: Range<Int>) -> [Match] {
        func unique(_ numbers: [Int], _ range: Range<Int>) -> [Int: Int] {
            var places: [Int: Int?] = [:]
            for index in range { places[numbers[index]] = .some(places[numbers[index]] == nil ? index : nil) }
            return places.compactMapValues(\.self)
        }
        let places = unique(self.new, new)
        let common = unique(self.old, old).compactMap { number, place in
            places[number].map { Match(old: place, new: $0) }
        }.sorted { $0.old < $1.old }
        // The longest ascending row of places, by piles of cards.
        var piles: [Int] = []
        var previous = [Int?](repeating: nil, count: common.count)
        for (index, match) in common.enumerated() {
            var (low, high) = (0, piles.count)
            while low < high {
                let middle = (low + high) / 2
                if common[piles[middle]].new < match.new { low = middle + 1 } else { high = middle }
            }
            previous[index] = low > 0 ? piles[low - 1] : nil
            if low < piles.count { piles[low] = index } else { piles.append(index) }
        }
        var row: [Match] = []
        var place = piles.last
        while let index = place {
            row.append(common[index])
            place = previous[index]
        }
        return row.reversed()
    }

    /// By the shortest difference; no matches in a part that is too large for the search.
    private mutating func matchShortest(_ old: Range<Int>, _ new: Range<Int>) {
        guard old.count.multipliedReportingOverflow(by: new.count).partialValue <= Self.pairLimit else { return }
        let difference = self.new[new].difference(from: self.old[old])
        let removed = Set(difference.removals.map(\.offset))
        let inserted = Set(difference.insertions.map(\.offset))
        let (ones, others) = (old.indices, new.indices)
        let kept = zip(
            ones.filter { !removed.contains($0 - old.lowerBound) },
            others.filter { !inserted.contains($0 - new.lowerBound) }
        )
        for (one, other) in kept { matches.append(Match(old: one, new: other)) }
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
