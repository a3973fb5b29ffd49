package import ModelVersions
import Text

/// The hidden first line of a comment. The next run finds the comment by it, and sees which one is newer.
///
/// The format is promised in specs/review-formats.md.
package struct ReviewMarker: Sendable, Equatable {
    package let command: String
    /// The same for every run that should update the same comment.
    package let key: String
    /// Numbers that grow from run to run; nil where runs have no order.
    package let order: Order?

    package struct Order: Sendable, Equatable, CustomStringConvertible {
        package let run: UInt64
        package let attempt: UInt64

        package init(run: UInt64, attempt: UInt64) {
            self.run = run
            self.attempt = attempt
        }

        /// - Parameter text: `RUN` or `RUN.ATTEMPT`, in digits.
        package init?(_ text: String) {
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part -> UInt64? in
                part.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
                    ? UInt64(String(Substring(part))) : nil
            }
            guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
            self.init(run: numbers[0], attempt: numbers.count > 1 ? numbers[1] : 0)
        }

        package var description: String { "\(run).\(attempt)" }
    }

    /// - Parameter key: see `CommentKey`.
    package init(command: String, key: String, order: Order?) {
        self.command = command
        self.key = key
        self.order = order
    }

    /// The default key: the region and account, if there is one, and a digest of everything. So two pipelines with the
    /// same files, for two accounts, have two comments.
    ///
    /// - Parameters:
    ///   - inputs: The same for all runs of one comment, such as the paths of the command line.
    ///   - projects: Of the desired state, as far as it could be read.
    ///   - isSandbox: whether the run uses the sandbox, instead of AWS.
    package init(
        command: String,
        keyOf inputs: [String],
        _ projects: some Sequence<ProjectARN>,
        isSandbox: Bool,
        order: Order?
    ) {
        let places = Set(projects.lazy.map { AccountRegion($0) })
        var hash = FNV1a()
        for part in [command] + inputs + (isSandbox ? ["sandbox"] : []) { hash.add(part: part) }
        for part in places.map({ "\($0.partition):\($0.region):\($0.account)" }).sorted() { hash.add(part: part) }
        let long = places.count == 1 ? places.first.map { "\($0.region):\($0.account)/\(hash.text)" } : nil
        self.init(command: command, key: long.flatMap { CommentKey.isValid($0) ? $0 : nil } ?? hash.text, order: order)
    }

    package var text: String {
        "<!-- rekon:\(command) key=\(key)\(order.map { " order=\($0)" } ?? "") -->"
    }
}
