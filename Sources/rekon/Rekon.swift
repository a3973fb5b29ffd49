import AsyncHTTPClient
import Hummingbird
import ArgumentParser
import UnixSignals
import Crypto
@main struct Rekon { static func main() { print("x") } }
