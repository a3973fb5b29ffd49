/// Content that comes piece by piece: a file, a pipe, the answer of a server. To be read once.
package struct ByteStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// In bytes; nil where it is not known before the end, as of a pipe.
    package let size: Int?
    private let read: @Sendable () async throws -> [UInt8]?

    /// - Parameter read: called for one piece after the other; nil at the end. Pieces are not empty.
    package init(size: Int?, read: @escaping @Sendable () async throws -> [UInt8]?) {
        self.size = size
        self.read = read
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let read: @Sendable () async throws -> [UInt8]?

        package mutating func next() async throws -> [UInt8]? { try await read() }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(read: read) }
}
