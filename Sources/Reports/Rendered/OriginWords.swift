internal import DesiredState
internal import Diagnostics

/// Where a value comes from, on one line.
enum OriginWords {
    /// Such as `models/signs.yaml:5:11, defaults; BUCKET from the environment`.
    static func comment(on origin: Origin?) -> String {
        guard let origin else { return "built-in default" }
        var text = origin.location.description
        if origin.source == .defaults { text += ", defaults" }
        if !origin.variables.isEmpty {
            text += "; " + origin.variables.map(describe).joined(separator: ", ")
        }
        // A path may hold anything, and what ends a line would end the comment.
        return HarmlessText.shown(text)
    }

    private static func describe(_ use: VariableUse) -> String {
        use.isDefault ? "\(use.name) by its default" : "\(use.name) from the environment"
    }
}
