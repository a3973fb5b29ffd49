internal import BuildInformation

/// The program's version, as in CHANGELOG.md.
enum RekonVersion {
    static let current = "0.1.0"

    /// What `--version` prints: the version, the commit that was built, and the build configuration.
    static var description: String {
        "\(RekonCommand.name) \(current) (\(BuildInformation.commit), \(BuildInformation.configuration))"
    }
}
