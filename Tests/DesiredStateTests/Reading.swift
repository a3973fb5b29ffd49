import DesiredState
import Diagnostics
import YAMLTree

/// Reads files as one desired state.
func read(
    _ files: [(path: String, text: String)],
    variables: [String: String] = [:]
) -> (state: DesiredState, diagnostics: [Diagnostic]) {
    var documents: [YAMLDocument] = []
    var diagnostics: [Diagnostic] = []
    for file in files {
        let result = YAMLParser.parse(Array(file.text.utf8), path: file.path)
        documents += result.documents
        diagnostics += result.diagnostics
    }
    let (state, more) = DesiredStateReader.read(documents, variables: Variables(given: variables) { _ in nil })
    return (state, diagnostics + more)
}

func read(
    _ text: String,
    variables: [String: String] = [:]
) -> (state: DesiredState, diagnostics: [Diagnostic]) {
    read([("f.yaml", text)], variables: variables)
}

/// `line:column: message` of each diagnostic.
func complaints(_ text: String, variables: [String: String] = [:]) -> [String] {
    read(text, variables: variables).diagnostics.map { diagnostic in
        (diagnostic.location.map { "\($0.line):\($0.column): " } ?? "") + diagnostic.message
    }
}

let head = """
    apiVersion: rekon/v1
    project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012

    """

/// A document with one version. The lines of the version start at line 4.
func version(_ lines: String) -> String {
    head + "versions:\n"
        + lines.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }.joined(separator: "\n") + "\n"
}
