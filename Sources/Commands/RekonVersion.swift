/// The program's version, as in CHANGELOG.md.
enum RekonVersion {
    static let current = "0.1.0"
}
