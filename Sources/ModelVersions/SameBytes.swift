extension String {
    /// Whether two texts are equal byte by byte. Swift's own equality takes two spellings of "é" for one.
    ///
    /// Several are compared for each version, and over contiguous bytes that takes a third of the time.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let fast = unsafe utf8.withContiguousStorageIfAvailable { mine in
            unsafe other.utf8.withContiguousStorageIfAvailable { theirs in unsafe mine.elementsEqual(theirs) }
        }
        return (fast ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
