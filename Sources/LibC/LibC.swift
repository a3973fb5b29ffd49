// The C library under one name, on every platform.

// Without `@preconcurrency`, `environ` cannot be read.
#if canImport(Glibc)
@_exported @unsafe @preconcurrency public import Glibc
#elseif canImport(Musl)
@_exported @unsafe @preconcurrency public import Musl
#else
@_exported public import Darwin
#endif

#if canImport(Darwin)
/// What `opendir` gives.
package typealias DirectoryStream = UnsafeMutablePointer<DIR>
#else
/// What `opendir` gives.
package typealias DirectoryStream = OpaquePointer
#endif

/// The entries of this process's environment, each `NAME=VALUE`. Bytes that are not UTF-8 are replaced by U+FFFD.
///
/// `ProcessInfo` looks for the character `=`: it leaves out a value that begins with a combining mark.
package func environmentEntries() -> [String] {
    #if canImport(Darwin)
    var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe _NSGetEnviron().pointee
    #else
    var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe environ
    #endif
    var entries: [String] = []
    while let entry = unsafe next?.pointee {
        entries.append(unsafe String(cString: entry))
        unsafe next = next?.successor()
    }
    return entries
}
