import Text

/// A kind of input from outside. The names are those of `scripts/fuzz 10 yaml`, and of the folders in `Seeds` and
/// `Findings`.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case yaml, interpolation, json, answers, plans, sandbox, xml, s3, config, redaction, manifests, images

    /// Reads an input, and checks the rules that hold for every input.
    ///
    /// - Returns: The number of bytes that were made from the input: a count of the work.
    /// - Throws: `Finding` if a rule does not hold.
    package func check(_ bytes: [UInt8]) async throws -> Int {
        switch self {
        case .yaml: try Self.checkYAML(bytes)
        case .interpolation: try Self.checkInterpolation(bytes)
        case .json: try Self.checkJSON(bytes)
        case .answers: try Self.checkAnswers(bytes)
        case .plans: try Self.checkPlans(bytes)
        case .sandbox: try await Self.checkSandbox(bytes)
        case .xml: try Self.checkXML(bytes)
        case .s3: try Self.checkS3(bytes)
        case .config: try Self.checkConfig(bytes)
        case .redaction: try Self.checkRedaction(bytes)
        case .manifests: try Self.checkManifests(bytes)
        case .images: try Self.checkImages(bytes)
        }
    }
}

/// A rule that does not hold for an input.
package struct Finding: Error, CustomStringConvertible {
    package let description: String
}

func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws(Finding) {
    if !condition { throw Finding(description: rule()) }
}

/// What messages are held to, in code points. A message quotes at most a few texts of 100.
let messageLimit = 2000

func requireShort(_ message: String) throws(Finding) {
    let count = message.unicodeScalars.count
    try require(count <= messageLimit, "a message has \(count) code points: \(message.excerpt)")
}

/// Whether a terminal can show it: each line passed `HarmlessText`.
func requireHarmless(_ page: String) throws(Finding) {
    let odd = page.unicodeScalars.first { !"\n\t".unicodeScalars.contains($0) && !HarmlessText.isHarmless($0) }
    try require(odd == nil, "the output has U+\(String(odd?.value ?? 0, radix: 16))")
}

extension [UInt8] {
    /// With CR LF for each line break; nil where a CR is in the text already.
    var withCRLF: [UInt8]? {
        contains(0x0D) ? nil : flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }
}
