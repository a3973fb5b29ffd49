/// What the first bytes of a file say it is.
package enum ImageHeader: Sendable, Equatable {
    case png(width: Int, height: Int)
    case jpeg(width: Int, height: Int)
    /// A JPEG whose size stands further on: the segment at this offset must be read.
    case jpegContinues(at: Int64)
    case other(String?)
    case damaged(String)

    /// How many bytes are to be read: behind the metadata that most cameras write, a JPEG's size is within them, and it
    /// costs no more time than a few.
    package static let length: Int64 = 16_384

    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// What people take for an image that can be used.
    private static let others: [(magic: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "GIF"), (Array("BM".utf8), "BMP"), (Array("RIFF".utf8), "WebP"),
        ([0x49, 0x49, 0x2A, 0x00], "TIFF"), ([0x4D, 0x4D, 0x00, 0x2A], "TIFF"), (Array("%PDF".utf8), "PDF"),
    ]

    /// - Parameter bytes: the file's first.
    package init(_ bytes: [UInt8]) {
        if bytes.starts(with: Self.png) {
            self = Self.png(bytes)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = Self.segments(bytes, at: 2, base: 0)
        } else if bytes.dropFirst(4).starts(with: "ftyp".utf8) {
            self = .other("HEIF or AVIF")
        } else {
            self = .other(Self.others.first { bytes.starts(with: $0.magic) }?.name)
        }
    }

    /// Goes on where `jpegContinues` said.
    ///
    /// - Parameter offset: where in the file the bytes are from.
    package init(continuing bytes: [UInt8], at offset: Int64) { self = Self.segments(bytes, at: 0, base: offset) }

    /// ISO/IEC 15948: the first chunk is IHDR, which begins with width and height, four bytes each.
    private static func png(_ bytes: [UInt8]) -> ImageHeader {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return .damaged("PNG") }
        func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        return .png(width: number(16), height: number(20))
    }

    /// ISO/IEC 10918-1, annex B: marker segments, one of which, a frame header (SOFn), has the size.
    private static func segments(_ bytes: [UInt8], at start: Int, base: Int64) -> ImageHeader {
        var index = start
        while index < bytes.count {
            guard bytes[index] == 0xFF else { return .damaged("JPEG") }
            guard index + 1 < bytes.count else { break }
            let marker = bytes[index + 1]
            // Any number of fill bytes may stand before a marker; TEM and RSTn have no content.
            if marker == 0xFF || marker == 0x01 || (0xD0...0xD7).contains(marker) {
                index += marker == 0xFF ? 1 : 2
                continue
            }
            // The image's data, its end, or another beginning: no frame came before.
            if marker == 0 || (0xD8...0xDA).contains(marker) { return .damaged("JPEG") }
            guard index + 3 < bytes.count else { break }
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            guard length >= 2 else { return .damaged("JPEG") }
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            guard isFrame else {
                index += 2 + length
                continue
            }
            guard index + 8 < bytes.count else { break }
            return .jpeg(
                width: Int(bytes[index + 7]) << 8 | Int(bytes[index + 8]),
                height: Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
            )
        }
        return .jpegContinues(at: base + Int64(index))
    }
}

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
