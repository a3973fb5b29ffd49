/// Where the shared config and credentials files are.
///
/// Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials files".
package struct ConfigLocations: Sendable, Equatable {
    package var config: String
    package var credentials: String

    /// - Parameter environment: the value of a variable, nil where it is unset or blank.
    package init(environment: (String) -> String?) {
        let home = environment("HOME")
        func locate(_ variable: String, _ name: String) -> String {
            let path = environment(variable) ?? "~/.aws/\(name)"
            guard path.utf8.starts(with: "~/".utf8), let home else { return path }
            return home + String(path.dropFirst(1))
        }
        config = locate("AWS_CONFIG_FILE", "config")
        credentials = locate("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }
}
