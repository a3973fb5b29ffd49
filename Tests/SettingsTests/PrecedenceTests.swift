import Diagnostics
import ModelVersions
import Planning
import Settings
import Testing

struct PrecedenceTests {
    private static let rules = """
        accounts:
          default: { role: other }
          "1111*": { role: first-pattern }
          "111122223333": { profile: own }
          "111*": { read: { role: second-pattern }, create: { role: create } }

        """

    /// An account, and how it is entered to read and to create.
    private static let ways: [(String, Settings.Access.Credentials, Settings.Access.Credentials)] = [
        ("111122223333", .profile("own"), .profile("own")),
        ("111199999999", .role("first-pattern"), .role("first-pattern")),
        ("111999999999", .role("second-pattern"), .role("create")),
        ("222222222222", .role("other"), .role("other")),
    ]

    @Test("An account's own rule is first, then patterns in the order of the file, then `default`", arguments: ways)
    func accountRules(
        account: String,
        read: Settings.Access.Credentials,
        create: Settings.Access.Credentials
    ) throws {
        let settings = try settings(Self.rules)
        #expect(settings.access(to: account, for: .read)?.credentials == read)
        #expect(settings.access(to: account, for: .create)?.credentials == create)
        #expect(settings.accountIDs == ["111122223333"])
        #expect(settings.accountRules.map(\.key.value) == ["default", "1111*", "111122223333", "111*"])
    }

    @Test("`read` and `create` override the `profile` or `role` of their rule, and rules without either do not count")
    func purposes() throws {
        let settings = try settings(
            """
            accounts:
              "111122223333": { maxTrainings: 3 }
              "1*": { role: both, externalId: both-id, create: { role: only-create } }
              "11*": { read: { role: never } }
              "3*": { create: { profile: p } }
            """
        )
        let read = settings.access(to: "111122223333", for: .read)
        #expect(read?.credentials == .role("both") && read?.externalID == "both-id")
        let create = settings.access(to: "111122223333", for: .create)
        #expect(create?.credentials == .role("only-create"))
        // Nothing is put together from two mappings.
        #expect(create?.externalID == nil)
        #expect(settings.access(to: "333333333333", for: .create)?.credentials == .profile("p"))
        #expect(settings.access(to: "333333333333", for: .read) == nil)
        #expect(settings.access(to: "444444444444", for: .read) == nil)
        #expect(Settings.none.access(to: "111122223333", for: .create) == nil)
    }

    private static let limitsOfPlaces = """
        maxTrainings: 2
        trainingPrice: 1.5
        accounts:
          "111122223333":
            maxTrainings: 4
            regions:
              "eu-*": { maxTrainings: 5 }
              eu-west-1: { maxTrainings: 6 }
              "eu-w*": { maxTrainings: 7, trainingPrice: 2 }
          "1*":
            maxTrainings: 8
            inferencePrice: 3
            regions: { "*": { maxTrainings: 9, inferencePrice: 5 } }
        """

    @Test(
        "A limit comes from the region, then the account, rule by rule, then from the top level",
        arguments: [
            ("111122223333", "eu-west-1", 6), ("111122223333", "eu-west-2", 5), ("111122223333", "us-east-1", 4),
            ("199999999999", "us-east-1", 9), ("222222222222", "us-east-1", 2),
        ]
    )
    func limit(account: String, region: String, trainings: Int) throws {
        let settings = try settings(Self.limitsOfPlaces)
        #expect(settings.limit(\.maxTrainings, in: place(account, region))?.value == trainings)
    }

    @Test("Each key of a limit is looked up for itself")
    func keyByKey() throws {
        let settings = try settings(Self.limitsOfPlaces)
        let elsewhere = place("222222222222", "eu-west-1")
        let place = place("111122223333", "eu-west-1")
        #expect(settings.limit(\.trainingPrice, in: place)?.value == HourlyPrice("2"))
        #expect(settings.limit(\.inferencePrice, in: place)?.value == HourlyPrice("5"))
        #expect(settings.limit(\.maxCost, in: place) == nil)
        #expect(settings.limit(\.trainingPrice, in: elsewhere)?.value == HourlyPrice("1.5"))
        #expect(settings.limit(\.maxTrainings, in: place)?.location.description == "rekon.yaml:10:34")
    }

    @Test("Limits of sums hold for each account and each region by itself, all at the same time")
    func placeLimits() throws {
        let settings = try settings(
            """
            maxCreates: 50
            accounts:
              "111122223333": { maxCreates: 10 }
              "2*": { maxCreates: 3, regions: { "eu-*": { maxCreates: 1 } } }
              default: { maxCreates: 7, regions: { us-east-1: { maxCreates: 2 } } }
            """
        )
        let places = [
            place("222222222222", "eu-west-1"), place("222222222222", "eu-west-2"), place("111122223333", "us-east-1"),
            place("211111111111", "us-east-1"), place("111122223333", "eu-west-1"), place("111122223333", "us-east-1"),
        ]
        let limits = settings.placeLimits(\.maxCreates, in: places)
        #expect(
            limits.map { "\($0.account) \($0.region ?? "-") \($0.limit.value)" } == [
                "111122223333 - 10", "111122223333 us-east-1 2", "211111111111 - 3", "211111111111 us-east-1 2",
                "222222222222 - 3", "222222222222 eu-west-1 1", "222222222222 eu-west-2 1",
            ]
        )
        #expect(limits[0].covers(places[2]) && limits[0].covers(places[4]) && !limits[0].covers(places[0]))
        #expect(limits[1].covers(places[2]) && !limits[1].covers(places[4]) && !limits[1].covers(places[3]))
        #expect(settings.placeLimits(\.maxCost, in: places).isEmpty)
        #expect(settings.limits.maxCreates?.value == 50)
    }
}
