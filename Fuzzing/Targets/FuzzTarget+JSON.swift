import AWSRuntime
import Host
import JSON
import Rekognition
import Sandbox
import SavedPlans
import Storage

extension FuzzTarget {
    /// A JSON document.
    ///
    /// Rules: a value is the same after it is written and read again; a document that is skipped is held to the same
    /// grammar; an error is short and inside the document.
    static func checkJSON(_ bytes: [UInt8]) throws -> Int {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            try require((0...bytes.count).contains(error.offset), "\(error.offset) is outside the document")
            try requireShort(error.description)
            return error.description.utf8.count
        }
        var size = 0
        for indented in [false, true] {
            let written = value.bytes(indented: indented)
            size += written.count
            let again = try? JSONValue(parsing: written)
            try require(again == value, "the value differs after it was written")
        }
        var reader = JSONReader(bytes)
        do throws(JSONError) {
            try reader.skipValue()
            try reader.end()
        } catch {
            throw Finding(description: "a valid document cannot be skipped: \(error)")
        }
        return size
    }

    /// The body of an answer of Rekognition, CloudTrail or Service Quotas.
    ///
    /// Rules: an answer is the same after it is written and read again; reading less of it reads the same; an error of
    /// the service is short and harmless.
    static func checkAnswers(_ bytes: [UInt8]) throws -> Int {
        var size = 0
        if let versions = try? DescribeProjectVersionsResponse(body: bytes, detail: .everything) {
            let written = try JSONCoding.encode(versions)
            size += written.count
            let again = try DescribeProjectVersionsResponse(body: written, detail: .everything)
            try require(again == versions, "the versions differ after they were written")
            let settings = try DescribeProjectVersionsResponse(body: bytes, detail: .settings)
            try require(
                settings.projectVersionDescriptions?.map(\.status)
                    == versions.projectVersionDescriptions?.map(\.status),
                "reading the settings alone reads other versions"
            )
        }
        if let projects = try? DescribeProjectsResponse(body: bytes) {
            let written = try JSONCoding.encode(projects)
            size += written.count
            try require(try DescribeProjectsResponse(body: written) == projects, "the projects differ")
        }
        size += try roundTrip(DescribeDatasetResponse.self, bytes)
        size += try roundTrip(ListDatasetEntriesResponse.self, bytes)
        size += try roundTrip(ListDatasetLabelsResponse.self, bytes)
        size += try roundTrip(ListTagsForResourceResponse.self, bytes)
        size += (try? JSONCoding.decode(GetServiceQuotaResponse.self, from: bytes)) == nil ? 0 : 1
        for event in (try? JSONCoding.decode(LookupEventsResponse.self, from: bytes))?.events ?? [] {
            size += event.cloudTrailEvent.flatMap(CloudTrailRecord.init(json:)) == nil ? 0 : 1
        }
        if let error = ServiceError(json: HTTPResponse(status: 400, body: bytes)) {
            size += try checked(error, without: ["hush"])
        }
        return size
    }

    private static func roundTrip<Answer: Codable & Equatable>(_ type: Answer.Type, _ bytes: [UInt8]) throws -> Int {
        guard let answer = try? JSONCoding.decode(type, from: bytes) else { return 0 }
        let written = try JSONCoding.encode(answer)
        try require(try JSONCoding.decode(type, from: written) == answer, "\(type) differs after it was written")
        return written.count
    }

    /// A saved plan. The digest is made to hold, so that the content is read.
    ///
    /// Rules: a plan is the same after it is written and read again; an error is short.
    static func checkPlans(_ bytes: [UInt8]) throws -> Int {
        var content = bytes
        if case .object(var members)? = try? JSONValue(parsing: bytes) {
            members["digest"] = nil
            members["digest"] = .string(ContentDigest.of(.object(members)))
            content = JSONValue.object(members).bytes(indented: true)
        }
        let plan: SavedPlan
        do throws(SavedPlanError) {
            plan = try SavedPlanFile.read(content).plan
        } catch {
            try requireShort(error.message)
            return error.message.utf8.count
        }
        try require(SavedPlanFile.isRecognized(content), "a plan is not recognized")
        let written = try SavedPlanFile.content(of: plan).bytes
        let again = try SavedPlanFile.read(written).plan
        try require(again == plan, "the plan differs after it was written")
        try require(try SavedPlanFile.content(of: again).bytes == written, "the same plan gives other bytes")
        return written.count
    }

    /// Requests to the sandbox: `OPERATION {JSON}` on each line.
    ///
    /// Rules: each answer is a JSON object of at most 1 MiB; no request breaks the sandbox or its lists.
    static func checkSandbox(_ bytes: [UInt8]) async throws -> Int {
        let engine = SandboxEngine(store: SandboxStore(path: nil), wallClock: FixedClock())
        var size = 0
        let requests = bytes.split(separator: UInt8(ascii: "\n")) + [ArraySlice("DescribeProjects {}".utf8)]
        for request in requests.suffix(30) {
            let operation = request.prefix { $0 != UInt8(ascii: " ") }
            let body = Array(request[operation.endIndex...].dropFirst())
            let name = String(decoding: operation, as: UTF8.self)
            let answer = await engine.respond(to: name, body, region: "us-east-1")
            size += answer.body.count
            try require([200, 400].contains(answer.status), "\(name) has the status \(answer.status)")
            let value = try? JSONValue(parsing: answer.body)
            guard case .object(let members)? = value else { throw Finding(description: "\(name) has no JSON object") }
            try require(answer.status == 200 || members["__type"]?.text?.isEmpty == false, "an error without a type")
            try requireShort(answer.status == 200 ? "" : members["Message"]?.text ?? "")
            if name == "DescribeProjects", answer.status == 200 { _ = try DescribeProjectsResponse(body: answer.body) }
        }
        return size
    }
}

/// Makes ARNs the same in each run: seeds name them.
private struct FixedClock: WallClock {
    let now = UnixTime(seconds: 1_700_000_000)
}
