import AWSRuntime
package import ModelVersions
package import Storage

/// The emulated KMS in process, in one account and region. Errors are those of the service, and `SandboxError`.
package struct SandboxKMSClient: KMSAPI {
    private let engine: SandboxEngine
    private let place: ClientPlace

    package init(_ engine: SandboxEngine, place: AccountRegion) {
        self.engine = engine
        self.place = .given(place)
    }

    /// In a region of the sandbox's own account.
    package init(_ engine: SandboxEngine, region: String) {
        self.engine = engine
        place = .own(region: region)
    }

    package func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        do {
            return try engine.describeKey(request, in: try place.resolved(by: engine))
        } catch let refusal as ServiceRefusal {
            throw AWSError(refusal, operation: "DescribeKey", service: "kms")
        }
    }
}

extension SandboxEngine {
    /// API: DescribeKey. An id or an alias without an ARN is of the account. An ARN may be of another account, as if
    /// the key's policy allowed it.
    func describeKey(_ request: DescribeKeyRequest, in place: AccountRegion) throws -> DescribeKeyResponse {
        let wanted = request.keyID
        let key = try store.read().keys?.first { key in
            guard let home = key.place, home.region == place.region else { return false }
            return wanted == key.arn || key.aliases.contains { wanted == "\(home.prefix):\($0)" }
                || home.account == place.account && (wanted == home.id || key.aliases.contains(wanted))
        }
        guard let key, let home = key.place else {
            throw ServiceRefusal(code: "NotFoundException", message: "The key \(wanted) does not exist.")
        }
        guard key.isDenied != true else {
            throw ServiceRefusal(code: "AccessDeniedException", message: "kms:DescribeKey is not allowed on the key.")
        }
        return DescribeKeyResponse(
            keyMetadata: KeyMetadata(
                keyID: home.id,
                arn: key.arn,
                accountID: home.account,
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
