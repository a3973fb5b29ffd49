import AWSProfiles
import Testing

struct ConfigLocationsTests {
    private func locations(_ environment: [String: String]) -> [String] {
        let locations = ConfigLocations { environment[$0] }
        return [locations.config, locations.credentials]
    }

    @Test func home() {
        #expect(locations(["HOME": "/home/me"]) == ["/home/me/.aws/config", "/home/me/.aws/credentials"])
    }

    @Test("Each file can be elsewhere")
    func variables() {
        let home = ["HOME": "/home/me"]
        #expect(
            locations(home.merging(["AWS_CONFIG_FILE": "/etc/aws"]) { $1 }) == [
                "/etc/aws", "/home/me/.aws/credentials",
            ]
        )
        #expect(
            locations(home.merging(["AWS_SHARED_CREDENTIALS_FILE": "keys"]) { $1 }) == ["/home/me/.aws/config", "keys"]
        )
    }

    @Test(
        "A tilde is the home folder only in front of the first slash",
        arguments: [
            ("~/aws", "/home/me/aws"), ("~/", "/home/me/"), ("~", "~"), ("~you/aws", "~you/aws"), ("/a/~/b", "/a/~/b"),
            ("~/~/x", "/home/me/~/x"), ("$HOME/aws", "$HOME/aws"),
        ]
    )
    func tilde(path: String, expected: String) {
        let both = ["HOME": "/home/me", "AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": path]
        #expect(locations(both) == [expected, expected])
    }

    @Test func noHome() {
        #expect(locations([:]) == ["~/.aws/config", "~/.aws/credentials"])
        #expect(locations(["AWS_CONFIG_FILE": "~/x"]) == ["~/x", "~/.aws/credentials"])
    }
}
