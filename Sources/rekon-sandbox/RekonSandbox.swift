import SandboxServer

@main
struct Main {
    static func main() async {
        await SandboxProgram.main()
    }
}
