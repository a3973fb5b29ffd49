import AWSProfiles
import Testing

/// Shared files as botocore reads them (Tests/Conformance/profiles/make_cases.py).
struct BotocoreProfileTests {
    private struct Case: Decodable {
        var config: String?
        var credentials: String?
        var profiles: [String: [String: Value]]?
        var ssoSessions: [String: [String: Value]]?
        var services: [String: [String: Value]]?
        /// botocore reads nothing.
        var error: Bool?
        /// And we do.
        var tolerated: Bool?
    }

    private enum Value: Decodable, Equatable {
        case text(String)
        case nested([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .nested(try container.decode([String: String].self))
            }
        }

        /// As we have it: nested settings stand behind a line break.
        init(_ text: String) {
            self = text.utf8.first == UInt8(ascii: "\n") ? .nested(SharedConfig.nested(text)) : .text(text)
        }

        /// As bytes: texts that only look alike are not the same.
        static func == (one: Value, other: Value) -> Bool {
            switch (one, other) {
            case (.text(let one), .text(let other)): one.utf8.elementsEqual(other.utf8)
            case (.nested(let one), .nested(let other)):
                one.count == other.count
                    && one.allSatisfy { name, value in other[name].map { $0.utf8.elementsEqual(value.utf8) } ?? false }
            default: false
            }
        }
    }

    private func values(_ sections: [String: SharedConfig.Settings]) -> [String: [String: Value]] {
        sections.mapValues { $0.mapValues(Value.init) }
    }

    @Test("Both read the same profiles with the same settings, and refuse the same files")
    func profiles() throws {
        let cases = try BotocoreFixture.load("botocore-profiles", of: Case.self)
        #expect(cases.count > 360)
        for test in cases {
            let name = "\(test.config ?? "none")---\n\(test.credentials ?? "none")"
            do throws(ConfigSyntaxError) {
                let read = try sharedConfig(config: test.config, credentials: test.credentials)
                #expect(test.error != true || test.tolerated == true, "\(name)")
                if test.error == true { continue }
                #expect(values(read.profiles) == test.profiles, "\(name)")
                #expect(values(read.ssoSessions) == test.ssoSessions, "\(name)")
                #expect(values(read.services) == test.services, "\(name)")
            } catch {
                #expect(test.error == true && test.tolerated != true, "\(error)\n\(name)")
            }
        }
    }
}
