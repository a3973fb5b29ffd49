import Foundation
import JSON
import TestSupport
import Testing

/// The decoder against Foundation's: the same values, and the same kinds of errors at the same members.
struct DecoderTests {
    private struct Shape: Codable, Equatable {
        struct Inner: Codable, Equatable {
            var flag: Bool
            var names: [String]?
        }

        var text: String
        var whole: Int
        var small: UInt8?
        var score: Double?
        var inner: Inner?
        var list: [Inner]?
        var tags: [String: String]?
    }

    private static let document = """
        {"text": "é", "whole": 7, "small": 255, "score": 0.5, "inner": {"flag": true, "names": ["a", "b"]},
         "list": [{"flag": false}, {"flag": true, "names": []}], "tags": {"a": "b", "é": ""}, "unknown": [{}]}
        """

    private func outcome(_ decode: () throws -> Shape) -> String {
        do {
            return "\(try decode())"
        } catch let error as DecodingError {
            switch error {
            case .keyNotFound: return "missing \(error.member)"
            case .valueNotFound: return "null \(error.member)"
            case .typeMismatch: return "type \(error.member)"
            default: return "corrupted \(error.member)"
            }
        } catch {
            return "not JSON"
        }
    }

    @Test(
        arguments: [
            ("{", "{"), (#""é""#, "1"), (#""é""#, "null"), (#""text": "é","#, ""), ("7", "7.5"), ("7", #""7""#),
            ("7", "7.0"), ("7", "7e0"), ("255", "256"), ("255", "-1"), ("255", "null"), ("0.5", "1"), ("0.5", "true"),
            ("true,", "1,"), (#""b"]"#, "2]"), (#""b"]"#, "null]"), ("[]", "{}"),
            (#"{"flag": false}"#, "{}"), (#"{"flag": false}"#, "null"), (#"{"flag": false}"#, "[]"),
            (#""é": """#, #""é": 1"#), (#""é": """#, #""é": null"#), (#"{"a": "b", "é": ""}"#, "[]"), ("[{}]", "[{}"),
        ]
    )
    func shapes(replacing old: String, with new: String) throws {
        let bytes = Array(Self.document.replacing(old, with: new).utf8)
        let mine = outcome { try JSONCoding.decode(Shape.self, from: bytes) }
        let theirs = outcome {
            do {
                return try JSONDecoder().decode(Shape.self, from: Data(bytes))
            } catch let error as DecodingError {
                if case .dataCorrupted(let context) = error, context.codingPath.isEmpty {
                    // Foundation has no path for numbers that do not fit.
                    if (try? JSONSerialization.jsonObject(with: Data(bytes))) == nil { throw CancellationError() }
                }
                throw error
            }
        }
        if theirs == "corrupted " {
            #expect(mine.hasPrefix("corrupted "))
        } else {
            // Dictionaries have no order.
            let (left, right) = (mine.sorted(), theirs.sorted())
            #expect(left == right, "\(mine) instead of \(theirs)")
        }
    }

    @Test("What is encoded is decoded")
    func roundTrip() throws {
        let shape = try JSONCoding.decode(Shape.self, from: Array(Self.document.utf8))
        #expect(try JSONCoding.decode(Shape.self, from: JSONCoding.encode(shape)) == shape)
        #expect(try JSONDecoder().decode(Shape.self, from: Data(JSONCoding.encode(shape, indented: true))) == shape)
    }
}
