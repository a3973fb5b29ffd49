import LibC
import SystemPackage
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct FileSinkTests {
    @Test("A pipe that is non-blocking and full is waited for; nothing is lost")
    func nonBlockingPipe() async throws {
        let pipe = try FileDescriptor.pipe()
        #expect(fcntl(pipe.writeEnd.rawValue, F_SETFL, O_NONBLOCK) == 0)
        // Each part but the last ends within a character.
        let text = "a" + String(repeating: "é", count: 300_000)
        let reading = Task.detached {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 10_000)
            while true {
                let got = try unsafe buffer.withUnsafeMutableBytes { try unsafe pipe.readEnd.read(into: $0) }
                if got == 0 { return bytes }
                bytes += buffer[..<got]
            }
        }
        let sink = FileSink(descriptor: pipe.writeEnd)
        sink.write(text)
        #expect(sink.failure == nil)
        try pipe.writeEnd.close()
        let isSame = try await reading.value == Array(text.utf8)
        #expect(isSame)
        try pipe.readEnd.close()
    }

    @Test func aFullDeviceIsToldInTheSystemsWords() throws {
        let full = try FileDescriptor.open(FilePath("/dev/full"), .writeOnly)
        let sink = FileSink(descriptor: full)
        sink.write("x")
        #expect(sink.failure == .other("No space left on device"))
        sink.write("y")
        #expect(sink.failure == .other("No space left on device"))
        try full.close()
    }

    @Test func aReaderThatIsGoneIsNoOtherError() throws {
        _ = signal(SIGPIPE, SIG_IGN)
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        let sink = FileSink(descriptor: pipe.writeEnd)
        sink.write("x")
        #expect(sink.failure == .readerGone)
        try pipe.writeEnd.close()
    }
}
