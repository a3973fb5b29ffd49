/// The known name that is most similar to an unknown one; nil if no name is similar enough.
///
/// The distance counts inserted, deleted, changed and swapped bytes, and ignores the case of ASCII letters. At most a
/// third of the name may differ. Of equally similar names, the first one wins.
package func nearestName(to name: String, among known: some Sequence<String>) -> String? {
    guard !name.isEmpty, name.utf8.count <= 64 else { return nil }
    let wanted = Array(name.utf8)
    var best: (name: String, distance: Int)?
    for candidate in known {
        let count = candidate.utf8.count
        let allowed = max(1, max(wanted.count, count) / 3)
        guard count > 0, abs(count - wanted.count) <= allowed else { continue }
        let bytes = Array(candidate.utf8)
        guard bytes != wanted else { continue }
        let distance = editDistance(wanted, bytes)
        if distance <= allowed, distance < min(wanted.count, bytes.count), distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.name
}

/// The optimal string alignment distance without regard to the case of ASCII letters.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for (row, byte) in first.enumerated() {
        var current = [row + 1]
        for (column, other) in second.enumerated() {
            let isEqual = byte.asciiLowercased == other.asciiLowercased
            var distance = min(previous[column] + (isEqual ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, byte.asciiLowercased == second[column - 1].asciiLowercased,
                first[row - 1].asciiLowercased == other.asciiLowercased
            {
                distance = min(distance, beforePrevious[column - 1] + 1)
            }
            current.append(distance)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[second.count]
}
