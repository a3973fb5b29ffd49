import AWSProfiles
import TestSupport
import Testing

@testable import AWSRuntime

/// A secret that an answer repeats with percent escapes is a secret.
@Suite(.timeLimit(.minutes(30)))
struct EscapedSecretTests {
    @Test("A session token and a secret key are removed from a message, as they are and with escapes")
    func escapes() async throws {
        let (secret, token) = ("top/secret+key=", "a/session+token==")
        let message = "\(secret) \(token) top%2Fsecret%2Bkey%3D a%2Fsession%2Btoken%3D%3D"
        let run = TestRun(
            ["AWS_ACCESS_KEY_ID": "AENV", "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token],
            answers: [.error("AccessDenied", 403, message: message)]
        )
        let client = try run.connection().client(service: .rekognition, targetPrefix: "R", region: "eu-west-1")
        let error = try await #require(throws: AWSError.self) {
            try await client.call("Describe", ["a": 1], as: ScriptedWorld.Output.self, replay: .safe)
        }
        #expect(!"\(error)".contains("secret") && !"\(error)".contains("session"), "\(error)")
        #expect(!run.log.text.contains("top") && !run.log.text.contains("session"))
    }
}
