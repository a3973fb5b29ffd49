import AWSProfiles
package import AWSRuntime
package import ModelVersions

/// API: DescribeKeyRequest.
package struct DescribeKeyRequest: Encodable, Sendable, Equatable {
    /// A key id, a key ARN, `alias/NAME` or an alias ARN. An id or alias without ARN is in the caller's account.
    package var keyID: String

    package init(keyID: String) {
        self.keyID = keyID
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
    }
}

/// API: DescribeKeyResponse.
package struct DescribeKeyResponse: Decodable, Sendable, Equatable {
    package var keyMetadata: KeyMetadata

    package init(keyMetadata: KeyMetadata) {
        self.keyMetadata = keyMetadata
    }

    private enum CodingKeys: String, CodingKey {
        case keyMetadata = "KeyMetadata"
    }
}

/// API: KeyMetadata. Nil means that the answer does not say it.
package struct KeyMetadata: Decodable, Sendable, Equatable {
    package var keyID: String
    package var arn: String?
    package var accountID: String?
    package var enabled: Bool?
    /// `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable`, and others.
    package var keyState: String?
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`.
    package var keyUsage: String?
    /// `SYMMETRIC_DEFAULT`, `RSA_2048`, and others.
    package var keySpec: String?
    /// `AWS` or `CUSTOMER`.
    package var keyManager: String?
    package var multiRegion: Bool?

    package init(
        keyID: String,
        arn: String?,
        accountID: String? = nil,
        enabled: Bool? = nil,
        keyState: String? = nil,
        keyUsage: String? = nil,
        keySpec: String? = nil,
        keyManager: String? = nil,
        multiRegion: Bool? = nil
    ) {
        self.keyID = keyID
        self.arn = arn
        self.accountID = accountID
        self.enabled = enabled
        self.keyState = keyState
        self.keyUsage = keyUsage
        self.keySpec = keySpec
        self.keyManager = keyManager
        self.multiRegion = multiRegion
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case arn = "Arn"
        case accountID = "AWSAccountId"
        case enabled = "Enabled"
        case keyState = "KeyState"
        case keyUsage = "KeyUsage"
        case keySpec = "KeySpec"
        case keyManager = "KeyManager"
        case multiRegion = "MultiRegion"
    }
}

/// The operation of AWS Key Management Service that rekon calls. It only reads.
///
/// Errors are `AWSError`, or `CancellationError`.
package protocol KMSAPI: Sendable {
    /// The metadata of a key, by its id, its ARN or an alias (API: DescribeKey).
    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse
}

/// The client for a region, with the credentials of an account.
package typealias KMSClients = @Sendable (_ place: AccountRegion) throws -> any KMSAPI

/// AWS Key Management Service in one region.
///
/// API: AWS JSON 1.1, target `TrentService`, signing name `kms`, version 2014-11-01.
package struct KMSClient: KMSAPI {
    private let client: AWSClient

    /// - Throws: `ConfigurationError` for an invalid endpoint.
    package init(_ connection: AWSConnection, region: String) throws(ConfigurationError) {
        client = try connection.client(service: .kms, targetPrefix: "TrentService", region: region)
    }

    package func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await client.call("DescribeKey", request, as: DescribeKeyResponse.self, replay: .safe)
    }
}
