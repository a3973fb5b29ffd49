/// A section of a shared file that is not read because of its header.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files" (file-format.html): a profile is
/// `[profile NAME]` in the config file, except `[default]`, and `[NAME]` in the credentials file.
package struct IgnoredSection: Sendable, Equatable, CustomStringConvertible {
    /// What happened and where: `FILE:LINE: the section ...`.
    package let description: String
    /// How the section is written so that it counts.
    package let help: String
    /// The kind of section that was probably meant: `profile`, `sso-session` or `services`.
    let type: String
    /// The name that was probably meant.
    let name: String

    init(_ section: ConfigSection, in path: String, _ file: SharedConfig.FileKind, _ reason: String) {
        description = "\(path):\(section.line): the section `[\(section.header)]` \(reason); it is ignored"
        let (type, name) = Self.meaning(of: section.header)
        (self.type, self.name) = (type, name)
        help = Self.help(type, name, header: section.header, in: file)
    }

    private static func help(_ type: String, _ name: String, header: String, in file: SharedConfig.FileKind) -> String {
        if type == "profile", name.lowercased() == "default" { return "write its header as `[default]`" }
        guard let quoted = quoted(name) else {
            return "rename it: a name in a header must not be empty, and must not contain `\\`"
        }
        let form = "`[\(type) \(quoted)]`"
        if file == .config { return "write its header as \(form)" }
        if type != "profile" { return "move it to the config file, as \(form)" }
        if ConfigSection.isIdentifier(name) { return "write its header as `[\(name)]`" }
        return header == name
            ? "add a section \(form) to the config file: a name with such characters counts here only if it is there"
            : "write its header as `[\(name)]`, and add a section \(form) to the config file"
    }

    /// The type and the name in a header with a wrong form: `[my prof]`, `[profile my prof]`, `[Profile dev]`.
    private static func meaning(of header: String) -> (type: String, name: String) {
        let parts = header.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        let type = parts.first?.lowercased() ?? ""
        guard parts.count == 2, ["profile", "sso-session", "services"].contains(type) else {
            return ("profile", unquoted(header[...]))
        }
        return (type, unquoted(parts[1].drop { $0 == " " || $0 == "\t" }))
    }

    private static func unquoted(_ text: Substring) -> String {
        String(text.drop { $0 == "\"" || $0 == "'" }.prefix { $0 != "\"" && $0 != "'" })
    }

    /// As in a header of the config file; nil for a name that it cannot have.
    private static func quoted(_ name: String) -> String? {
        if ConfigSection.isIdentifier(name) { return name }
        return name.isEmpty || name.contains("\\") ? nil : "\"\(name)\""
    }
}
