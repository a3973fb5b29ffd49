import Host
import LibC
import SystemPackage
import Testing

struct RunningProgramTests {
    @Test func pathIsAbsoluteAndWithoutLinks() throws {
        let path = try RunningProgram.path()
        #expect(path.isAbsolute)
        #expect(unsafe access(path.string, X_OK) == 0)
        #expect(FilePath(path.string).components.allSatisfy { $0.kind == .regular })
    }

    @Test("A process that cannot become another program goes on")
    func replaceFails() {
        #expect(RunningProgram.replace(by: "/nonexistent/program", ["a"]) == .noSuchFileOrDirectory)
        #expect(RunningProgram.replace(by: "/", []) == .permissionDenied)
    }
}
