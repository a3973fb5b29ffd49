import AWSProfiles
package import AWSRuntime
package import ModelVersions
import Text

/// Why an object in S3 cannot be read, in words.
package struct ObjectProblem: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case noBucket
        /// S3 has no object of the key, or no such version of it.
        case absent
        /// The version is a delete marker.
        case deleteMarker
        case invalidVersion
        case elsewhere(region: String)
        /// A policy denies the request; the object may exist or not.
        case denied
        /// No answer that tells about the object.
        case other
    }

    package var kind: Kind
    /// A clause about the object.
    package var message: String
    /// What to do, in a clause.
    package var help: String?
    /// The action that a policy must allow, as in `s3:GetObject`; nil if it is not a matter of permissions.
    package var permission: String?

    package init(_ message: String, kind: Kind = .other, help: String? = nil, permission: String? = nil) {
        self.kind = kind
        self.message = message
        self.help = help
        self.permission = permission
    }

    package static let noBucket = ObjectProblem("the bucket does not exist", kind: .noBucket)
    package static let deleteMarker = ObjectProblem(
        "the version is a delete marker and has no content",
        kind: .deleteMarker
    )
    package static let invalidVersion = ObjectProblem("S3 rejects the version id", kind: .invalidVersion)
    package static let overwritten = ObjectProblem(
        "the object was overwritten while it was read",
        help: "run the command again"
    )

    package static func absent(_ object: S3Object) -> ObjectProblem {
        let subject = object.version == nil ? "the object" : "the version of the object"
        return ObjectProblem("\(subject) does not exist", kind: .absent)
    }

    package static func elsewhere(region: String) -> ObjectProblem {
        ObjectProblem("the bucket is in \(region)", kind: .elsewhere(region: region))
    }

    package static func denied(_ object: S3Object) -> ObjectProblem {
        ObjectProblem(
            "S3 denies access, or the object does not exist",
            kind: .denied,
            help: "allow \(object.readAction) on the object and s3:ListBucket on the bucket",
            permission: object.readAction
        )
    }

    /// - Throws: the error itself if it ends the run; see `rethrowIfFatal`.
    package init(_ error: any Error, reading object: S3Object) throws {
        try error.rethrowIfFatal()
        switch error {
        case let problem as ObjectProblem: self = problem
        case is S3ObjectChanged: self = .overwritten
        case let error as WrongRegion: self = .elsewhere(region: error.actual)
        case let error as ConfigurationError: self.init(error.description, help: error.help)
        case let error as AWSError:
            self = Self.refusal(error, object) ?? ObjectProblem(error.description)
        default: self.init("\(error)")
        }
    }

    private static func refusal(_ error: AWSError, _ object: S3Object) -> ObjectProblem? {
        guard case .service(let code, let message) = error.cause else { return nil }
        switch code {
        // S3 names the action in its message.
        case "AccessDenied" where message.utf8.holds("kms:"):
            return ObjectProblem(
                "the object is encrypted, and KMS denies the use of its key",
                kind: .denied,
                help: "allow kms:Decrypt on the key; if another account owns the key, allow it in the key's policy too",
                permission: "kms:Decrypt"
            )
        case "NoSuchBucket": return .noBucket
        case "PreconditionFailed": return .overwritten
        case _ where error.isDenial: return .denied(object)
        case _ where error.isAbsence: return .absent(object)
        case _ where code.hasPrefix("KMS."):
            return ObjectProblem("KMS cannot use the key that encrypts the object (\(code))", help: "enable the key")
        default: return nil
        }
    }
}

extension S3Object {
    /// The action that a policy must allow for reading the object.
    package var readAction: String { version == nil ? "s3:GetObject" : "s3:GetObjectVersion" }
}

extension AWSError {
    package var isAbsence: Bool {
        ["NotFound", "NoSuchKey", "NoSuchVersion", "NoSuchBucket"].contains(code)
    }
}
