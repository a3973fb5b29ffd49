import Host
import LibC
import Synchronization
package import SystemPackage

/// Where text goes.
package protocol TextSink: Sendable {
    /// Writes all of the text. After a failure, later texts are dropped: see `failure`.
    func write(_ text: String)

    /// Writes a part of a long text. It has whole characters.
    func write(utf8 bytes: [UInt8])

    /// Why a text could not be written; nil if all were written.
    var failure: WriteFailure? { get }
}

extension TextSink {
    package func write(utf8 bytes: [UInt8]) { write(String(decoding: bytes, as: UTF8.self)) }
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

    package init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    package var failure: WriteFailure? { state.failure.withLock { $0 } }

    package func write(_ text: String) {
        let part = 1 << 16
        if text.utf8.count <= part { return write(utf8: Array(text.utf8)) }
        // A document may have many megabytes: it is not copied as a whole.
        var rest = Substring(text).utf8
        writeParts {
            defer { rest = rest.dropFirst(part) }
            return rest.isEmpty ? nil : Array(rest.prefix(part))
        }
    }

    package func write(utf8 bytes: [UInt8]) {
        var bytes: [UInt8]? = bytes
        writeParts { bytes.take() }
    }

    /// - Parameter next: the next part; nil at the end.
    private func writeParts(_ next: () -> [UInt8]?) {
        state.failure.withLock { failure in
            guard failure == nil else { return }
            do throws(WriteFailure) {
                while let bytes = next() { try writeAll(bytes) }
            } catch {
                failure = error
            }
        }
    }

    private func writeAll(_ bytes: [UInt8]) throws(WriteFailure) {
        do throws(Errno) {
            // Another process may have made a pipe non-blocking.
            try descriptor.writeAll(bytes, timeout: -1)
        } catch .brokenPipe {
            throw .readerGone
        } catch {
            throw .other(error.description)
        }
    }
}

/// The three standard streams.
package enum StandardStreams {
    /// Opens `/dev/null` for each standard stream that the parent left closed (`rekon plan x >&-`). Otherwise the next
    /// file or socket gets the number of the stream, and results are written into it.
    ///
    /// The direction is the wrong one, as in GNU's programs: a write fails and is reported instead of being lost. Call
    /// this before anything else is opened, and before any thread runs.
    package static func secure() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
            guard fcntl(descriptor, F_GETFD) == -1, errno == EBADF else { continue }
            // open(2) takes the lowest free number. The lower ones are open by now.
            _ = unsafe open("/dev/null", mode)
        }
    }
}
