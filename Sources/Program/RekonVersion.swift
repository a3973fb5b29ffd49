import BuildInformation

/// The version of both programs.
package enum RekonVersion {
    package static var current: String { BuildInformation.version }

    /// What `--version` prints: the version, the commit that was built, and the build configuration.
    package static func description(of program: String) -> String {
        "\(program) \(current) (\(BuildInformation.commit), \(BuildInformation.configuration))"
    }
}
