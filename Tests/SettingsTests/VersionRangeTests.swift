import ModelVersions
import Testing

@testable import Settings

struct VersionRangeTests {
    @Test(
        "A range contains the versions that meet all of its conditions",
        arguments: [
            ("0.3", ["0.3.0", "0.3.0+build.5"], ["0.3.1", "0.3.0-rc.1", "0.2.9"]),
            ("=0.3.0", ["0.3.0"], ["0.3.1"]),
            ("!=0.3", ["0.3.1", "0.3.0-rc.1"], ["0.3.0"]),
            (">0.3", ["0.3.1", "1.0.0"], ["0.3.0", "0.2.9", "0.3.0-rc.1"]),
            (">=0.3", ["0.3.0", "0.10.0"], ["0.2.9", "0.3.0-rc.1"]),
            ("<0.3", ["0.2.10", "0.3.0-rc.1"], ["0.3.0", "0.3.1"]),
            ("<=0.3", ["0.3.0", "0.2.9"], ["0.3.1"]),
            (">=0.3, <1", ["0.3.0", "0.99.0", "1.0.0-rc.1"], ["0.2.0", "1.0.0", "1.0.1"]),
            (" >= 0.3 ,< 1 , != 0.4.2", ["0.4.1"], ["0.4.2"]),
            ("~>1.2.3", ["1.2.3", "1.2.10"], ["1.2.2", "1.3.0", "2.2.3"]),
            ("~> 1.2", ["1.2.0", "1.9.0"], ["1.1.9", "2.0.0", "2.2.0", "2.0.0-rc.1"]),
            ("~> 1", ["1.0.0", "2.0.0"], ["0.9.0"]),
            ("~> 1.2.0-rc.1", ["1.2.0-rc.1", "1.2.0", "1.2.5"], ["1.2.0-beta", "1.3.0"]),
            (">=0.1.0-rc.2", ["0.1.0-rc.2", "0.1.0-rc.10", "0.1.0"], ["0.1.0-rc.1", "0.1.0-beta"]),
        ]
    )
    func contains(text: String, inside: [String], outside: [String]) throws {
        let range = try VersionRange(text)
        #expect(range.description == text)
        for version in inside { #expect(range.contains(version), "\(version)") }
        for version in outside { #expect(!range.contains(version), "\(version)") }
        #expect(!range.contains("next") && !range.contains(""))
    }

    @Test("Versions have the order of Semantic Versioning 2.0.0, rule 11")
    func order() throws {
        let texts = [
            "0.9.10", "1.0.0-1", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
            "1.0.0-alpha-1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0",
            "1.10.0", "2.0.0",
        ]
        let versions = try texts.map { try #require(SemanticVersion($0[...]), "\($0)") }
        for (index, version) in versions.enumerated() {
            for (place, other) in versions.enumerated() {
                #expect((version < other) == (index < place), "\(texts[index]) < \(texts[place])")
                #expect((version == other) == (index == place))
            }
        }
    }

    @Test(
        "A text that is no range is refused with an example",
        arguments: [
            ("", "must be a range of versions, such as `>=0.3, <1`; found an empty condition"),
            (" ", "must be a range of versions, such as `>=0.3, <1`; found an empty condition"),
            (">=0.3,", "must be a range of versions, such as `>=0.3, <1`; found an empty condition"),
            (",", "must be a range of versions, such as `>=0.3, <1`; found an empty condition"),
            (">=", "must have a version after each operator, such as `>=0.3, <1`; found `>=`"),
            (
                "^0.3",
                "may use only the operators =, !=, >, >=, <, <= and ~>, such as `>=0.3, <1`; found `^0.3`"
            ),
            (
                "=> 0.3",
                "may use only the operators =, !=, >, >=, <, <= and ~>, such as `>=0.3, <1`; found `=> 0.3`"
            ),
            (
                "v0.3", "may use only the operators =, !=, >, >=, <, <= and ~>, such as `>=0.3, <1`; found `v0.3`"
            ),
            (
                ">=1.2.3.4",
                "must have versions of one to three numbers, such as 1.2 or 1.2.0-rc.1, in `>=0.3, <1`; found `1.2.3.4`"
            ),
            (
                ">=1..2",
                "must have versions of one to three numbers, such as 1.2 or 1.2.0-rc.1, in `>=0.3, <1`; found `1..2`"
            ),
            (
                ">=0.3 <1",
                "must have versions of one to three numbers, such as 1.2 or 1.2.0-rc.1, in `>=0.3, <1`; found `0.3 <1`"
            ),
        ]
    )
    func refused(text: String, problem: String) {
        #expect(throws: InvalidValue.self) { try VersionRange(text) }
        do throws(InvalidValue) { _ = try VersionRange(text) } catch { #expect(error.description == problem) }
    }

    @Test(
        "A text that is no version",
        arguments: ["1.x", "01.2", "1.02", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3+", "1.2.3-ü", "-1", "+1", "1."]
    )
    func noVersion(text: String) {
        #expect(SemanticVersion(text[...]) == nil)
    }
}
