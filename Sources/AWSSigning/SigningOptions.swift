/// What differs between services. The defaults are those of all services but S3.
package struct SigningOptions: Sendable, Equatable {
    /// Whether `.`, `..` and doubled slashes are taken out of the path. S3 keeps them.
    package var normalizesPath: Bool
    /// Whether the escapes of the path are escaped again. S3 leaves them.
    package var encodesPathTwice: Bool
    /// Whether `x-amz-content-sha256` is sent, and so signed. S3 wants it.
    package var signsBodyHeader: Bool

    package init(normalizesPath: Bool = true, encodesPathTwice: Bool = true, signsBodyHeader: Bool = false) {
        self.normalizesPath = normalizesPath
        self.encodesPathTwice = encodesPathTwice
        self.signsBodyHeader = signsBodyHeader
    }
}
