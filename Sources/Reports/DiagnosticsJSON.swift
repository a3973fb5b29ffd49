package import Diagnostics
import JSON

/// The problems of a desired state, for programs; the format is specs/validate.schema.json.
package enum DiagnosticsJSON {
    package static func render(_ diagnostics: DiagnosticList) -> String {
        JSONText.render([
            "formatVersion": JSONText.formatVersion,
            "valid": !diagnostics.hasErrors,
            "diagnostics": diagnostics.map(\.json),
            "omitted": diagnostics.omitted,
        ])
    }
}

extension Diagnostic {
    var json: JSONValue {
        [
            "severity": severity.rawValue,
            "message": message,
            "help": help,
            "location": location?.json,
            "related": related.map { related -> JSONValue in
                ["message": related.message, "location": related.location.json]
            },
        ]
    }
}
