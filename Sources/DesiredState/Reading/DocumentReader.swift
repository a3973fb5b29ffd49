import Diagnostics
import ModelVersions
import YAMLTree

/// Reads one document, collecting what is wrong with it.
struct DocumentReader {
    struct Content {
        var project: ProjectARN
        var versions: [Entry]
        var ignoredUnmanaged: [(pattern: Glob, location: SourceLocation)]
        /// Where the project is named, if that is asked for.
        var origin: Origin?
    }

    /// An entry of `versions` that has a valid name.
    struct Entry {
        var name: VersionName
        var location: SourceLocation
        /// Nil where something else in it is wrong: that must not hide that the name stands twice.
        var version: DesiredVersion?
        /// Which variables gave it its name, if any did.
        var remark: String?
        /// Where its values were written, if that is asked for.
        var origins: [Origins.Path: Origin]?
    }

    let document: YAMLDocument
    /// Where variables stood in it, which now holds their values.
    let references: References
    let keepsOrigins: Bool
    var diagnostics = DiagnosticList()

    init(_ document: YAMLDocument, interpolator: inout Interpolator, keepsOrigins: Bool) {
        self.keepsOrigins = keepsOrigins
        (self.document, references) = interpolator.resolve(document, reportingTo: &diagnostics)
    }

    /// The value of `apiVersion` that this program understands.
    static let apiVersion = "rekon/v1"

    private static let keys = ["apiVersion", "project", "defaults", "versions", "ignoreUnmanaged"]

    mutating func readDocument() -> Content? {
        if case .scalar(let scalar) = document.root.content, scalar.isNull {
            report("the document is empty", at: document.root.position, help: Self.skeleton)
            return nil
        }
        guard let fields = mapping(document.root, what: "a document", keys: Self.keys) else { return nil }
        readAPIVersion(fields)
        let project = readProject(fields)
        let defaults = fields["defaults"].map { readSettings($0.value, of: .defaults) } ?? PartialSettings()
        let versions = readVersions(fields, defaults: defaults)
        let ignored = readIgnoredUnmanaged(fields)
        guard let project else { return nil }
        let origin = keepsOrigins ? fields["project"].map { self.origin(of: $0.value) } : nil
        return Content(project: project, versions: versions, ignoredUnmanaged: ignored, origin: origin)
    }

    private mutating func readAPIVersion(_ fields: Fields) {
        guard let entry = fields["apiVersion"] else {
            report("`apiVersion` is missing", at: fields.position, help: "write `apiVersion: \(Self.apiVersion)`")
            return
        }
        guard let text = string(entry.value, "`apiVersion`") else { return }
        if !text.utf8.elementsEqual(Self.apiVersion.utf8) {
            report(
                "`apiVersion` is `\(text)`, which this version of rekon does not know",
                at: entry.value.position,
                help: "write `apiVersion: \(Self.apiVersion)`"
            )
        }
    }

    private mutating func readProject(_ fields: Fields) -> ProjectARN? {
        guard let entry = fields["project"] else {
            report(
                "`project` is missing",
                at: fields.position,
                help: "give the project's ARN; `aws rekognition describe-projects` lists it"
            )
            return nil
        }
        return value(entry.value, "`project`") { text throws(InvalidValue) in try ProjectARN(text) }.value
    }

    private mutating func readVersions(
        _ fields: Fields,
        defaults: PartialSettings
    ) -> [Entry] {
        guard let entry = fields["versions"] else {
            report("`versions` is missing", at: fields.position, help: "list the model versions under `versions:`")
            return []
        }
        guard let nodes = list(entry.value, "`versions`") else { return [] }
        return nodes.compactMap { node in
            var entry = readEntry(node, defaults: defaults)
            if keepsOrigins { entry?.origins = self.origins(of: node, over: fields["defaults"]?.value) }
            return entry
        }
    }

    private mutating func readIgnoredUnmanaged(_ fields: Fields) -> [(pattern: Glob, location: SourceLocation)] {
        guard let entry = fields["ignoreUnmanaged"],
            let nodes = list(entry.value, "`ignoreUnmanaged`")
        else { return [] }
        return nodes.compactMap { node in
            value(node, "a pattern of `ignoreUnmanaged`") { text throws(InvalidValue) in try Glob(text) }.value
                .map { ($0, document.location(of: node.position)) }
        }
    }

    private static let skeleton = """
        a document has `apiVersion: \(apiVersion)`, `project: ARN` and a list of `versions`; `rekon schema` prints \
        the whole grammar
        """
}

extension DocumentReader {
    mutating func report(
        _ message: String,
        at position: SourcePosition,
        related: [Diagnostic.Related] = [],
        help: String? = nil
    ) {
        // A value without its variables is no value: what is wrong with it has been said.
        if references.hasFailed(at: position) { return }
        let message = message + (references.remark(at: position) ?? "")
        diagnostics.append(.error(message, at: document.location(of: position), related: related, help: help))
    }
}
