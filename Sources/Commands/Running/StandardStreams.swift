#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The three streams that every process is meant to start with.
enum StandardStreams {
    /// Gives the numbers 0 to 2 to `/dev/null` where the parent left them closed (`rekon plan x >&-`): otherwise the
    /// next file or socket that is opened gets the number, and results are written into it.
    ///
    /// Opened in the wrong direction, as GNU's programs do it: what is written there fails, and is told, instead of
    /// being lost. To be called before anything else is opened, and before any thread runs.
    static func secure() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
            guard fcntl(descriptor, F_GETFD) == -1, errno == EBADF else { continue }
            // The lowest free number is taken, and those below are open by now.
            _ = unsafe open("/dev/null", mode)
        }
    }
}
