internal import Synchronization

/// Keeps what is written, for what must be done to it before it goes out.
final class TextLines: TextSink {
    private let content = Mutex("")

    var text: String { content.withLock { $0 } }
    var failure: WriteFailure? { nil }

    func write(_ text: String) {
        content.withLock { $0 += text }
    }
}
