/// What a file is instead of a manifest, known by its first bytes.
enum ContentKind: CaseIterable {
    case gzip, zip, zstandard, xz, bzip2, utf16

    static let headLength = 6

    init?(_ head: [UInt8]) {
        guard let kind = Self.allCases.first(where: { kind in kind.beginnings.contains { head.starts(with: $0) } })
        else {
            return nil
        }
        self = kind
    }

    private var beginnings: [[UInt8]] {
        switch self {
        case .gzip: [[0x1F, 0x8B]]
        case .zip: [[0x50, 0x4B, 0x03, 0x04]]
        case .zstandard: [[0x28, 0xB5, 0x2F, 0xFD]]
        case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A]]
        case .bzip2: [Array("BZh".utf8)]
        case .utf16: [[0xFF, 0xFE], [0xFE, 0xFF], [0x7B, 0x00], [0x00, 0x7B]]
        }
    }

    var message: String {
        switch self {
        case .gzip: "the content is compressed with gzip; unpack it (`gzip -d`) and check what comes out"
        case .zip: "the content is a ZIP archive; unpack it and check what is in it"
        case .zstandard: "the content is compressed with Zstandard; unpack it (`zstd -d`) and check what comes out"
        case .xz: "the content is compressed with xz; unpack it (`xz -d`) and check what comes out"
        case .bzip2: "the content is compressed with bzip2; unpack it (`bzip2 -d`) and check what comes out"
        case .utf16: "the content is UTF-16; write it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)"
        }
    }
}
