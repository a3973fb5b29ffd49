internal import AWSProfiles
internal import AWSRuntime
internal import Host
internal import SavedPlans

extension ConnectionOptions {
    /// What a plan is made against. An endpoint that somebody configured is part of it: the sandbox over HTTP is not AWS.
    ///
    /// - Throws: `ConfigurationError`.
    func planTarget(in context: Context) throws -> PlanTarget {
        if sandbox.path(in: context) != nil { return .sandbox }
        let environment = context.environment
        let settings = try ProfileSettings(environment: environment, files: context.files, flag: profile)
        let configured = ConfiguredEndpoint(
            environment: { environment[$0] },
            config: settings.config,
            profile: settings.profile
        ).url(of: "rekognition", flag: endpointURL)
        guard let (url, source) = configured else { return .aws(endpoint: nil) }
        do throws(InvalidEndpoint) {
            let endpoint = try Endpoint(url: url, origin: .configured(source))
            return .aws(endpoint: "\(endpoint.isSecure ? "https" : "http")://\(endpoint.authority)")
        } catch {
            throw ConfigurationError("the endpoint `\(url)` from \(source) \(error)")
        }
    }
}
