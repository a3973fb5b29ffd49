import Diagnostics
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing

@testable import Reports

struct TrainingBarsTests {
    private static let now: Int64 = 1_795_000_000_000
    private static let names = ProjectNames([projectARN("signs")])

    private func board(_ stages: [(String, TrainingBoard.Stage)]) -> TrainingBoard {
        var board = TrainingBoard()
        let project = projectARN("signs")
        for (text, stage) in stages {
            let name = try! VersionName(text)
            switch stage {
            case .creating: board.handle(.started(project: project, name: name), at: Self.now)
            case .looking: board.handle(.resolving(project: project, name: name, cause: .lostAnswer), at: Self.now)
            case .queued: board.handle(.queued(project: project, name: name, reason: ""), at: Self.now)
            case .training(let since, let expected):
                board.handle(
                    .training(.following(project: project, name: name, created: since, expected: expected)),
                    at: Self.now
                )
            case .copying(let since):
                board.handle(
                    .training(
                        .following(project: project, name: name, created: since, expected: nil, isCopy: true)
                    ),
                    at: Self.now
                )
            }
        }
        return board
    }

    private var sample: TrainingBoard {
        board([
            ("2026-11-baseline", .training(since: Self.now - 3_600_000, expected: .seconds(7200))),
            ("2026-12-night", .training(since: Self.now - 9_000_000, expected: .seconds(7200))),
            ("b", .training(since: Self.now - 45_000, expected: nil)),
            ("c", .queued), ("d", .creating), ("e", .looking),
        ])
    }

    @Test func wide() {
        #expect(
            TrainingBars.draw(sample, columns: 100, rows: 24, now: Self.now, Self.names) == [
                "2026-11-baseline  [##########----------]  training 1h 00m of about 2h 00m",
                "2026-12-night     [###################-]  training 2h 30m, longer than the usual 2h 00m",
                "b                 [--------------------]  training 45s",
                "c                 waiting for a training slot", "d                 creating",
                "e                 looking for it by name",
            ]
        )
    }

    @Test func middling() {
        #expect(
            TrainingBars.draw(sample, columns: 50, rows: 24, now: Self.now, Self.names) == [
                "2026-11-baseline  training 1h 00m of about 2h 00m", "2026-12-night    2h30m",
                "b                 training 45s",
                "c                 waiting for a training slot", "d                 creating",
                "e                 looking for it by name",
            ]
        )
    }

    @Test func narrow() {
        #expect(
            TrainingBars.draw(sample, columns: 20, rows: 24, now: Self.now, Self.names) == [
                "2026-11… 1h00m", "2026-12… 2h30m", "b        45s", "c        queued", "d         creating",
                "e        look",
            ]
        )
    }

    @Test("No line ever takes all columns, and all lines fit", arguments: 0..<200)
    func fits(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let stages: [TrainingBoard.Stage] = [
            .creating, .looking, .queued, .training(since: Self.now - Int64(random.below(1 << 30)), expected: nil),
            .training(since: Self.now + 1000, expected: .seconds(random.below(100_000))),
        ]
        let board = board(
            (0..<random.below(40)).map { index in
                (String(repeating: "v", count: 1 + random.below(250)) + "\(index)", stages[random.below(5)])
            }
        )
        let (columns, rows) = (random.below(200), random.below(30))
        let lines = TrainingBars.draw(board, columns: columns, rows: rows, now: Self.now, Self.names)
        #expect(lines.count <= max(rows - 2, 1))
        #expect(lines.isEmpty == board.rows.isEmpty)
        for line in lines {
            #expect(Columns.width(of: line) <= max(columns - 1, 1))
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test func tooManyForTheScreen() {
        let board = board((0..<30).map { ("v\($0)", .queued) })
        let lines = TrainingBars.draw(board, columns: 80, rows: 10, now: Self.now, Self.names)
        #expect(lines.count == 8 && lines.last == "and 23 more")
    }

    @Test("Text is cut by columns, not by characters")
    func wideCharacters() {
        #expect(Columns.fitted("日本語", 6) == "日本語")
        #expect(Columns.fitted("日本語", 5) == "日本…")
        #expect(Columns.fitted("日本語", 4) == "日…")
        #expect(Columns.fitted("e\u{301}e\u{301}e\u{301}", 3) == "e\u{301}e\u{301}e\u{301}")
        #expect(Columns.fitted("abc", 1) == "…")
        #expect(Columns.fitted("abc", 0) == "")
    }

    @Test("What has come to its end leaves the board")
    func ends() throws {
        let project = projectARN("signs")
        var board = sample
        func finished(_ name: String, _ result: ApplyResult) throws -> ApplyEvent {
            .finished(ApplyReport.Item(project: project, name: try VersionName(name), location: nil, result: result))
        }
        board.handle(try finished("d", .failed(reason: "no")), at: Self.now)
        board.handle(try finished("c", .notStarted), at: Self.now)
        let arn = try VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/version/b/1700000000000")
        board.handle(try finished("b", .created(arn)), at: Self.now)
        let item = TrainingReport.Item(project: project, name: try VersionName("2026-12-night"), result: .failed)
        board.handle(.training(.ended(item)), at: Self.now)
        #expect(board.rows.map(\.name.text) == ["2026-11-baseline", "b", "e"])
    }

    @Test("A copy is not a training: it has no bar, and is told apart")
    func copies() throws {
        let board = board([("a", .training(since: Self.now, expected: nil)), ("b", .copying(since: Self.now - 60_000))])
        #expect(
            TrainingBars.draw(board, columns: 60, rows: 24, now: Self.now, Self.names)
                == ["a  [--------------------]  training 0s", "b  being copied 1m"]
        )
        #expect(
            board.heartbeat(at: Self.now, Self.names)
                == "still training: a (0s); being copied: b (1m)"
        )
        let json = String(decoding: try #require(EventJSON.heartbeat(board, at: Self.now)), as: UTF8.self)
        #expect(json.contains(#"{"copy":true,"elapsedSeconds":60,"name":"b","#))
    }

    @Test func heartbeat() {
        #expect(
            sample.heartbeat(at: Self.now, Self.names)
                == "still training: 2026-11-baseline (1h 00m of about 2h 00m), 2026-12-night (2h 30m of about 2h 00m), "
                + "b (45s); waiting for a training slot"
        )
        #expect(board([("a", .queued)]).heartbeat(at: Self.now, Self.names) == "still waiting for a training slot")
        #expect(TrainingBoard().heartbeat(at: Self.now, Self.names) == nil)
    }
}
