internal import Synchronization

/// Whether anything of a request's body may have gone out.
///
/// It is what makes "not connected" certain: errors alone do not tell, as a reset comes out of a handshake and out of
/// a lost answer alike.
final class RequestProgress: Sendable {
    private let isBodyAskedFor = Atomic(false)

    /// Set before the first byte of the body is written. A service does nothing before it has the whole body, whose
    /// length and hash are in the head.
    var mayHaveSentBody: Bool { isBodyAskedFor.load(ordering: .acquiring) }

    fileprivate func bodyIsAskedFor() {
        isBodyAskedFor.store(true, ordering: .releasing)
    }
}

/// A body that notes when it is read.
///
/// AsyncHTTPClient reads a collection when a connection has taken the head of the request, not before (see
/// `HTTPClientRequest.Body.bytes(_:)`), and drops what it has read if the request has failed by then. So a request
/// that has failed with its body unread is one whose body was never sent.
struct ObservedBody: RandomAccessCollection, Sendable {
    private let bytes: [UInt8]
    private let progress: RequestProgress

    init(_ bytes: [UInt8], _ progress: RequestProgress) {
        self.bytes = bytes
        self.progress = progress
    }

    var startIndex: Int { bytes.startIndex }
    var endIndex: Int { bytes.endIndex }

    subscript(position: Int) -> UInt8 {
        progress.bodyIsAskedFor()
        return bytes[position]
    }

    func makeIterator() -> IndexingIterator<[UInt8]> {
        progress.bodyIsAskedFor()
        return bytes.makeIterator()
    }

    func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        progress.bodyIsAskedFor()
        return try unsafe bytes.withContiguousStorageIfAvailable(body)
    }
}
