import AWSRuntime
import ModelVersions
import Planning
import Testing

@testable import Checks

struct ProjectCheckTests {
    private func caller(_ account: String) -> CheckFacts {
        var facts = CheckFacts()
        facts.callers["111122223333"] = .known(
            CallerIdentity(account: account, arn: "arn:aws:iam::\(account):user/a", userID: "U")
        )
        return facts
    }

    @Test("A1 to A4: the account of the credentials")
    func caller() throws {
        let one = try trainings(["a": settings(day)])
        #expect(verdicts("caller-account", of: one, caller("111122223333")).map(\.verdict) == [.pass])  // A1
        let other = verdicts("caller-account", of: one, caller("444455556666"))  // A2
        #expect(other.map(\.verdict) == [.fail])
        #expect(other[0].message.contains("111122223333") && other[0].message.contains("444455556666"))
        var facts = CheckFacts()
        facts.callers["111122223333"] = .unreadable(reason: "no answer")
        #expect(verdicts("caller-account", of: one, facts).map(\.verdict) == [.unknown])  // A3
        #expect(verdicts("caller-account", of: one).isEmpty)  // A4
        // The credentials for another account say nothing about this one.
        facts.callers = ["444455556666": .unreadable(reason: "no answer")]
        #expect(verdicts("caller-account", of: one, facts).isEmpty)
    }

    @Test("P1 to P4: the project")
    func project() throws {
        func verdict(_ reading: LiveState.Reading) throws -> [Verdict] {
            verdicts("project", of: try trainings(["a": settings(day)], live: reading)).map(\.verdict)
        }
        #expect(try verdict(.present(LiveProject())) == [.pass])  // P1
        #expect(try verdict(.absent) == [.fail])  // P2
        #expect(try verdict(.present(LiveProject(status: "DELETING"))) == [.fail])  // P3
        #expect(try verdict(.unreadable(reason: "no answer")) == [.unknown])  // P4
    }

    @Test(
        "D1 to D4: the project's datasets, where they are used",
        arguments: [
            ("CREATE_COMPLETE", Verdict.pass), ("UPDATE_COMPLETE", .pass), ("UPDATE_IN_PROGRESS", .fail),
            ("CREATE_IN_PROGRESS", .fail), ("DELETE_IN_PROGRESS", .fail), ("CREATE_FAILED", .fail),
            ("UPDATE_FAILED", .fail),
        ]
    )
    func datasets(status: String, verdict: Verdict) throws {
        let train = LiveProject.Dataset(kind: .train, status: status)
        let one = try trainings(["a": settings()], live: live(0, datasets: [train]))
        let results = verdicts("datasets", of: one)
        // D2: there is no test dataset.
        #expect(results.map(\.verdict) == [verdict, .fail])
        #expect(results.allSatisfy { $0.trainings.map(\.name.text) == ["a"] })
        // Manifests are no way out in a project with a dataset (D5), and a deletion does not end with a dataset.
        #expect(results.last?.help == "create one")
        let help: String? =
            switch status {
            case "DELETE_IN_PROGRESS": "wait until it is deleted, and create another one"
            case "UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS": "wait until it is complete"
            case "CREATE_FAILED", "UPDATE_FAILED": "open the dataset in the console and correct it"
            default: nil
            }
        #expect(results.first?.help == help)
    }

    @Test("D2: a project without datasets can use manifests")
    func noDatasets() throws {
        let results = verdicts("datasets", of: try trainings(["a": settings()], live: live(0)))
        #expect(results.map(\.help) == Array(repeating: "create one, or name manifests under `datasets`", count: 2))
    }

    @Test("D5: manifests in a project with datasets are refused, and only they")
    func associated() throws {
        let datasets = [LiveProject.Dataset.Kind.train, .test].map {
            LiveProject.Dataset(kind: $0, status: "CREATE_COMPLETE")
        }
        let two = try trainings(["a": settings(), "b": settings(day)], live: live(0, datasets: datasets))
        let results = verdicts("datasets", of: two)
        #expect(results.map(\.verdict) == [.pass, .pass, .fail])
        #expect(results[2].trainings.map(\.name.text) == ["b"])
    }

