import Dispatch
import Fuzzing

/// Runs one target with libFuzzer: `rekon-fuzz TARGET [libFuzzer's arguments]`.
///
/// libFuzzer has a `main` of its own. This is the function that it offers to programs with another one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private let target: FuzzTarget = {
    guard CommandLine.argc > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
        fatalError("the first argument is no target: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
}()

@main
struct Driver {
    static func main() {
        _ = target
        // The name of the target is not libFuzzer's: its arguments start with the next one.
        let arguments = unsafe CommandLine.unsafeArgv
        unsafe arguments[1] = unsafe arguments[0]
        var (count, rest) = unsafe (CommandLine.argc - 1, arguments + 1)
        _ = unsafe runLibFuzzer(&count, &rest) { bytes, count in
            let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
            let done = DispatchSemaphore(value: 0)
            // It runs on this thread, unless the target waits for something.
            Task.immediate {
                do {
                    _ = try await target.check(input)
                } catch {
                    // libFuzzer saves the input of a program that ends so.
                    fatalError("\(error)")
                }
                done.signal()
            }
            done.wait()
            return 0
        }
    }
}
