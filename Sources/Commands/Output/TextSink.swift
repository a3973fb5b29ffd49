internal import Synchronization
internal import SystemPackage

/// Where text goes.
package protocol TextSink: Sendable {
    /// Writes all of the text. A reader that has gone is remembered, not reported: see `isBroken`.
    func write(_ text: String)

    /// Whether the reader has closed its end.
    var isBroken: Bool { get }
}

/// An open file, pipe or terminal.
package struct FileSink: TextSink {
    package enum Stream: Sendable {
        case standardOutput
        case standardError
    }

    private let descriptor: FileDescriptor
    private let state = State()

    /// Shared by the copies of a sink: one writer at a time, so that lines stay whole.
    private final class State: Sendable {
        let isBroken = Mutex(false)
    }

    package init(_ stream: Stream) {
        descriptor =
            switch stream {
            case .standardOutput: .standardOutput
            case .standardError: .standardError
            }
    }

    package var isBroken: Bool { state.isBroken.withLock { $0 } }

    package func write(_ text: String) {
        state.isBroken.withLock { isBroken in
            guard !isBroken else { return }
            do {
                try descriptor.writeAll(text.utf8)
            } catch {
                isBroken = true
            }
        }
    }
}
