import Reports
import Synchronization

/// The log of a workflow of GitHub, in which no line is a command for the runner. Lines may quote foreign text.
struct GuardedSink: TextSink {
    let sink: any TextSink

    var failure: WriteFailure? { sink.failure }

    func write(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        sink.write(lines.map { GitHubAnnotations.guarded(String($0)) }.joined(separator: "\n"))
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
