package import Diagnostics
import JSON

/// The problems of a desired state, for programs; the format is specs/validate.schema.json.
package enum DiagnosticsJSON {
    package static func render(_ diagnostics: DiagnosticList) -> String {
        JSONText.render { json in
            json.objects("diagnostics", diagnostics) { $0.write(to: &$1) }
            json.member("formatVersion", JSONText.formatVersion)
            json.member("omitted", diagnostics.omitted)
            json.member("valid", !diagnostics.hasErrors)
        }
    }
}

extension Diagnostic {
    func write(to json: inout JSONWriter) {
        json.member("help", help)
        json.object("location", location) { $0.write(to: &$1) }
        json.member("message", message)
        json.objects("related", related) { related, json in
            json.object("location") { related.location.write(to: &$0) }
            json.member("message", related.message)
        }
        json.member("severity", severity.rawValue)
    }
}
