import Diagnostics
package import YAMLTree

/// A document that is read as far as the other documents of the desired state do not matter.
///
/// Files can so be read beside each other: only what needs their order is left to `DesiredStateReader`, which is the
/// limits for all files and names that occur twice.
package struct ReadDocument: Sendable {
    enum State: Sendable {
        case unread(YAMLDocument)
        case empty(Diagnostic)
        /// The content is nil after an error in it.
        case read(DocumentReader.Content?, DiagnosticList)
    }

    let state: State

    init(unread document: YAMLDocument) {
        state = .unread(document)
    }

    /// Reads a document. One with variables stays unread: the limit for their values holds for all files.
    ///
    /// - Parameters:
    ///   - keepsOrigins: As that of the reader to which it is added.
    ///   - versionLimit: At least as many versions as the reader can take then. It checks its own limit.
    package init(_ document: YAMLDocument, keepsOrigins: Bool, versionLimit: Int) {
        guard !document.holdsDollar else {
            state = .unread(document)
            return
        }
        var interpolator = Interpolator(.none)
        var reader = DocumentReader(document, interpolator: &interpolator, keepsOrigins: keepsOrigins)
        state = reader.read(versionLimit: versionLimit)
    }
}

extension DesiredStateReader {
    /// At least as many versions as files can have together.
    ///
    /// - Parameter bytes: The length of all files so far.
    package static func versionLimit(bytes: Int) -> Int { versionLimit + bytes / bytesPerFurtherVersion }
}
