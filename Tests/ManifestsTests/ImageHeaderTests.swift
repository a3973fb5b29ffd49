import TestSupport
import Testing

@testable import Manifests

@Suite("Image headers")
struct ImageHeaderTests {
    private static func png(_ width: Int, _ height: Int) -> [UInt8] {
        func bytes(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + bytes(width)
            + bytes(height) + [8, 2, 0, 0, 0]
    }

    private static func jpeg(_ width: Int, _ height: Int, before: Int = 0, marker: UInt8 = 0xC0) -> [UInt8] {
        let metadata: [UInt8] =
            before == 0
            ? []
            : [0xFF, 0xE1, UInt8((before + 2) >> 8), UInt8((before + 2) & 0xFF)]
                + [UInt8](repeating: 0xFF, count: before)
        return [0xFF, 0xD8] + metadata
            + [0xFF, 0xFF, marker, 0, 17, 8, UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8)]
            + [UInt8(width & 0xFF), 3]
    }

    @Test("PNG and JPEG, with their sizes in pixels")
    func sizes() {
        #expect(ImageHeader(Self.png(640, 70_000)) == .png(width: 640, height: 70_000))
        #expect(ImageHeader(Self.jpeg(640, 480)) == .jpeg(width: 640, height: 480))
        #expect(ImageHeader(Self.jpeg(640, 480, before: 500, marker: 0xC2)) == .jpeg(width: 640, height: 480))
        // A Huffman table is not a frame.
        #expect(ImageHeader(Self.jpeg(640, 480, marker: 0xC4)) != .jpeg(width: 640, height: 480))
    }

    @Test("a JPEG may be cut anywhere and continued there", arguments: 3..<540)
    func cut(length: Int) {
        let file = Self.jpeg(640, 480, before: 500)
        var header = ImageHeader(Array(file.prefix(length)))
        var reads = 1
        while case .jpegContinues(let offset) = header, reads < 5 {
            reads += 1
            header = ImageHeader(continuing: Array(file.dropFirst(Int(offset))), at: offset)
        }
        #expect(header == .jpeg(width: 640, height: 480))
        #expect(reads <= 2)
    }

    @Test("other formats are recognized")
    func others() {
        #expect(ImageHeader(Array("GIF89a".utf8)) == .other("GIF"))
        #expect(ImageHeader([0, 0, 0, 24] + Array("ftypheic".utf8)) == .other("HEIF or AVIF"))
        #expect(ImageHeader(Array("{}".utf8)) == .other(nil))
        #expect(ImageHeader([]) == .other(nil))
        #expect(ImageHeader(Array(Self.png(1, 1).prefix(20))) == .damaged("PNG"))
        #expect(ImageHeader([0xFF, 0xD8, 0xFF, 0xD9]) == .damaged("JPEG"))
    }

    @Test("random bytes have a result", arguments: 0..<200)
    func fuzz(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var file = Self.jpeg(640, 480, before: 40)
        for _ in 0..<3 { file[Int.random(in: 3..<file.count, using: &random)] = .random(in: 0...255, using: &random) }
        if case .jpegContinues(let offset) = ImageHeader(file) { #expect(offset >= 2) }
    }

    @Test("the limits")
    func limits() {
        #expect(ImageLimits.problem(width: 64, height: 1280) == nil)
        #expect(ImageLimits.problem(width: 63, height: 64) == .dimensions(width: 63, height: 64))
        #expect(ImageLimits.problem(width: 64, height: 4097) == .dimensions(width: 64, height: 4097))
        #expect(ImageLimits.problem(width: 64, height: 1281) == .aspectRatio(width: 64, height: 1281))
        #expect(ImageLimits.problem(size: 0) == .empty)
        #expect(ImageLimits.problem(size: 15 * 1_048_576) == nil)
        #expect(ImageLimits.problem(size: 15 * 1_048_576 + 1) == .tooLarge(15 * 1_048_576 + 1))
    }
}
