import AWSProfiles
package import AWSRuntime
package import ModelVersions
package import Planning
import Reconciler
package import Storage

/// The services that the checks ask: S3, KMS, Service Quotas, CloudTrail, STS, and Rekognition about the entries and
/// labels of datasets. Each distinct question is asked once, many at a time, with the credentials of the project's
/// account.
package struct CheckSources: Sendable {
    /// Questions about one account and region at the same time.
    private static let concurrency = 16

    package let s3: S3Clients
    package let kms: KMSClients
    package let serviceQuotas: ServiceQuotasClients
    package let cloudTrail: CloudTrailClients
    package let rekognition: RekognitionClients
    /// The owner of the credentials for an account; nil for the sandbox, which needs no credentials.
    package let caller: (@Sendable (AccountRegion) async throws -> CallerIdentity?)?

    package init(
        s3: @escaping S3Clients,
        kms: @escaping KMSClients,
        serviceQuotas: @escaping ServiceQuotasClients,
        cloudTrail: @escaping CloudTrailClients,
        rekognition: @escaping RekognitionClients,
        caller: (@Sendable (AccountRegion) async throws -> CallerIdentity?)?
    ) {
        self.s3 = s3
        self.kms = kms
        self.serviceQuotas = serviceQuotas
        self.cloudTrail = cloudTrail
        self.rekognition = rekognition
        self.caller = caller
    }

    /// - Parameter readingManifests: whether to read the lines of the manifests, and entries with errors, too.
    /// - Throws: `AWSError` without credentials; `CancellationError`. Every other error becomes a fact.
    package func facts(
        about projects: [ProjectTrainings],
        readingManifests: Bool = false
    ) async throws -> CheckFacts {
        var manifests: Set<ManifestQuestion> = []
        var buckets: Set<BucketQuestion> = []
        var keys: Set<KeyQuestion> = []
        let regions = Set(projects.filter { !$0.trainings.isEmpty }.map { AccountRegion($0.project) })
        for project in projects {
            for training in project.trainings {
                for manifest in training.settings.datasets.manifests {
                    manifests.insert(ManifestQuestion(manifest, for: project.project))
                }
                buckets.insert(BucketQuestion(training.settings.output.bucket, for: project.project))
                if let key = training.settings.kmsKey { keys.insert(KeyQuestion(key, for: project.project)) }
            }
        }
        async let callers = identities(of: projects.map(\.project))
        async let manifestFacts = answers(to: Array(manifests))
        async let bucketFacts = answers(to: Array(buckets), in: \.place) { try await fact(about: $0) }
        async let keyFacts = answers(to: Array(keys))
        async let quotaFacts = quotas(ServiceQuota.allCases, of: regions)
        async let entryFacts = readingManifests ? entries(of: projects) : [:]
        async let labelFacts = labels(of: projects)
        var facts = CheckFacts()
        facts.callers = try await callers
        facts.manifests = try await manifestFacts
        facts.buckets = try await bucketFacts
        if readingManifests {
            facts.contents = try await contents(of: projects, found: facts.manifests)
            let inputs = inputBuckets(of: projects, in: facts.contents).subtracting(facts.buckets.keys)
            facts.buckets.merge(
                try await answers(to: Array(inputs), in: \.place) { try await fact(about: $0) }
            ) { first, _ in first }
        }
        facts.keys = try await keyFacts
        facts.quotas = try await quotaFacts
        facts.entries = try await entryFacts
        facts.labels = try await labelFacts
        return facts
    }

    /// The buckets of the images; and those of the manifests, where their owner must be compared.
    private func inputBuckets(
        of projects: [ProjectTrainings],
        in contents: [ContentQuestion: ContentFact]
    ) -> Set<BucketQuestion> {
        var result: Set<BucketQuestion> = []
        for project in projects {
            for training in project.trainings {
                for question in ContentQuestion.all(of: training.settings, in: project.project) {
                    guard let bucket = contents[question]?.imageBucket else { continue }
                    result.insert(BucketQuestion(bucket, for: project.project))
                }
                for pair in project.bucketPairs(of: training.settings, in: contents) {
                    result.insert(BucketQuestion(pair.manifest, for: project.project))
                }
            }
        }
        return result
    }

    /// - Throws: as `facts`.
    package func answers(to questions: [ManifestQuestion]) async throws -> [ManifestQuestion: ManifestFact] {
        try await answers(to: questions, in: \.place) { try await fact(about: $0) }
    }

    /// - Throws: as `facts`.
    package func answers(to questions: [KeyQuestion]) async throws -> [KeyQuestion: KeyFact] {
        try await answers(to: questions, in: \.place) { try await fact(about: $0) }
    }

    /// The values of quotas; the documented ones where Service Quotas gives none.
    ///
    /// - Throws: as `facts`.
    package func quotas(
        _ quotas: [ServiceQuota],
        of regions: Set<AccountRegion>
    ) async throws -> [QuotaQuestion: QuotaFact] {
        let questions = regions.flatMap { region in quotas.map { QuotaQuestion($0, of: region) } }
        return try await answers(to: questions, in: \.region) { try await fact(about: $0) }
    }

    func answers<Question: Hashable & Sendable, Fact: Sendable>(
        to questions: [Question],
        in place: (Question) -> AccountRegion,
        _ ask: @escaping @Sendable (Question) async throws -> Fact
    ) async throws -> [Question: Fact] {
        let facts = try await concurrently(questions, width: Self.concurrency, of: place, ask)
        return Dictionary(zip(questions, facts)) { first, _ in first }
    }

    // MARK: Questions

    /// One question for each account, in the first region of its projects.
    private func identities(of projects: [ProjectARN]) async throws -> [String: CallerFact] {
        let places = Dictionary(grouping: projects.map { AccountRegion($0) }, by: \.account)
            .values.compactMap { $0.min() }
        let facts = try await answers(to: places, in: \.self) { try await identity(in: $0) }
        return Dictionary(facts.map { ($0.key.account, $0.value) }) { first, _ in first }
    }

    private func identity(in place: AccountRegion) async throws -> CallerFact {
        guard let caller else { return .notAsked }
        do {
            return try await caller(place).map { .known($0) } ?? .notAsked
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func fact(about question: ManifestQuestion) async throws -> ManifestFact {
        let object = question.manifest.object
        do {
            let client = try s3(question.place)
            do {
                return .found(try await client.headObject(HeadObjectRequest(object)))
            } catch let error as AWSError where error.code == "NotFound" {
                // The answer to a HEAD has no body that says whether the bucket or the object is missing.
                return .problem(await isAbsent(object.bucket, client) ? .noBucket : .absent(object))
            }
        } catch let error as AWSError where error.isDenial {
            if let region = error.bucketRegion, region != question.region {
                return .problem(.elsewhere(region: region))
            }
            return .problem(try ObjectProblem(error, reading: object))
        } catch let error as AWSError where error.code == "MethodNotAllowed" && object.version != nil {
            return .problem(.deleteMarker)
        } catch let error as AWSError where error.statusCode == 400 && object.version != nil {
            // An expired session is a bad request too, with and without the version.
            if await isBadRequest(object.withoutVersion, in: question.place) {
                return .problem(try ObjectProblem(error, reading: object))
            }
            return .problem(.invalidVersion)
        } catch {
            return .problem(try ObjectProblem(error, reading: object))
        }
    }

    private func isAbsent(_ bucket: String, _ client: any S3API) async -> Bool {
        do {
            _ = try await client.headBucket(HeadBucketRequest(bucket: bucket))
            return false
        } catch {
            return (error as? AWSError)?.isAbsence == true
        }
    }

    private func isBadRequest(_ object: S3Object, in place: AccountRegion) async -> Bool {
        do {
            _ = try await s3(place).headObject(HeadObjectRequest(object))
            return false
        } catch {
            return ![403, 404].contains((error as? AWSError)?.statusCode)
        }
    }

    private func fact(about question: BucketQuestion) async throws -> BucketFact {
        let bucket = question.bucket.text
        func place(_ response: HeadBucketResponse, else fact: BucketFact) -> BucketFact {
            guard let region = response.bucketRegion else {
                // AWS always names the region. An emulator may accept every region.
                return .unreadable(reason: "the answer does not say in which region the bucket is")
            }
            return region == question.region ? fact : .elsewhere(region: region)
        }
        do {
            let client = try s3(question.place)
            do {
                let request = HeadBucketRequest(bucket: bucket, expectedBucketOwner: question.place.account)
                return place(try await client.headBucket(request), else: .own)
            } catch let error as AWSError where error.isDenial {
                if let region = error.bucketRegion, region != question.region { return .elsewhere(region: region) }
                // The owner or a missing permission is the reason: a request without an owner tells which.
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
            return .found(try await kms(question.place).describeKey(request).keyMetadata)
        } catch let error as AWSError where error.isDenial {
            return .denied
        } catch let error as AWSError where error.code == "NotFoundException" {
            return .absent
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func fact(about question: QuotaQuestion) async throws -> QuotaFact {
        func documented(because reason: String) -> QuotaFact {
            QuotaFact(value: question.quota.documented(in: question.region.region), reason: reason)
        }
        do {
            let client = try serviceQuotas(question.region)
            let value = try await client.getServiceQuota(question.quota.request).quota?.value
            guard let value, let number = Int(exactly: value.rounded(.down)), number >= 0 else {
                return documented(because: "Service Quotas gives no number")
            }
            return QuotaFact(value: QuotaValue(number, .serviceQuotas))
        } catch let error as AWSError where error.isDenial {
            return documented(because: "servicequotas:GetServiceQuota is not allowed")
        } catch let error as AWSError where error.code == "NoSuchResourceException" {
            return documented(because: "Service Quotas does not know it")
        } catch {
            try error.rethrowIfFatal()
            return documented(because: "\(error)")
        }
    }

    /// - Throws: the error itself if it ends the run.
    func reason(_ error: any Error) throws -> String {
        try error.rethrowIfFatal()
        if let error = error as? ConfigurationError, let help = error.help { return "\(error). \(help)" }
        return "\(error)"
    }
}
