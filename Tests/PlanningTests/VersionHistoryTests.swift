import ModelVersions
import Planning
import TestSupport
import Testing

struct VersionHistoryTests {
    private func version(_ name: String, _ created: Int, f1: Double? = nil) -> LiveVersion {
        let arn = "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/\(name)/\(created)"
        return LiveVersion(
            arn: try! VersionARN(arn),
            status: VersionStatus(f1 == nil ? "TRAINING_FAILED" : "TRAINING_COMPLETED"),
            training: LiveTraining(f1Score: f1)
        )
    }

    private func names(_ versions: [LiveVersion]) -> [String: String] {
        let pairs = VersionHistory(versions).predecessors.map { ($0.key.text, $0.value.arn.name.text) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test("A version is compared with the newest older one that has a score, or else with the one before it")
    func predecessors() {
        let versions = [
            version("c", 3000), version("a", 1000), version("d", 4000, f1: 0.9), version("b", 2000, f1: 0.8),
            version("e", 5000, f1: 0.7),
        ]
        #expect(names(versions) == ["b": "a", "c": "b", "d": "b", "e": "d"])
        #expect(names(versions.reversed()) == names(versions))
        #expect(VersionHistory(versions).elements.map(\.version.arn.name.text) == ["a", "b", "c", "d", "e"])
    }

    @Test("Of two versions with one name the newest counts, and no version is compared with itself")
    func oneName() {
        #expect(names([version("a", 1000, f1: 0.8), version("a", 2000, f1: 0.9)]).isEmpty)
        #expect(names([version("a", 1000), version("b", 1000)]) == ["b": "a"], "by name at one time")
    }

    @Test("A change needs two scores")
    func change() throws {
        let (old, new, failed) = (version("a", 1, f1: 0.75), version("b", 2, f1: 0.5), version("c", 3))
        #expect(new.f1Change(from: old) == -0.25)
        #expect(new.f1Change(from: nil) == nil && new.f1Change(from: failed) == nil)
        #expect(failed.f1Change(from: old) == nil)
    }
}
