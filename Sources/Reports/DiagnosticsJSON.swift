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
        let omitted: Int
    }

    package static func render(_ diagnostics: DiagnosticList) throws -> String {
        try JSONText.render(
            Document(
                formatVersion: JSONText.formatVersion,
                valid: !diagnostics.hasErrors,
                diagnostics: diagnostics.map { diagnostic in
                    Document.Item(
                        severity: diagnostic.severity.rawValue,
                        message: diagnostic.message,
                        help: diagnostic.help,
                        location: diagnostic.location.map(JSONLocation.init),
                        related: diagnostic.related.map {
                            Document.Related(message: $0.message, location: JSONLocation($0.location))
                        }
                    )
                },
                omitted: diagnostics.omitted
            )
        )
    }
}
