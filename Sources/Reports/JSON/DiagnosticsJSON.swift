package import Diagnostics

/// What is wrong with a desired state, for programs; the format is specs/validate.schema.json.
package enum DiagnosticsJSON {
    private struct Document: Encodable {
        struct Related: Encodable {
            let message: String
            let location: JSONLocation
        }

        struct Item: Encodable {
            let severity: String
            let message: String
            let help: String?
            let location: JSONLocation?
            let related: [Related]
        }

        let formatVersion: String
        let valid: Bool
        let diagnostics: [Item]
    }

    package static func render(_ diagnostics: [Diagnostic]) throws -> String {
        try JSONText.render(
            Document(
                formatVersion: JSONText.formatVersion,
                valid: !diagnostics.hasErrors,
                diagnostics: diagnostics.map { diagnostic in
                    Document.Item(
                        severity: diagnostic.severity.rawValue,
                        message: HarmlessText.shown(diagnostic.message),
                        help: diagnostic.help.map(HarmlessText.shown),
                        location: diagnostic.location.map(JSONLocation.init),
                        related: diagnostic.related.map {
                            Document.Related(
                                message: HarmlessText.shown($0.message),
                                location: JSONLocation($0.location)
                            )
                        }
                    )
                }
            )
        )
    }
}
