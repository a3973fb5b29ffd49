internal import AWSProfiles
internal import AWSRuntime
internal import SavedPlans

extension ConnectionOptions {
    /// - Throws: `CommandFailure` for a plan that was made against something else than this run is for.
    func checkTarget(of saved: SavedPlan, savedIn path: String, in context: Context) throws {
        let target = try planTarget(in: context)
        guard saved.target != target else { return }
        throw CommandFailure(
            message: "\(path) is a plan for \(saved.target), and this run is for \(target)",
            help: "use it where it was made for (--sandbox, REKON_SANDBOX, --endpoint-url and AWS_ENDPOINT_URL), "
                + "or plan anew",
            status: .blocked
        )
    }

    /// What a plan is made against. An endpoint that somebody configured is part of it: the sandbox over HTTP is not AWS.
    ///
    /// - Throws: `ConfigurationError`.
    func planTarget(in context: Context) throws -> PlanTarget {
        if sandbox.path(in: context) != nil { return .sandbox }
        let settings = try aws.settings(endpointURL: endpointURL, in: context)
        // Any region will do: a configured endpoint is the same for all of them.
        let endpoint = try settings.endpoint(of: .rekognition, region: "us-east-1")
        guard case .configured = endpoint.origin else { return .aws(endpoint: nil) }
        return .aws(endpoint: "\(endpoint.isSecure ? "https" : "http")://\(endpoint.authority)")
    }
}
