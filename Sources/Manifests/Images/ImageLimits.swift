/// What an image must be for a training: "Guidelines and quotas in Amazon Rekognition Custom Labels".
package enum ImageLimits {
    /// In bytes. The guide says 15 MB; where it says 5 MB of an image, the API's model has 5 × 2²⁰ bytes.
    package static let size: Int64 = 15 * 1_048_576

    /// What is wrong with an image of this size; nil if nothing is.
    package static func problem(width: Int, height: Int) -> ImageProblem? {
        let sides = [Int64(width), Int64(height)]
        guard sides.allSatisfy(Limits.dimensions.contains) else { return .dimensions(width: width, height: height) }
        let (short, long) = (min(sides[0], sides[1]), max(sides[0], sides[1]))
        return long > short * Limits.aspectRatio ? .aspectRatio(width: width, height: height) : nil
    }

    /// - Parameter size: in bytes.
    package static func problem(size: Int64) -> ImageProblem? {
        size == 0 ? .empty : size > Self.size ? .tooLarge(size) : nil
    }
}

/// Why an image in S3 cannot be used.
package enum ImageProblem: Sendable, Equatable {
    case missing
    case noBucket
    case empty
    /// In bytes.
    case tooLarge(Int64)
    /// Its storage class keeps it from being read.
    case archived
    /// Neither PNG nor JPEG, but this, where it is known.
    case format(String?)
    /// It begins as a PNG or JPEG, and does not go on as one.
    case damaged(String)
    case dimensions(width: Int, height: Int)
    case aspectRatio(width: Int, height: Int)

    package var code: FindingCode {
        if case .dimensions = self { return .invalidImageDimension }
        return .invalidImage
    }
}

extension ImageProblem: CustomStringConvertible {
    /// A phrase without a full stop.
    package var description: String {
        switch self {
        case .missing: "S3 has no object of this key"
        case .noBucket: "the image's bucket does not exist"
        case .empty: "the image is empty"
        case .tooLarge(let size): "the image has \(size) bytes; the most are \(ImageLimits.size)"
        case .archived: "the image is archived, and cannot be read before it is restored"
        case .format(let kind?): "the image is a \(kind), neither PNG nor JPEG"
        case .format(nil): "the object is neither PNG nor JPEG"
        case .damaged(let format): "the image begins as a \(format), and does not go on as one"
        case .dimensions(let width, let height):
            "the image has \(width) by \(height) pixels; each must be from 64 to 4096"
        case .aspectRatio(let width, let height): "the image has \(width) by \(height) pixels, which is more than 20:1"
        }
    }
}
