/// Why bytes are not the JSON that was to be read, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A noun phrase: what should have stood there, or what is wrong with what does.
    package var problem: String
    /// In bytes, from the beginning of the document.
    package var offset: Int

    package init(_ problem: String, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    package var description: String { "\(problem) at byte \(offset)" }
}
