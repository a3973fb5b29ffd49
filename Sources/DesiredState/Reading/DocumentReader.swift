import AWSProfiles
import Diagnostics
import ModelVersions
import Text
import YAMLTree

/// Reads one document and collects its errors.
struct DocumentReader: FieldReader {
    struct Content: Sendable {
        /// Nil after an error in it. The versions still count for the search of duplicate names.
        var project: ProjectARN?
        /// The project in a message: with its name, if that contains no variable.
        var projectText: String
        /// The place of `versions` and the number of its entries; nil without a list.
        var list: (location: SourceLocation, count: Int)?
        /// Empty if the list has more entries than the limit.
        var entries: [Entry]
        /// Those of the entries without an error, in their order. In an array of their own, which becomes the
        /// project's.
        var versions: [DesiredVersion]
        /// The errors in the entries. After a list that is too long, nothing is said about its entries.
        var diagnosticsOfVersions: DiagnosticList
        var defaults: PartialSettings
        var ignoredUnmanaged: [(pattern: Glob, location: SourceLocation)]
        /// The places of the project's ARN or of its parts, if requested.
        var origins: [Origins.Path: Origin]?
    }

    /// An entry of `versions` with a valid name.
    struct Entry: Sendable {
        var name: VersionName
        var location: SourceLocation
        /// False after an error in the entry. The entry still counts for the search of duplicate names.
        var isValid: Bool
        /// The variables in its name, for messages.
        var remark: String?
        /// The places of its values, if requested.
        var origins: [Origins.Path: Origin]?
    }

    let document: YAMLDocument
    /// The variables that the document contained.
    let references: References
    let keepsOrigins: Bool
    var diagnostics = DiagnosticList()

    init(_ document: YAMLDocument, interpolator: inout Interpolator, keepsOrigins: Bool) {
        self.keepsOrigins = keepsOrigins
        (self.document, references) = interpolator.resolve(document, reportingTo: &diagnostics)
    }

    /// The members of the API.
    static let otherNames = [
        "projectarn": "project",
        "versionname": "name",
        "versiondescription": "description",
        "outputconfig": "output",
        "trainingdata": "datasets.training",
        "testingdata": "datasets.testing",
        "kmskeyid": "kmsKey",
        "assets": "training",
        "s3bucket": "bucket",
        "s3keyprefix": "prefix",
        // The kinds of drift.
        "manifest-overwritten": "overwritten",
        "manifest-gone": "gone",
    ]

    private static let keys = ["apiVersion", "project", "defaults", "versions", "ignoreUnmanaged"]

    var isEmpty: Bool { document.isEmpty }

    /// The error if no document has content.
    var emptyDocument: Diagnostic {
        .error("the document is empty", at: document.location(of: document.root.position), help: Self.skeleton)
    }

    /// - Parameter versionLimit: Of a longer list, no entry is read.
    mutating func read(versionLimit: Int) -> ReadDocument.State {
        if isEmpty { return .empty(emptyDocument) }
        let content = readDocument(versionLimit: versionLimit)
        return .read(content, diagnostics)
    }

    mutating func readDocument(versionLimit: Int) -> Content? {
        guard let fields = mapping(document.root, what: "a document", keys: Self.keys) else { return nil }
        readAPIVersion(fields)
        let project = readProject(fields)
        let defaults = fields["defaults"].map { readSettings($0.value, of: .defaults) } ?? PartialSettings()
        let nodes = versionNodes(fields)
        let (entries, versions, diagnosticsOfVersions) =
            nodes.count > versionLimit ? ([], [], DiagnosticList()) : readVersions(nodes, fields, defaults: defaults)
        let ignored = readIgnoredUnmanaged(fields)
        let origins = keepsOrigins ? fields["project"].map { self.origins(ofProject: $0.value) } : nil
        let isWritten = fields["project"].map { nameIsWritten(in: $0.value) } ?? true
        return Content(
            project: project,
            projectText: project.flatMap { isWritten ? "project `\($0.name)`" : nil } ?? "this project",
            list: fields["versions"].map { (document.location(of: $0.value.position), nodes.count) },
            entries: entries,
            versions: versions,
            diagnosticsOfVersions: diagnosticsOfVersions,
            defaults: defaults,
            ignoredUnmanaged: ignored,
            origins: origins
        )
    }

