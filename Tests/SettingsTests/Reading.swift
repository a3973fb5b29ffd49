import Diagnostics
import Foundation
import ModelVersions
import Settings
import Testing
import YAMLTree

/// Reads a settings file as this version of rekon.
func read(_ text: String, version: String = "0.1.0") -> (settings: Settings, diagnostics: [Diagnostic]) {
    let result = YAMLParser.parse(Array(text.utf8), path: "rekon.yaml")
    let (settings, diagnostics) = SettingsFile.read(result, path: "rekon.yaml", version: version)
    return (settings, Array(diagnostics))
}

/// The settings of a valid file. The text begins at line 3.
func settings(_ text: String) throws -> Settings {
    let (settings, diagnostics) = read(head + text)
    try #require(diagnostics.isEmpty, "\(diagnostics)")
    return settings
}

/// `line:column: message (help)` of each diagnostic. The text begins at line 3.
func complaints(_ text: String) -> [String] {
    read(head + text).diagnostics.map(\.summary)
}

extension Diagnostic {
    var summary: String {
        (location.map { "\($0.line):\($0.column): " } ?? "") + message + (help.map { " (\($0))" } ?? "")
    }
}

let head = """
    apiVersion: rekon/v1
    kind: Settings

    """

func place(_ account: String, _ region: String) -> AccountRegion {
    AccountRegion(partition: "aws", region: region, account: account)
}

/// A file of the repository.
func file(_ path: String) throws -> [UInt8] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    return [UInt8](try Data(contentsOf: root.appending(path: path)))
}
