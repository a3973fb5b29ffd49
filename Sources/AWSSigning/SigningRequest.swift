/// A request as it goes on the wire.
package struct SigningRequest: Sendable {
    /// In capitals, as it is sent.
    package var method: String
    /// Starts with `/`; as it is sent, escapes included. Empty means `/`.
    package var path: String
    /// Without `?`; as it is sent, escapes included.
    package var query: String
    /// With `host`. Names in any case; a name that comes more than once has its values joined in this order.
    package var headers: [(name: String, value: String)]
    /// The very bytes that are sent.
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
