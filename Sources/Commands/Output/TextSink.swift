import LibC
import Synchronization
import SystemPackage

/// Where text goes.
package protocol TextSink: Sendable {
    /// Writes all of the text. After a failure, later texts are dropped: see `failure`.
    func write(_ text: String)

    /// Why a text could not be written; nil if all were written.
    var failure: WriteFailure? { get }
}

package enum WriteFailure: Error, Sendable, Equatable {
    /// The reader closed its end, which is not an error.
    case readerGone
    /// In the system's words.
    case other(String)
}

/// An open file, pipe or terminal.
package struct FileSink: TextSink {
    package enum Stream: Sendable {
        case standardOutput
        case standardError
    }

    private let descriptor: FileDescriptor
    private let state = State()

    /// Shared by the copies of a sink. One copy writes at a time, so that lines stay whole.
    private final class State: Sendable {
        let failure = Mutex<WriteFailure?>(nil)
    }

    package init(_ stream: Stream) {
        switch stream {
        case .standardOutput: self.init(descriptor: .standardOutput)
        case .standardError: self.init(descriptor: .standardError)
        }
    }

    init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    package var failure: WriteFailure? { state.failure.withLock { $0 } }

    package func write(_ text: String) {
        state.failure.withLock { failure in
            guard failure == nil else { return }
            do throws(WriteFailure) {
                try writeAll(text)
            } catch {
                failure = error
            }
        }
    }

    private func writeAll(_ text: String) throws(WriteFailure) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            do {
                start += try unsafe bytes.withUnsafeBytes { buffer in
                    try unsafe descriptor.write(UnsafeRawBufferPointer(rebasing: buffer[start...]))
                }
            } catch Errno.resourceTemporarilyUnavailable {
                // A pipe that another process has made non-blocking, and that is full.
                waitForRoom()
            } catch Errno.brokenPipe {
                throw .readerGone
            } catch {
                throw .other((error as? Errno)?.description ?? "unknown error")
            }
        }
    }

    /// Returns when there is room. It also returns after an error, which the next write reports.
    private func waitForRoom() {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, -1)
    }
}

/// Collects text that must be changed before it is written.
final class TextLines: TextSink {
    private let content = Mutex("")

    var text: String { content.withLock { $0 } }
    var failure: WriteFailure? { nil }

    func write(_ text: String) {
        content.withLock { $0 += text }
    }
}
