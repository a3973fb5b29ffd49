import ModelVersions
import TestSupport
import Testing

@testable import Reconciler

/// Two that wait for each other.
private actor Meeting {
    private var first: CheckedContinuation<Void, Never>?

    func meet() async {
        if let other = first {
            first = nil
            other.resume()
        } else {
            await withCheckedContinuation { first = $0 }
        }
    }
}

@Suite(.timeLimit(.minutes(30)))
struct ConcurrencyTests {
    @Test("Regions go side by side, and the results have the order of the elements")
    func places() async throws {
        let regions = ["us-east-1", "us-west-2"]
        let meeting = Meeting()
        let place = { AccountRegion(partition: "aws", region: $0, account: "111122223333") }
        let results = await concurrently(regions, width: 1, of: place) { region in
            // One region after the other would wait forever.
            await meeting.meet()
            return region
        }
        #expect(results == regions)
    }
}
