/// Keeps a record of every create that is sent, so that what was paid for can be found out whatever happens.
///
/// Called from several tasks, in the order of what happens to one version.
package protocol CreateAuditor: Sendable {
    /// Called before an attempt is sent.
    ///
    /// - Throws: an error whose text is a sentence for the person who must act. Then nothing is sent.
    func willSend(_ attempt: CreateAttempt) throws

    /// Called as soon as it is known how an attempt went.
    func didAnswer(_ answer: CreateAnswer, to attempt: CreateAttempt)

    /// Called when a version was looked for by name, because the answer to an attempt left open what happened.
    func didResolve(_ resolution: CreateResolution, of attempt: CreateAttempt)
}
