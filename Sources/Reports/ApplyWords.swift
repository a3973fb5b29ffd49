internal import ModelVersions
internal import Planning
internal import Reconciler

extension ApplyReport.Item {
    /// What there is to know or to do about a result, in sentences.
    var explanation: String? {
        switch result {
        case .created: nil
        case .confirmed:
            """
            the answer to the create was lost; read back by name, the version is there, and nothing that was compared \
            differs from what was sent: started by this run, or by another that wanted the same\(limits)
            """
        case .alreadyThere where lookup == nil:
            "an earlier or another run started this training; this one started nothing"
        case .alreadyThere:
            """
            another run started the same training first; this one started nothing. Nothing that was compared \
            differs\(limits)
            """
        case .conflict:
            """
            the name is there with other settings than were sent: somebody else created it, or the service changed them. \
            Plan again before anything else
            """
        case .deferred(let reason): "not started; the next run continues here: \(reason)"
        case .failed(let reason): reason
        case .unresolved(let reason):
            "it could not be found out whether the training started; plan again before anything else. \(reason)"
        case .notStarted: "the run was interrupted before its turn"
        }
    }

    /// What was not compared of a version that was found by name.
    private var limits: String {
        guard let lookup else { return "" }
        let things = lookup.usesProjectDatasets ? "tags and the project's datasets" : "tags"
        guard !lookup.unknown.isEmpty else { return " (\(things) are not compared)" }
        let settings = lookup.unknown.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return " (\(things) are not compared; the service does not tell \(settings))"
    }
}
