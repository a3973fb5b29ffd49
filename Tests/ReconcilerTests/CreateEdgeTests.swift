import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition
import TestSupport
import Testing

@testable import Reconciler

/// What is sent, how much may run, and which version is this run's.
struct CreateEdgeTests {
    @Test("A request has all that the version describes")
    func request() throws {
        let version = desired("v1", output: "s3://bucket/out/", tags: ["team": "signs"]) {
            $0.datasets = .manifests(
                training: [manifest("s3://bucket/a.json?versionId=1"), manifest("s3://bucket/b.json")],
                testing: .manifests([manifest("s3://bucket/c.json?versionId=3")])
            )
            $0.description = try! VersionDescription("Signs")
            $0.kmsKey = try! KMSKey("alias/a")
            $0.confidenceThreshold = try! ConfidenceThreshold(percent: 50)
        }
        guard case .trained(let settings) = version.intent else { return }
        let request = CreateProjectVersionRequest(version, settings, in: project)
        #expect(request.projectARN == project.text && request.versionName == "v1")
        #expect(request.outputConfig == OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out/"))
        #expect(request.tags == ["team": "signs"])
        let training = request.trainingData?.assets?.compactMap(\.groundTruthManifest?.s3Object) ?? []
        #expect(training.map(\.name) == ["a.json", "b.json"] && training.map(\.version) == ["1", nil])
        let testing = request.testingData?.assets?.compactMap(\.groundTruthManifest?.s3Object) ?? []
        #expect(testing.map(\.name) == ["c.json"] && testing.map(\.version) == ["3"])
        #expect(request.versionDescription == "Signs" && request.kmsKeyID == "alias/a")
        #expect(request.featureConfig?.contentModeration?.confidenceThreshold == 50)
        let plain = desired("v1", output: "s3://bucket")
        guard case .trained(let few) = plain.intent else { return }
        let other = CreateProjectVersionRequest(plain, few, in: project)
        #expect(other.tags == nil && other.outputConfig.s3KeyPrefix == nil && other.trainingData == nil)
    }

    @Test("The option counts before the quota of the account, and that before the documented one")
    func limits() {
        let (region, sydney) = (AccountRegion(project), AccountRegion(projectARN(region: "ap-southeast-2")))
        var policy = ApplyPolicy()
        #expect(policy.trainingLimit(in: region) == QuotaValue(2, .documentation))
        #expect(policy.trainingLimit(in: sydney) == QuotaValue(1, .documentation))
        policy.trainingQuotas[region] = QuotaValue(7, .serviceQuotas)
        #expect(policy.trainingLimit(in: region) == QuotaValue(7, .serviceQuotas))
        #expect(policy.trainingLimit(in: sydney) == QuotaValue(1, .documentation))
        policy.maxTrainings = 4
        #expect(policy.trainingLimit(in: region) == QuotaValue(4, .option))
        #expect(policy.createAttempts == 3)
    }

    @Test("A conflict, a failure and an unknown result need a person")
    func results() {
        let arn = live().arn
        let failures: [ApplyResult] = [
            .conflict([]), .failed(reason: ""), .refused(.stale, []), .unresolved(reason: ""),
        ]
        let others: [ApplyResult] = [
            .created(arn), .confirmed(arn), .alreadyThere(arn), .deferred(reason: ""), .notStarted,
        ]
        #expect(failures.allSatisfy(\.isFailure) && !others.contains(where: \.isFailure))
        #expect(!failures.contains(where: \.isInPlace) && others.map(\.isInPlace) == [true, true, true, false, false])
        #expect(others.map(\.isCreated) == [true, true, false, false, false])
    }

    @Test("A version is this run's from fifteen minutes before the create on, by the service's clock")
    func window() {
        let sent = VirtualWallClock.start
        var window = CreationWindow(ManualWallClock(sent))
        func age(_ milliseconds: Int64, ahead: Int64 = 0) -> CreationWindow.Age {
            window.age(of: live(created: Int(sent.milliseconds + ahead * 1000 - 900_000 + milliseconds)).arn)
        }
        #expect(age(0) == .young && age(-1) == .unknown)
        window.clockOffset = .zero
        #expect(age(0) == .young && age(-1) == .old && age(900_001) == .young)
        window.clockOffset = .seconds(3600)
        #expect(age(0, ahead: 3600) == .young && age(-1, ahead: 3600) == .old && age(900_001) == .old)
    }

    private func target(_ minimum: Double? = nil, sent: TrainingWatch.Sent? = nil) -> TrainingWatch.Target {
        let key = TrainingKey(project: project, name: live().arn.name)
        return TrainingWatch.Target(key: key, minimumF1Score: minimum, isWanted: true, sent: sent)
    }

    @Test("A training that is below its gate counts if its end is not known, and not if it ended before the run")
    func counted() {
        for (ended, isCounted) in [(nil, true), (1_700_000_000_000, false)] as [(Int64?, Bool)] {
            let version = live {
                $0.training.f1Score = 0.1
                $0.training.ended = ended
            }
            var watch = TrainingWatch(grace: .seconds(30))
            #expect(watch.follow(target(0.9), arn: version.arn, live: version, at: (.zero, 0)).isEmpty)
            #expect(watch.items.map(\.isCounted) == [isCounted] && watch.items[0].result.missesGate)
        }
    }

    @Test("A version of unknown age with the settings that were sent is followed; one that is older is a conflict")
    func unknownAge() throws {
        let wallClock = ManualWallClock(VirtualWallClock.start)
        let version = live("v1", "TRAINING_IN_PROGRESS", created: Int(wallClock.now.milliseconds) - 1_000_000)
        guard case .trained(let settings) = desired().intent else { return }
        for (offset, results) in [(nil, []), (.zero, [.conflict([])])] as [(Duration?, [TrainingResult])] {
            var window = CreationWindow(wallClock)
            window.clockOffset = offset
            var watch = TrainingWatch(grace: .seconds(30))
            let sent = TrainingWatch.Sent(settings: settings, window: window)
            #expect(watch.follow(target(sent: sent), arn: nil, live: nil, at: (.zero, 0)).isEmpty)
            let events = watch.observe(project, [version.arn.name: version], at: .seconds(1))
            #expect(watch.items.map(\.result) == results && events.count == 1)
        }
    }
}
