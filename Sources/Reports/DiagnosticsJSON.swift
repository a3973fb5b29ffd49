package import Diagnostics
import JSON

/// The problems of a desired state, for programs; the format is specs/validate.schema.json.
package enum DiagnosticsJSON {
    package static func render(_ diagnostics: DiagnosticList) -> String {
        JSONText.render([
            "formatVersion": JSONText.formatVersion,
            "valid": !diagnostics.hasErrors,
            "diagnostics": diagnostics.map { diagnostic -> JSONValue in
                [
                    "severity": diagnostic.severity.rawValue,
                    "message": diagnostic.message,
                    "help": diagnostic.help,
                    "location": diagnostic.location?.json,
                    "related": diagnostic.related.map { related -> JSONValue in
                        ["message": related.message, "location": related.location.json]
                    },
                ]
            },
            "omitted": diagnostics.omitted,
        ])
    }
}
