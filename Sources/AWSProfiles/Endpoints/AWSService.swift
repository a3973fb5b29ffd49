/// The services that rekon calls.
package enum AWSService: Sendable, CaseIterable {
    case rekognition
    case sts
    case s3
    case kms
    case sso
    case ssoOIDC

    /// In a host name: `PREFIX.REGION.SUFFIX`.
    package var endpointPrefix: String {
        switch self {
        case .rekognition: "rekognition"
        case .sts: "sts"
        case .s3: "s3"
        case .kms: "kms"
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        }
    }

    /// In the scope of a signature.
    package var signingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms: endpointPrefix
        case .sso: "awsssoportal"
        case .ssoOIDC: "sso-oauth"
        }
    }

    /// The service's ID with `_` for spaces, in lower case: how a `services` section and, in upper case,
    /// `AWS_ENDPOINT_URL_...` name it.
    package var settingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms: endpointPrefix
        case .sso: "sso"
        case .ssoOIDC: "sso_oidc"
        }
    }
}
