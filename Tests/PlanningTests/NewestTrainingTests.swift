import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Which version was trained last on the datasets of a project.
struct NewestTrainingTests {
    private func newest(_ versions: LiveVersion...) -> String? {
        LiveProject(versions: versions).newestTrainingOnDatasets?.arn.name.text
    }

    @Test("A copy was trained on the datasets of another project")
    func copies() {
        let trained = live("a", created: 1)
        #expect(newest(live("b", created: 2) { $0.source = "arn:aws:other" }, trained) == "a")
        #expect(newest(live("b", "COPYING_COMPLETED", created: 2), trained) == "a")
        #expect(newest(live("b", created: 2), trained) == "b")
    }

    @Test("A version that failed, is being deleted or has an unknown status says nothing about the datasets")
    func others() {
        for status in ["TRAINING_FAILED", "DELETING", "HIBERNATING"] {
            #expect(newest(live("b", status, created: 2), live("a", created: 1)) == "a", "\(status)")
        }
    }
}
