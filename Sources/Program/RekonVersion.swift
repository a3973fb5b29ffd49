import BuildInformation

/// The version of both programs, as in CHANGELOG.md.
package enum RekonVersion {
    package static let current = "0.1.0"

    /// What `--version` prints: the version, the commit that was built, and the build configuration.
    package static func description(of program: String) -> String {
        "\(program) \(current) (\(BuildInformation.commit), \(BuildInformation.configuration))"
    }
}
