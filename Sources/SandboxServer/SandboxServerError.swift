internal import NIOCore

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Why the server does not serve: what happened and what to do.
package struct SandboxServerError: Error, Sendable, Equatable {
    package var message: String
    package var help: String?

    /// - Parameter port: the one that was to be listened on.
    init(_ error: any Error, port: Int) {
        let address = "port \(port) of 127.0.0.1"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            message = "\(address) is used by another process"
            help = "choose another --port, or 0 for a free one"
        case EACCES, EPERM:
            message = "\(address) may not be listened on by this user"
            help = "choose a --port above 1023, or 0 for a free one"
        case EMFILE, ENFILE:
            message = "too many files are open to listen on \(address)"
            help = "raise the limit (ulimit -n)"
        case let number?:
            message = "\(address) cannot be listened on: \(unsafe String(cString: strerror(number)))"
        case nil:
            message = "the server on \(address) ended: \(error)"
        }
    }
}
