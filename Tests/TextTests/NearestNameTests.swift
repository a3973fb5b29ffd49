import Testing
import Text

struct NearestNameTests {
    private let known = ["name", "description", "output", "kmsKey", "datasets", "tags", "featureConfig", "retired"]

    @Test(arguments: [
        ("kmskey", "kmsKey"), ("kms_key", "kmsKey"), ("KMSKEY", "kmsKey"), ("nmae", "name"), ("dataset", "datasets"),
        ("tag", "tags"), ("desciption", "description"), ("outptu", "output"), ("featureconfig", "featureConfig"),
    ])
    func findsWhatWasMeant(written: String, meant: String) {
        #expect(nearestName(to: written, among: known) == meant)
    }

    @Test(arguments: ["", "zzz", "x", "versions", String(repeating: "name", count: 1000)])
    func guessesNothingWhereNothingIsNear(written: String) {
        #expect(nearestName(to: written, among: known) == nil)
    }

    @Test func guessesNothingAmongNamesThatAreMuchLonger() {
        #expect(nearestName(to: "name", among: [String(repeating: "name", count: 100_000), "nome"]) == "nome")
    }

    @Test func doesNotOfferTheNameItself() {
        #expect(nearestName(to: "name", among: ["name"]) == nil)
    }

    @Test func prefersTheFirstOfEquallyNear() {
        #expect(nearestName(to: "cat", among: ["bat", "hat"]) == "bat")
    }
}
