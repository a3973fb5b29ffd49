/// Writes files.
package protocol FileWriter: Sendable {
    /// Puts a file with this content in the place of whatever is there; a reader sees the old content or the new one.
    /// Only its owner may read it, unless the writer was made for others too.
    func replace(_ path: String, with content: [UInt8]) throws(FileError)
}
