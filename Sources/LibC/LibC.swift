// The C library under one name, on every platform.

#if canImport(Glibc)
@_exported public import Glibc
#elseif canImport(Musl)
@_exported public import Musl
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
