/// A stack whose top part becomes an array: the elements move. As a copy, each costs a retain and a release of its
/// strings and lists, which took a tenth of the time of the tree.
@safe struct PartStack<Element>: ~Copyable {
    private var elements: UnsafeMutablePointer<Element>
    private var capacity = 64
    private(set) var count = 0

    init() {
        unsafe elements = .allocate(capacity: capacity)
    }

    deinit {
        unsafe elements.deinitialize(count: count)
        unsafe elements.deallocate()
    }

    subscript(index: Int) -> Element {
        precondition((0..<count).contains(index))
        return unsafe elements[index]
    }

    mutating func append(_ element: consuming Element) {
        if count == capacity { grow() }
        unsafe (elements + count).initialize(to: element)
        count += 1
    }

    /// Removes the elements from an index on.
    ///
    /// - Parameter start: at most `count`.
    mutating func removeAll(from start: Int) -> [Element] {
        let (source, length) = unsafe (elements + start, count - start)
        count = start
        if length == 0 { return [] }
        return unsafe [Element](unsafeUninitializedCapacity: length) { target, initialized in
            unsafe target.baseAddress?.moveInitialize(from: source, count: length)
            initialized = length
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        unsafe larger.moveInitialize(from: elements, count: count)
        unsafe elements.deallocate()
        unsafe elements = larger
        capacity *= 2
    }
}
