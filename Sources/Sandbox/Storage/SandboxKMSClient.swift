import AWSRuntime
package import Storage

/// The emulated KMS in process, in one region. Errors are those of the service, and `SandboxError`.
package struct SandboxKMSClient: KMSAPI {
    private let engine: SandboxEngine
    private let region: String

    package init(_ engine: SandboxEngine, region: String) {
        self.engine = engine
        self.region = region
    }

    package func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        do {
            return try engine.describeKey(request, region: region)
        } catch let refusal as ServiceRefusal {
            throw AWSError(refusal, operation: "DescribeKey", service: "kms")
        }
    }
}

extension SandboxEngine {
    /// API: DescribeKey. An id or an alias without an ARN is of the first account that has it in the region.
    func describeKey(_ request: DescribeKeyRequest, region: String) throws -> DescribeKeyResponse {
        let wanted = request.keyID
        let key = try store.read().keys?.first { key in
            guard let place = key.place, place.region == region else { return false }
            return wanted == key.arn || wanted == place.id || key.aliases.contains(wanted)
                || key.aliases.contains { wanted == "\(place.prefix):\($0)" }
        }
        guard let key, let place = key.place else {
            throw ServiceRefusal(code: "NotFoundException", message: "The key \(wanted) does not exist.")
        }
        guard key.isDenied != true else {
            throw ServiceRefusal(code: "AccessDeniedException", message: "kms:DescribeKey is not allowed on the key.")
        }
        return DescribeKeyResponse(
            keyMetadata: KeyMetadata(
                keyID: place.id,
                arn: key.arn,
                accountID: place.account,
                enabled: key.state == "Enabled",
                keyState: key.state,
                keyUsage: key.usage,
                keySpec: key.spec,
                keyManager: "CUSTOMER",
                multiRegion: key.multiRegion ?? false
            )
        )
    }
}

extension SandboxState.Key {
    /// The parts of its ARN; nil for an invalid ARN.
    var place: (prefix: String, region: String, account: String, id: String)? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[2] == "kms", parts[5].hasPrefix("key/") else { return nil }
        return (
            parts[..<5].joined(separator: ":"), String(parts[3]), String(parts[4]), String(parts[5].dropFirst(4))
        )
    }
}
