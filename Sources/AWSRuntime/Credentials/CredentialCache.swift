/// Asks another provider once and remembers the answer; who asks meanwhile waits for the same answer.
package actor CredentialCache: CredentialProvider {
    private let provider: any CredentialProvider
    private var current: Task<Result<SourcedCredentials, CredentialError>, Never>?

    package init(_ provider: any CredentialProvider) {
        self.provider = provider
    }

    package func credentials() async throws(CredentialError) -> SourcedCredentials {
        // A task of its own: one caller who gives up must not take the answer from the others.
        let task =
            current
            ?? Task { [provider] in
                do throws(CredentialError) {
                    return .success(try await provider.credentials())
                } catch {
                    return .failure(error)
                }
            }
        current = task
        let result = await task.value
        if case .failure = result, current == task { current = nil }
        return try result.get()
    }

    package func invalidate() async {
        current = nil
        await provider.invalidate()
    }
}