    @Test("F1: a setting of another feature")
    func feature() throws {
        let wrong = try settings(day, threshold: 50)
        #expect(verdicts("feature", of: try trainings(["a": wrong])).map(\.verdict) == [.fail])
        let right = LiveState.Reading.present(LiveProject(feature: .contentModeration))
        #expect(verdicts("feature", of: try trainings(["a": wrong], live: right)).isEmpty)
    }

    @Test("F2, F3: no test data is refused for custom labels, and open for an adapter")
    func withoutTestData() throws {
        var untested = try settings(day)
        untested.datasets = .manifests(training: untested.datasets.manifests, testing: .omitted)
        func results(_ feature: ProjectFeature?) throws -> [Verdict] {
            let live = LiveState.Reading.present(LiveProject(feature: feature))
            return verdicts("feature", of: try trainings(["a": untested], live: live)).map(\.verdict)
        }
        #expect(try results(.customLabels) == [.fail])
        #expect(try results(.contentModeration) == [.warning] && results(nil) == [.warning])
        let project = try ProjectARN(signs)
        #expect(ContentQuestion.all(of: untested, in: project).count == 1)
    }

    @Test("Q1, Q2: models in a project", arguments: [(98, Verdict.pass), (99, .warning)])
    func quota(count: Int, verdict: Verdict) throws {
        let two = try trainings(["a": settings(day), "b": settings(day)], live: live(count))
        #expect(verdicts("model-quota", of: two).map(\.verdict) == [verdict])
    }

    @Test("S1, S2: training slots", arguments: [(0, Verdict.pass), (1, .pass), (2, .warning)])
    func slots(count: Int, verdict: Verdict) throws {
        let one = try trainings(["a": settings(day)], live: live(count, status: "TRAINING_IN_PROGRESS"))
        #expect(verdicts("training-slots", of: one).map(\.verdict) == [verdict])
    }

    @Test("Q1, Q2, S1, S2: the quotas of Service Quotas have priority over the documented ones")
    func askedQuotas() throws {
        var facts = CheckFacts()
        let region = AccountRegion(try ProjectARN(signs))
        facts.quotas[QuotaQuestion(.modelsPerProject, of: region)] = QuotaFact(value: QuotaValue(3, .serviceQuotas))
        facts.quotas[QuotaQuestion(.concurrentTrainings, of: region)] = QuotaFact(value: QuotaValue(3, .serviceQuotas))
        let one = try trainings(["a": settings(day)], live: live(2, status: "TRAINING_IN_PROGRESS"))
        for check in ["model-quota", "training-slots"] {
            #expect(verdicts(check, of: one, facts).map(\.verdict) == [.pass])
        }
        let full = try trainings(["a": settings(day)], live: live(3, status: "TRAINING_IN_PROGRESS"))
        for check in ["model-quota", "training-slots"] {
            let results = verdicts(check, of: full, facts)
            #expect(results.map(\.verdict) == [.warning])
            #expect(results[0].message.hasSuffix("the quota is 3"))
        }
    }

    @Test("S3: where the quota is 0, waiting does not help", arguments: [0, 1])
    func noSlots(running: Int) throws {
        var facts = CheckFacts()
        let region = AccountRegion(try ProjectARN(signs))
        facts.quotas[QuotaQuestion(.concurrentTrainings, of: region)] = QuotaFact(value: QuotaValue(0, .serviceQuotas))
        let one = try trainings(["a": settings(day)], live: live(running, status: "TRAINING_IN_PROGRESS"))
        let results = verdicts("training-slots", of: one, facts)
        #expect(results.map(\.verdict) == [.warning])
        #expect(results[0].message == "no training can start: the quota is 0")
        #expect(results[0].help?.hasPrefix("request a higher quota") == true)
    }

    @Test("S1: copies in progress take no training slot")
    func copies() throws {
        let one = try trainings(["a": settings(day)], live: live(3, status: "COPYING_IN_PROGRESS"))
        #expect(
            verdicts("training-slots", of: one).map(\.message) == [
                "0 trainings in progress; the documented quota is 2, unless raised"
            ]
        )
    }
}
