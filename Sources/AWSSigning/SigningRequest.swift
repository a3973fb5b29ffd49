/// A request as it goes on the wire.
package struct SigningRequest: Sendable {
    package var method: String
    /// Starts with `/`; as it is sent, escapes included.
    package var path: String
    /// Without `?`; as it is sent.
    package var query: String
    /// With `host`. Names in any case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        method: String,
        path: String,
        query: String,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What differs between services.
package struct SigningOptions: Sendable {
    /// Whether `.`, `..` and doubled slashes are taken out of the path. S3 does not.
    package var normalizesPath = true
    /// Whether the escapes of the path are escaped again. S3 does not.
    package var escapesPathAgain = true
    /// Whether `x-amz-content-sha256` is sent. S3 wants it.
    package var sendsBodyHash = false

    package init() {}
}
