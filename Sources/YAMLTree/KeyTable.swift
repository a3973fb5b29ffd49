/// Every key of a file once, so that equal keys share one string and are found equal by a number.
///
/// Keys are compared as bytes: as strings, "é" may equal another spelling of "é".
struct KeyTable {
    private var keys: [String] = []
    /// All keys' bytes behind each other, and where each begins; one more for the end.
    private var bytes: [UInt8] = []
    private var starts = [0]
    /// Open addressing: a key's number plus one, or 0 for a free place. Its size is a power of two.
    private var slots = [UInt32](repeating: 0, count: 64)

    subscript(number: Int) -> String { keys[number] }

    /// The number of a key, which is new or what an equal key was given before.
    mutating func number(of key: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = unsafe firstSlot(of: UnsafeRawBufferPointer(key))
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if unsafe bytes[starts[number]..<starts[number + 1]].elementsEqual(key) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        unsafe keys.append(String(decoding: key, as: UTF8.self))
        unsafe bytes.append(contentsOf: key)
        starts.append(bytes.count)
        slots[slot] = UInt32(keys.count)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    mutating func number(of key: String) -> Int {
        var key = key
        return key.withUTF8 { unsafe number(of: $0) }
    }

    /// Hashed with the process's random seed: nobody can write a file whose keys all collide.
    private func firstSlot(of key: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        unsafe hasher.combine(bytes: key)
        return hasher.finalize() & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in keys.indices {
            var slot = unsafe bytes[starts[number]..<starts[number + 1]].withUnsafeBytes { unsafe firstSlot(of: $0) }
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }
}
