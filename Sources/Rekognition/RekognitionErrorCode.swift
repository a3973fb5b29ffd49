/// The error codes of the service that this program acts upon (API: the errors of each operation).
package enum RekognitionErrorCode {
    /// The name is taken, or the resource is being changed.
    package static let resourceInUse = "ResourceInUseException"
    package static let resourceNotFound = "ResourceNotFoundException"
    /// Too many trainings at the same time: a quota, not a throttle.
    package static let limitExceeded = "LimitExceededException"
    package static let serviceQuotaExceeded = "ServiceQuotaExceededException"
}
