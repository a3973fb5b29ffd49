internal import JSONBytes

extension JSONReader {
    /// Reads a whole answer, which must be an object.
    static func readAnswer(
        _ body: [UInt8],
        _ member: (inout JSONReader, JSONName) throws(JSONError) -> Void
    ) throws(JSONError) {
        var json = JSONReader(body)
        guard try json.object(member) else { throw json.error("`null` instead of an answer") }
        try json.end()
    }

    /// Reads a list of things that cannot be `null` in it; nil for `null` in place of the list.
    mutating func list<Element>(
        _ element: (inout JSONReader) throws(JSONError) -> Element?
    ) throws(JSONError) -> [Element]? {
        var elements: [Element] = []
        let isThere = try array { json throws(JSONError) in
            guard let element = try element(&json) else { throw json.error("`null` in a list") }
            elements.append(element)
        }
        return isThere ? elements : nil
    }

    mutating func timestamp() throws(JSONError) -> Timestamp? {
        try double().map { Timestamp(epochSeconds: $0) }
    }
}
