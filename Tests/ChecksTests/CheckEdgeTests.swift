import ModelVersions
import Planning
import Storage
import Testing

@testable import Checks

/// Facts that services leave out, and facts about others.
struct CheckEdgeTests {
    private func manifest(encoding: String?, size: Int64? = 10) throws -> Verdict? {
        var facts = CheckFacts()
        facts.manifests[ManifestQuestion(try ManifestLocation(uri: day), for: try project())] = .found(
            HeadObjectResponse(eTag: "\"e\"", contentLength: size, contentEncoding: encoding)
        )
        return verdicts("manifest", of: try trainings(["a": settings(day)]), facts).first?.verdict
    }

    @Test("M12: each compression is a warning", arguments: ["gzip", "x-gzip", "br", "zstd", "deflate"])
    func compressed(encoding: String) throws {
        #expect(try manifest(encoding: encoding) == .warning)
    }

    @Test("M12: what is no compression is none", arguments: [nil, "", "identity", "aws-chunked", "utf-8"])
    func plain(encoding: String?) throws {
        #expect(try manifest(encoding: encoding) == .pass)
    }

    @Test("M8, M9: a manifest may have 2³⁰ bytes, and not none", arguments: [0, 1, 1_073_741_824, 1_073_741_825, nil])
    func size(bytes: Int64?) throws {
        let isWrong = bytes == 0 || bytes == 1_073_741_825
        #expect(try manifest(encoding: nil, size: bytes) == (isWrong ? .fail : .pass))
    }

    private func key(enabled: Bool?, state: String?) throws -> CheckResult? {
        var facts = CheckFacts()
        facts.keys[KeyQuestion(try KMSKey("alias/k"), for: try project())] = .found(
            KeyMetadata(
                keyID: "1",
                arn: "arn:aws:kms:us-east-1:111122223333:key/1",
                accountID: "111122223333",
                enabled: enabled,
                keyState: state
            )
        )
        return verdicts("kms-key", of: try trainings(["a": settings(day, key: "alias/k")]), facts).first
    }

    @Test("K4: a key without a state is enabled unless `Enabled` is false; a state counts first")
    func keyWithoutState() throws {
        let disabled = try key(enabled: false, state: nil)
        #expect(disabled?.verdict == .fail && disabled?.message == "the key is Disabled, not Enabled")
        for (enabled, state) in [(true, nil), (nil, nil), (nil, "Enabled"), (true, "Enabled"), (false, "Enabled")]
            as [(Bool?, String?)]
        {
            #expect(try key(enabled: enabled, state: state)?.verdict == .pass, "\(enabled as Any) \(state as Any)")
        }
        for state in ["Disabled", "PendingDeletion", "PendingImport", "Unavailable", "Creating", "Updating", ""] {
            #expect(try key(enabled: true, state: state)?.verdict == .fail)
        }
    }

    @Test("F1: a project of an unknown feature is not judged by the rules of custom labels")
    func unknownFeature() throws {
        let adapter = try settings(day, threshold: 50)
        func results(_ feature: ProjectFeature?) throws -> [Verdict] {
            let live = LiveState.Reading.present(LiveProject(feature: feature))
            return verdicts("feature", of: try trainings(["a": adapter], live: live)).map(\.verdict)
        }
        #expect(try results(nil).isEmpty && results(.contentModeration).isEmpty)
        #expect(try results(.customLabels) == [.fail])
    }

    @Test("S1: the trainings of other accounts and regions take no slot, those of other projects do")
    func slotsOfOthers() throws {
        let mine = try trainings(["a": settings(day)])
        func verdict(_ arn: String) throws -> Verdict? {
            let other = ProjectTrainings(
                project: try ProjectARN(arn),
                reading: try live(2, status: "TRAINING_IN_PROGRESS"),
                trainings: []
            )
            return Preflight.report(on: [mine, other], CheckFacts()).results
                .first { $0.rule.id == "training-slots" && $0.trainings.contains { $0.name.text == "a" } }?.verdict
                ?? Preflight.report(on: [mine, other], CheckFacts()).results
                .first { $0.rule.id == "training-slots" }?.verdict
        }
        #expect(try verdict(signs.replacing("111122223333", with: "444455556666")) == .pass)
        #expect(try verdict(signs.replacing("us-east-1", with: "us-west-2")) == .pass)
        #expect(try verdict(signs.replacing("aws:", with: "aws-cn:")) == .pass)
        #expect(try verdict(signs.replacing("project/signs", with: "project/lights")) == .warning)
    }
}
