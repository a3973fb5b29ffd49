import Diagnostics
import ModelVersions
import Text
import YAMLTree

/// Reads one document and collects its errors.
struct DocumentReader {
    struct Content {
        /// Nil after an error in it. The versions still count for the search of duplicate names.
        var project: ProjectARN?
        /// The project in a message: with its name, if that contains no variable.
        var projectText: String
        var versions: [Entry]
        var ignoredUnmanaged: [(pattern: Glob, location: SourceLocation)]
        /// The place of the project's ARN, if requested.
        var origin: Origin?
    }

    /// An entry of `versions` with a valid name.
    struct Entry {
        var name: VersionName
        var location: SourceLocation
        /// Nil after an error in the entry. The entry still counts for the search of duplicate names.
        var version: DesiredVersion?
        /// The variables in its name, for messages.
        var remark: String?
        /// The places of its values, if requested.
        var origins: [Origins.Path: Origin]?
    }

    let document: YAMLDocument
    /// The variables that the document contained.
    let references: References
    let keepsOrigins: Bool
    /// How many versions the document may have, and all documents together.
    private let versionLimit: (left: Int, total: Int)
    var diagnostics = DiagnosticList()

    init(
        _ document: YAMLDocument,
        interpolator: inout Interpolator,
        keepsOrigins: Bool,
        versionLimit: (left: Int, total: Int)
    ) {
        self.keepsOrigins = keepsOrigins
        self.versionLimit = versionLimit
        (self.document, references) = interpolator.resolve(document, reportingTo: &diagnostics)
    }

    /// The supported value of `apiVersion`.
    static let apiVersion = "rekon/v1"

    private static let keys = ["apiVersion", "project", "defaults", "versions", "ignoreUnmanaged"]

    var isEmpty: Bool {
        if case .scalar(let scalar) = document.root.content { scalar.isNull } else { false }
    }

    /// The error if no document has content.
    var emptyDocument: Diagnostic {
        .error("the document is empty", at: document.location(of: document.root.position), help: Self.skeleton)
    }

    mutating func readDocument() -> Content? {
        guard let fields = mapping(document.root, what: "a document", keys: Self.keys) else { return nil }
        readAPIVersion(fields)
        let project = readProject(fields)
        let defaults = fields["defaults"].map { readSettings($0.value, of: .defaults) } ?? PartialSettings()
        let versions = readVersions(fields, defaults: defaults)
        let ignored = readIgnoredUnmanaged(fields)
        let origin = keepsOrigins ? fields["project"].map { self.origin(of: $0.value) } : nil
        let isWritten = fields["project"].map { references[$0.value.position].isEmpty } ?? true
        return Content(
            project: project,
            projectText: project.flatMap { isWritten ? "project `\($0.name)`" : nil } ?? "this project",
            versions: versions,
            ignoredUnmanaged: ignored,
            origin: origin
        )
    }

    private mutating func readAPIVersion(_ fields: Fields) {
        guard let entry = fields["apiVersion"] else {
            report("`apiVersion` is missing", at: fields.position, help: "write `apiVersion: \(Self.apiVersion)`")
            return
        }
        guard let text = string(entry.value, "`apiVersion`") else { return }
        if !text.utf8.elementsEqual(Self.apiVersion.utf8) {
            report(
                "this version of rekon does not support "
                    + (references[entry.value.position].isEmpty
                        ? "`apiVersion: \(text.excerpt)`" : "this `apiVersion`"),
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
        guard nodes.count <= versionLimit.left else {
            report(
                "the files describe more than \(versionLimit.total) versions, the limit",
                at: entry.value.position,
                help: "use `rekon` for one part of the files after the other"
            )
            return []
        }
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
        the schema
        """
}

extension DocumentReader {
    /// Warns about characters of a value that a reader does not see, where the service allows them.
    mutating func checkVisible(_ text: String, _ label: String, at position: SourcePosition) {
        warn(
            InvisibleCharacter.problem(in: text, isSecret: references.remark(at: position) != nil).map {
                "\(label) \($0)"
            },
            at: position,
            help: "remove the character if it is there by mistake: it is part of the value"
        )
    }

    /// Warns about letters of several scripts in a value, and about other characters that look like these.
    mutating func checkScripts(_ text: String, _ label: String, at position: SourcePosition) {
        warn(
            MixedScripts.problem(in: text).map { "\(label) \($0)" },
            at: position,
            help: "characters look alike: write it in one script unless each character is meant"
        )
    }

    /// - Parameter message: nil without a problem.
    private mutating func warn(_ message: String?, at position: SourcePosition, help: String) {
        guard let message, !references.hasFailed(at: position) else { return }
        let remark = references.remark(at: position) ?? ""
        diagnostics.append(.warning(message + remark, at: document.location(of: position), help: help))
    }

    /// Warns about letters of several scripts in a path, and about an empty part of it: to S3, `a//b` is not `a/b`.
    mutating func checkPath(_ path: String, _ label: String, at position: SourcePosition) {
        checkScripts(path, label, at: position)
        let slash = UInt8(ascii: "/")
        guard
            path.utf8.first == slash
                || zip(path.utf8, path.utf8.dropFirst()).contains(where: { $0 == slash && $1 == slash })
        else { return }
        diagnostics.append(
            .warning(
                "\(label) has an empty part between two slashes (`//`)",
                at: document.location(of: position),
                help: "S3 takes it as it is written: remove a slash if it is there by mistake"
            )
        )
    }

    mutating func report(
        _ message: String,
        at position: SourcePosition,
        related: [Diagnostic.Related] = [],
        help: String? = nil
    ) {
        // The failed variable is already reported.
        if references.hasFailed(at: position) { return }
        let message = message + (references.remark(at: position) ?? "")
        diagnostics.append(.error(message, at: document.location(of: position), related: related, help: help))
    }
}