    private mutating func readProject(_ fields: Fields) -> ProjectARN? {
        guard let entry = fields["project"] else {
            report(
                "`project` is missing",
                at: fields.position,
                help: """
                    give the project's ARN, which `aws rekognition describe-projects` lists, or write \
                    `project: { name: NAME, region: REGION, account: ACCOUNT }`
                    """
            )
            return nil
        }
        if case .mapping = entry.value.content { return readProjectByName(entry.value) }
        return value(entry.value, "`project`") { text throws(InvalidValue) in try ProjectARN(text) }.value
    }

    /// `project: { name: ..., region: ..., account: ... }`. The region decides the partition.
    private mutating func readProjectByName(_ node: YAMLNode) -> ProjectARN? {
        guard let fields = mapping(node, what: "`project`", keys: ["name", "region", "account"]) else { return nil }
        let name = part("name", of: fields) { text throws(InvalidValue) in try ProjectARN.checkName(text) }
        let region = part("region", of: fields) { text throws(InvalidValue) in try ProjectARN.checkRegion(text) }
        let account = part("account", of: fields) { text throws(InvalidValue) in try ProjectARN.checkAccount(text) }
        guard let name, let region, let account else { return nil }
        return try? ProjectARN(
            named: name,
            region: region,
            account: account,
            partition: Partition.of(region: region).id
        )
    }

    private mutating func part(
        _ key: String,
        of fields: Fields,
        _ check: (String) throws(InvalidValue) -> Void
    ) -> String? {
        guard let entry = fields[key] else {
            let absent: FieldValue<String> = missing(key, in: fields)
            return absent.value
        }
        return value(entry.value, "`\(key)`") { text throws(InvalidValue) in
            try check(text)
            return text
        }.value
    }

    /// Whether the name of a project contains no variable, whose value no message shows.
    private func nameIsWritten(in project: YAMLNode) -> Bool {
        guard case .mapping(let entries) = project.content else { return references[project.position].isEmpty }
        return entries.first { $0.key == "name" }.map { references[$0.value.position].isEmpty } ?? true
    }

    private mutating func versionNodes(_ fields: Fields) -> [YAMLNode] {
        guard let entry = fields["versions"] else {
            report("`versions` is missing", at: fields.position, help: "list the model versions under `versions:`")
            return []
        }
        return list(entry.value, "`versions`") ?? []
    }

    private mutating func readVersions(
        _ nodes: [YAMLNode],
        _ fields: Fields,
        defaults: PartialSettings
    ) -> (entries: [Entry], versions: [DesiredVersion], diagnostics: DiagnosticList) {
        let others = diagnostics
        diagnostics = DiagnosticList()
        defer { diagnostics = others }
        var entries: [Entry] = []
        entries.reserveCapacity(nodes.count)
        var versions: [DesiredVersion] = []
        versions.reserveCapacity(nodes.count)
        for node in nodes {
            guard var entry = readEntry(node, defaults: defaults, into: &versions) else { continue }
            if keepsOrigins { entry.origins = origins(of: node, over: fields["defaults"]?.value) }
            entries.append(entry)
        }
        return (entries, versions, diagnostics)
    }

    private static let skeleton = """
        a document has `apiVersion: \(apiVersion)`, `project` and a list of `versions`; `rekon schema` prints \
        the schema
        """
}

extension DocumentReader {
    /// Warns about letters of several scripts in a value, and about other characters that look like these.
    mutating func checkScripts(_ text: String, _ label: @autoclosure () -> String, at position: SourcePosition) {
        warn(
            MixedScripts.problem(in: text).map { "\(label()) \($0)" },
            at: position,
            help: "characters look alike: write it in one script unless each character is meant"
        )
    }

    /// Warns about letters of several scripts in a path, and about an empty part of it: to S3, `a//b` is not `a/b`.
    mutating func checkPath(_ path: String, _ label: String, at position: SourcePosition) {
        checkScripts(path, label, at: position)
        let slash = UInt8(ascii: "/")
        // As after a slash, which the bucket's name has behind it.
        var previous = slash
        guard
            path.utf8.contains(where: { byte in
                defer { previous = byte }
                return byte == slash && previous == slash
            })
        else { return }
        diagnostics.append(
            .warning(
                "\(label) has an empty part between two slashes (`//`)",
                at: document.location(of: position),
                help: "S3 takes it as it is written: remove a slash if it is there by mistake"
            )
        )
    }
}
