import AWSProfiles
import AWSRuntime
import ModelVersions
import Planning
import Storage

/// Reads what a training wrote to S3.
struct ResultReader: Sendable {
    let s3: @Sendable (_ region: String) throws -> any S3API
    /// Where a bucket is looked for first: training needs it in the project's region.
    let region: String

    /// Reads an object piece by piece.
    ///
    /// - Parameter take: what is done with a piece; what it throws ends the reading.
    /// - Throws: `ObjectProblem`; `AWSError` where there are no credentials, and `CancellationError`.
    func read(_ object: S3Object, _ take: ([UInt8]) throws -> Void) async throws {
        let location: ManifestLocation
        do throws(InvalidValue) {
            location = try ManifestLocation(object)
        } catch {
            throw ObjectProblem("the service names a place that S3 cannot have: it \(error)")
        }
        do {
            do {
                try await read(location, in: region, take)
            } catch let error as WrongRegion {
                // It says where it is, before anything of it is read.
                try await read(location, in: error.actual, take)
            }
        } catch {
            throw try ObjectProblem(error, ofVersion: location.version != nil)
        }
    }

    private func read(_ location: ManifestLocation, in region: String, _ take: ([UInt8]) throws -> Void) async throws {
        let request = GetObjectRequest(location.object)
        let iterator = S3ObjectChunks(request, from: try s3(region)).makeAsyncIterator()
        while let piece = try await iterator.next() {
            try Task.checkCancellation()
            try take(piece)
        }
    }
}

/// Why an object in S3 could not be read.
package struct ObjectProblem: Error, Sendable, Equatable {
    /// A clause about the object.
    package var message: String
    /// What to do about it, in a clause.
    package var help: String?
    /// The action that a policy must allow, as in `s3:GetObject`; nil where it is no matter of rights.
    package var permission: String?

    package init(_ message: String, help: String? = nil, permission: String? = nil) {
        self.message = message
        self.help = help
        self.permission = permission
    }

    /// - Throws: The error itself where it ends the whole run: a cancellation, or no credentials.
    init(_ error: any Error, ofVersion isPinned: Bool) throws {
        try error.rethrowIfFatal()
        switch error {
        case let error as ObjectProblem: self = error
        case let error as AWSError:
            guard case .service(let code, let message) = error.cause else {
                self.init(error.description)
                return
            }
            self = Self.refusal(code, message, isPinned) ?? ObjectProblem(error.description)
        case is S3ObjectChanged:
            self.init("it was written over while it was read", help: "run it again")
        case let error as WrongRegion:
            self.init("\(error)")
        case let error as ConfigurationError:
            self.init("\(error)", help: error.help)
        default: self.init("\(error)")
        }
    }

    private static func refusal(_ code: String, _ message: String, _ isPinned: Bool) -> ObjectProblem? {
        switch code {
        // S3 names the action in its message.
        case "AccessDenied" where message.contains("kms:"):
            ObjectProblem(
                "it is encrypted with a key of KMS that these credentials may not use",
                help: "allow them kms:Decrypt on the key, in its policy too where it is another account's",
                permission: "kms:Decrypt"
            )
        case "AccessDenied", "AccessDeniedException", "Forbidden", "AllAccessDisabled":
            ObjectProblem(
                "S3 does not let these credentials read it, or it is not there",
                help: "allow them \(isPinned ? "s3:GetObjectVersion" : "s3:GetObject") on it (and kms:Decrypt on "
                    + "the key that encrypts it, if one does)",
                permission: isPinned ? "s3:GetObjectVersion" : "s3:GetObject"
            )
        case "NoSuchKey", "NoSuchVersion", "NotFound":
            ObjectProblem(
                "it is not there: it was deleted or moved, or never written",
                help: "look at the bucket's lifecycle rules"
            )
        case "NoSuchBucket": ObjectProblem("the bucket does not exist any more")
        case _ where code.hasPrefix("KMS."):
            ObjectProblem("the key of KMS that it is encrypted with cannot be used (\(code))", help: "enable the key")
        default: nil
        }
    }
}
