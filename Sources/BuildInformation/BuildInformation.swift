/// How this program was built.
package enum BuildInformation {
    /// The commit that was built: twelve hexadecimal digits, with a `+` where the sources had changes beside it;
    /// "unknown" where they did not come from a git checkout.
    package static var commit: String { generatedCommit() }

    /// "debug" or "release".
    package static var configuration: String {
        #if DEBUG
        "debug"
        #else
        "release"
        #endif
    }
}
