package import AWSRuntime
import ModelVersions
import Planning
import Reconciler
package import Storage

/// Asks S3, KMS and STS what the checks need to know: each distinct question once, many at a time.
package struct OutsideWorld: Sendable {
    /// How many questions are under way.
    static let concurrency = 16

    let s3: @Sendable (_ region: String) throws -> any S3API
    let kms: @Sendable (_ region: String) throws -> any KMSAPI
    let caller: (@Sendable () async throws -> CallerIdentity?)?

    /// - Parameters:
    ///   - s3: the client for a region; what it throws is why nothing there can be told.
    ///   - kms: as `s3`.
    ///   - caller: who the credentials belong to; nil where nobody can be asked.
    package init(
        s3: @escaping @Sendable (_ region: String) throws -> any S3API,
        kms: @escaping @Sendable (_ region: String) throws -> any KMSAPI,
        caller: (@Sendable () async throws -> CallerIdentity?)?
    ) {
        self.s3 = s3
        self.kms = kms
        self.caller = caller
    }

    /// - Throws: `AWSError` where there are no credentials, and `CancellationError`. Whatever else goes wrong is a fact.
    ///
    /// - Parameter readingManifests: whether the lines of the manifests are read, too.
    package func facts(
        about projects: [ProjectTrainings],
        readingManifests: Bool = false
    ) async throws -> OutsideFacts {
        var manifests: Set<ManifestQuestion> = []
        var buckets: Set<BucketQuestion> = []
        var keys: Set<KeyQuestion> = []
        for project in projects {
            for training in project.trainings {
                for manifest in training.settings.datasets.manifests {
                    manifests.insert(ManifestQuestion(manifest, for: project.project))
                }
                buckets.insert(BucketQuestion(training.settings.output.bucket, for: project.project))
                if let key = training.settings.kmsKey { keys.insert(KeyQuestion(key, for: project.project)) }
            }
        }
        async let caller = projects.isEmpty ? CallerFact.notAsked : identity()
        async let manifestFacts = answers(to: Array(manifests)) { try await fact(about: $0) }
        async let bucketFacts = answers(to: Array(buckets)) { try await fact(about: $0) }
        async let keyFacts = answers(to: Array(keys)) { try await fact(about: $0) }
        var facts = OutsideFacts()
        facts.caller = try await caller
        facts.manifests = try await manifestFacts
        if readingManifests { facts.contents = try await contents(of: projects, found: facts.manifests) }
        facts.buckets = try await bucketFacts
        facts.keys = try await keyFacts
        return facts
    }

    /// - Throws: as `facts`.
    package func answers(to questions: [ManifestQuestion]) async throws -> [ManifestQuestion: ManifestFact] {
        try await answers(to: questions) { try await fact(about: $0) }
    }

    /// - Throws: as `facts`.
    package func answers(to questions: [KeyQuestion]) async throws -> [KeyQuestion: KeyFact] {
        try await answers(to: questions) { try await fact(about: $0) }
    }

    private func answers<Question: Hashable & Sendable, Fact: Sendable>(
        to questions: [Question],
        _ ask: @escaping @Sendable (Question) async throws -> Fact
    ) async throws -> [Question: Fact] {
        let facts = try await concurrently(questions, width: Self.concurrency, ask)
        return Dictionary(zip(questions, facts)) { first, _ in first }
    }

    // MARK: Questions

    private func identity() async throws -> CallerFact {
        guard let caller else { return .notAsked }
        do {
            return try await caller().map { .known($0) } ?? .notAsked
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func fact(about question: ManifestQuestion) async throws -> ManifestFact {
        let manifest = question.manifest
        do {
            let client = try s3(question.region)
            do {
                return .found(try await client.headObject(HeadObjectRequest(manifest.object)))
            } catch let error as AWSError where error.isAbsence {
                // What has no body does not say what it is that is not there.
                guard error.code == "NotFound" else { return error.code == "NoSuchBucket" ? .noBucket : .absent }
                return await isAbsent(manifest.bucket, client) ? .noBucket : .absent
            }
        } catch let error as WrongRegion {
            return .elsewhere(region: error.actual)
        } catch let error as AWSError where error.isDenial {
            if let region = error.bucketRegion, region != question.region { return .elsewhere(region: region) }
            return .denied
        } catch let error as AWSError where error.code == "MethodNotAllowed" && manifest.version != nil {
            return .deleteMarker
        } catch let error as AWSError where error.statusCode == 400 && manifest.version != nil {
            return await isRefused(manifest, in: question.region) ? .unreadable(reason: error.description) : .badVersion
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func isAbsent(_ bucket: S3Bucket, _ client: any S3API) async -> Bool {
        do {
            _ = try await client.headBucket(HeadBucketRequest(bucket: bucket.text))
            return false
        } catch {
            return (error as? AWSError)?.isAbsence == true
        }
    }

    /// Whether the object is refused without its version, too: a session that has expired is a bad request as well, and a
    /// HEAD does not say what is bad.
    private func isRefused(_ manifest: ManifestLocation, in region: String) async -> Bool {
        do {
            let request = HeadObjectRequest(manifest.object.withoutVersion)
            _ = try await s3(region).headObject(request)
            return false
        } catch {
            // To be allowed, or to be there, is another matter.
            return ![403, 404].contains((error as? AWSError)?.statusCode)
        }
    }

    private func fact(about question: BucketQuestion) async throws -> BucketFact {
        let bucket = question.bucket.text
        func place(_ response: HeadBucketResponse, else fact: BucketFact) -> BucketFact {
            guard let region = response.bucketRegion else {
                // AWS always says it; an emulator, or what stands for AWS, may take any region for its own.
                return .unreadable(reason: "the answer does not say which region the bucket is in")
            }
            return region == question.region ? fact : .elsewhere(region: region)
        }
        do {
            let client = try s3(question.region)
            do {
                let request = HeadBucketRequest(bucket: bucket, expectedBucketOwner: question.account)
                return place(try await client.headBucket(request), else: .own)
            } catch let error as AWSError where error.isDenial {
                if let region = error.bucketRegion, region != question.region { return .elsewhere(region: region) }
                // Refused for its owner, or for want of a right: without the owner there is only the one.
                return place(try await client.headBucket(HeadBucketRequest(bucket: bucket)), else: .ofAnotherAccount)
            }
        } catch let error as WrongRegion {
            return .elsewhere(region: error.actual)
        } catch let error as AWSError where error.isAbsence {
            return .absent
        } catch let error as AWSError where error.isDenial {
            return .denied
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func fact(about question: KeyQuestion) async throws -> KeyFact {
        do {
            let request = DescribeKeyRequest(keyID: question.key.text)
            return .found(try await kms(question.region).describeKey(request).keyMetadata)
        } catch let error as AWSError where error.isDenial {
            return .denied
        } catch let error as AWSError where error.code == "NotFoundException" {
            return .absent
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    /// - Throws: the error itself where it ends the whole run.
    func reason(_ error: any Error) throws -> String {
        try error.rethrowIfFatal()
        guard let help = (error as? ConfigurationError)?.help else { return "\(error)" }
        return "\(error). \(help)"
    }
}

extension AWSError {
    var isAbsence: Bool {
        ["NotFound", "NoSuchKey", "NoSuchVersion", "NoSuchBucket"].contains(code)
    }
}
