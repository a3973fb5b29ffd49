/// How this program was built.
package enum BuildInformation {
    /// The number of the version. This is its only place: `scripts/version` reads it from here, without a build.
    package static var version: String { "0.2.0" }

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

    /// "linux" or "macos".
    package static var platform: String {
        #if os(Linux)
        "linux"
        #elseif os(macOS)
        "macos"
        #else
        "other"
        #endif
    }

    /// "x86_64" or "arm64".
    package static var architecture: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "arm64"
        #else
        "other"
        #endif
    }
}
