internal import Host

extension Environment {
    /// A path in which a leading `~/` stands for the home folder.
    func expandingHome(_ path: String) -> String {
        guard path.utf8.starts(with: "~/".utf8), let home = self["HOME"] else { return path }
        return home + path.dropFirst(1)
    }
}

extension String {
    /// Without the ASCII white space at its ends.
    var trimmingWhitespace: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
