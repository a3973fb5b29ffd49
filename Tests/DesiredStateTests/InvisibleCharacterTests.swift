import DesiredState
import Diagnostics
import Testing
import YAMLTree

/// Values that look right and are not.
struct InvisibleCharacterTests {
    private func diagnostics(_ text: String) -> [Diagnostic] {
        let parsed = YAMLParser.parse(Array(text.utf8), path: "a.yaml")
        return Array(DesiredStateReader.read(parsed.documents).diagnostics)
    }

    private func version(_ lines: String) -> String { DesiredStateTests.version(lines) }

    private func warnings(_ lines: String) -> [String] {
        diagnostics(version("name: a\n" + lines)).filter { $0.severity == .warning }.map(\.message)
    }

    @Test("An invisible character or a blank at an end is a warning that names it, where the service allows it")
    func values() {
        #expect(
            warnings("output: \"s3://bucket/a\u{A0}\"") == [
                "`output` contains, after `s3://bucket/a`, U+00A0 (no-break space), which is not visible"
            ]
        )
        #expect(
            warnings("output: \"s3://bucket/a\u{200B}b\"") == [
                "`output` contains, after `s3://bucket/a`, U+200B (zero width space), which is not visible"
            ]
        )
        #expect(warnings("output: \"s3://bucket/a \"") == ["`output` ends with a space: `s3://bucket/a `"])
        #expect(warnings("output: s3://bucket/\ntags: { \"a\u{2003}b\": \" x\" }").count == 2)
        #expect(
            warnings("output: { bucket: bucket, prefix: \"\u{2060}a/\" }").first?.contains("starts with U+2060") == true
        )
        let manifest = "output: s3://bucket/\ndatasets: { training: [\"s3://bucket/a\u{AD}\"], testing: auto }"
        #expect(warnings(manifest).first?.contains("U+00AD (soft hyphen)") == true)
        #expect(warnings("output: s3://bucket/a b/\ntags: { team: \"über alles\" }").isEmpty)
    }

    @Test("The warning does not quote what a variable gave, and names the variable")
    func valuesOfVariables() {
        func warnings(_ output: String) -> [String] {
            let text = version("name: a\noutput: \"\(output)\"")
            return read(text, variables: ["a": "s3://bucket/hidden"]).diagnostics.map(\.message)
        }
        let remark = " (the value contains the variable `a`)"
        #expect(
            warnings("${var:a}\u{200B}") == [
                "`output` contains U+200B (zero width space), which is not visible\(remark)"
            ]
        )
        #expect(warnings("${var:a} ") == ["`output` ends with a space\(remark)"])
    }

    @Test("Letters of several scripts are a warning, in tag keys, tag values, prefixes and keys of objects")
    func scripts() {
        let odd = "mixes scripts: `\u{43E}` U+043E (cyrillic small letter o) among Latin letters"
        #expect(
            warnings("output: s3://bucket/pr\u{43E}d/\ntags: { \"te\u{43E}m\": prod, team: \"pr\u{43E}d\" }") == [
                "`output` " + odd, "the tag key `te\u{43E}m` " + odd, "the value of tag `team` " + odd,
            ]
        )
        #expect(warnings("output: { bucket: bucket, prefix: \"pr\u{43E}d/\" }") == ["`prefix` " + odd])
        for manifest in ["s3://bucket/pr\u{43E}d", "{ bucket: bucket, key: pr\u{43E}d }"] {
            let lines = "output: s3://bucket/\ndatasets: { training: [\(manifest)], testing: auto }"
            #expect(warnings(lines) == ["\(manifest.hasPrefix("s3") ? "a manifest" : "`key`") " + odd])
        }
        #expect(warnings("output: s3://bucket/данные/\ntags: { команда: \"データ-team\" }").isEmpty)
    }

    @Test("A blank without dots is named too")
    func braille() {
        #expect(
            warnings("output: \"s3://bucket/a\u{2800}b\"") == [
                "`output` contains, after `s3://bucket/a`, U+2800 (braille pattern blank), which is not visible"
            ]
        )
    }

    @Test("Where the service does not allow the character, the error names it")
    func refused() {
        let errors = diagnostics(version("name: a\noutput: s3://bucket/\nkmsKey: \"alias/a\u{200D}\""))
            .filter { $0.severity == .error }.map(\.message)
        #expect(errors.count == 1 && errors[0].hasSuffix("found U+200D (zero width joiner)"))
        let tag = diagnostics(version("name: a\noutput: s3://bucket/\ntags: { a: \"b\u{200B}\" }"))
            .filter { $0.severity == .error }
        #expect(tag.first?.message.hasSuffix("found U+200B (zero width space)") == true)
    }

    @Test("A no-break space as indentation is one error that names it")
    func indentation() {
        let text = """
            apiVersion: rekon/v1
            project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
            defaults:
            \u{A0}\u{A0}output: s3://bucket/
            versions:
              - name: a
            """
        let found = diagnostics(text)
        #expect(
            found.map(\.message) == [
                "the line is indented with U+00A0 (no-break space), and YAML takes only spaces as indentation"
            ]
        )
        #expect(found.first?.location?.position.line == 4)
    }

    @Test("An empty part of a path is a warning")
    func emptyParts() {
        #expect(warnings("output: s3://bucket//a").count == 1)
        #expect(warnings("output: { bucket: bucket, prefix: a//b }").first?.contains("`//`") == true)
        let manifests =
            "output: s3://bucket/\ndatasets: { training: [s3://bucket/a//b], testing: [{ bucket: bucket, key: /c }] }"
        #expect(warnings(manifests).count == 2)
        #expect(warnings("output: s3://bucket/a/").isEmpty)
    }

    @Test("An empty document is no error beside others; alone it is")
    func emptyDocuments() {
        let good = version("name: a\noutput: s3://bucket/")
        #expect(diagnostics(good + "\n---\n").isEmpty)
        #expect(diagnostics("---\n# nothing\n---\n" + good).isEmpty)
        #expect(diagnostics("---\n---\n").map(\.message) == ["the document is empty"])
    }
}
