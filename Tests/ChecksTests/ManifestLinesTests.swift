import Manifests
import ModelVersions
import Storage
import Testing

@testable import Checks

struct ManifestLinesTests {
    private func result(_ fact: ContentFact, beside others: String...) throws -> CheckResult? {
        var wanted = try settings(day)
        if case .manifests(let training, let testing) = wanted.datasets {
            let more = try others.map { try ManifestLocation(uri: $0) }
            wanted.datasets = .manifests(training: training + more, testing: testing)
        }
        let one = try trainings(["a": wanted])
        var facts = CheckFacts()
        let question = try #require(ContentQuestion.all(of: wanted, in: try project()).first)
        facts.contents[question] = fact
        return verdicts("manifest-lines", of: one, facts).first
    }

    private func content(_ code: FindingCode, terminal: Int, line: Int? = 3) -> ContentFact {
        .read(
            ManifestContent(
                lines: 20,
                images: 19,
                errors: 1,
                terminalErrors: terminal,
                first: ManifestFinding(code, in: .training, line: line, "so it is")
            )
        )
    }

    @Test("L1 to L5: the lines of a manifest")
    func rows() throws {
        let code = try #require(FindingCode.allCases.first)
        #expect(try result(.read(ManifestContent(lines: 20, images: 20)))?.verdict == .pass)  // L1
        #expect(try result(content(code, terminal: 1))?.verdict == .fail)  // L2
        #expect(try result(content(code, terminal: 0))?.verdict == .warning)  // L3
        #expect(
            try result(.problem(.denied(S3Object(bucket: "data", key: "day.manifest"))))?.permission == "s3:GetObject"
        )  // L4
        #expect(try result(.problem(ObjectProblem("no answer")))?.verdict == .unknown)  // L5
    }

    @Test("L2: another manifest of the training may supply what one lacks")
    func several() throws {
        let night = "s3://data/night.manifest"
        for code in FindingCode.allCases where code.effect == .terminal {
            let isShortage = [
                .tooFewLabels, .tooFewUsableLabels, .insufficientImagesPerLabelForAutosplit,
            ].contains(code)
            let fact = content(code, terminal: 1, line: nil)
            #expect(try result(fact, beside: night)?.verdict == (isShortage ? .warning : .fail), "\(code)")
            #expect(try result(fact)?.verdict == .fail)
        }
    }
}
