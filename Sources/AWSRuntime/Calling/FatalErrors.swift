extension Error {
    /// Whether the task was cancelled.
    package var isCancellation: Bool { self is CancellationError || (self as? AWSError)?.cause == .cancelled }

    /// Throws the errors that end a whole run: a cancellation, and the run's own credentials missing. All others, also
    /// missing credentials of one account, are the result of one request, and the caller reports them there.
    package func rethrowIfFatal() throws {
        if isCancellation { throw CancellationError() }
        if case .credentials? = (self as? AWSError)?.cause { throw self }
    }
}

extension AWSError {
    /// Whether the service refused the call because these credentials lack a permission.
    package var isDenial: Bool {
        ["AccessDenied", "AccessDeniedException", "Forbidden", "AllAccessDisabled"].contains(code)
    }
}
