package import ModelVersions
package import YAMLTree

/// What a document says about a further entry of its list.
package struct DocumentOutline: Sendable {
    package var project: ProjectARN
    /// The names in its list, in the order of the file.
    package var names: [VersionName]
    package var defaults: SharedSettings

    /// The outlines of the documents of a valid file; nil for one without content.
    package static func outlines(of documents: [YAMLDocument], variables: Variables) -> [DocumentOutline?] {
        var interpolator = Interpolator(variables)
        return documents.map { document in
            var reader = DocumentReader(document, interpolator: &interpolator, keepsOrigins: false)
            guard !reader.isEmpty,
                let content = reader.readDocument(versionLimit: DesiredStateReader.versionLimit),
                let project = content.project
            else { return nil }
            return DocumentOutline(
                project: project,
                names: content.entries.map(\.name),
                defaults: SharedSettings(content.defaults)
            )
        }
    }
}
