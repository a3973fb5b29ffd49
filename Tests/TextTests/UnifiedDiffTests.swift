import TestSupport
import Testing
import Text

/// Tests/Conformance/edit holds the form against Python's difflib and `git apply`.
struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String, path: String = "a.yaml") -> String {
        UnifiedDiff.of(Array(old.utf8), Array(new.utf8), path: path)
    }

    @Test func equalTexts() {
        #expect(diff("a\n", "a\n") == "")
        #expect(diff("", "") == "")
    }

    @Test("Three lines of context, and one hunk for changes that are up to six lines apart")
    func hunks() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let near = old.replacing("\n4\n", with: "\nfour\n").replacing("\n11\n", with: "\neleven\n")
        #expect(diff(old, near).contains("@@ -1,14 +1,14 @@\n"))
        let far = old.replacing("\n4\n", with: "\nfour\n").replacing("\n12\n", with: "\ntwelve\n")
        let text = diff(old, far)
        #expect(text.contains("@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n@@ -9,7 +9,7 @@\n"), "\(text)")
    }

    @Test("Counts of one are left out, and an empty range stands after the line before it")
    func ranges() {
        #expect(diff("", "a\n") == "--- a/a.yaml\n+++ b/a.yaml\n@@ -0,0 +1 @@\n+a\n")
        #expect(diff("a\n", "") == "--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +0,0 @@\n-a\n")
    }

    @Test("A last line without a line break is marked, on the side that has it")
    func endOfFile() {
        let mark = "\n\\ No newline at end of file\n"
        #expect(diff("a", "a\nb\n").hasSuffix("@@ -1 +1,2 @@\n-a\(mark)+a\n+b\n"))
        #expect(diff("a\nb", "x\nb").hasSuffix("@@ -1,2 +1,2 @@\n-a\n+x\n b\(mark)"))
    }

    @Test("Line ends stay as they are")
    func lineEnds() {
        #expect(diff("a\r\n", "a\r\nb\r\n").hasSuffix("@@ -1 +1,2 @@\n a\r\n+b\r\n"))
    }

    @Test(arguments: [
        ("/tmp/a.yaml", "tmp/a.yaml"), ("a b.yaml", "a b.yaml\t"), ("\u{E4}.yaml", "\u{E4}.yaml"),
    ])
    func paths(_ path: String, _ shown: String) {
        #expect(diff("", "a\n", path: path).hasPrefix("--- a/\(shown)\n+++ b/\(shown)\n"))
    }

    @Test("A path cannot forge lines of the header")
    func hostilePath() {
        #expect(diff("", "a\n", path: "a\n+++ b\"\\").hasPrefix("--- \"a/a\\012+++ b\\\"\\\\\"\n+++ \"b/"))
    }

    @Test("Applying the difference of random texts gives the new text")
    func law() {
        var random = SplitMix64(seed: 16)
        for _ in 0..<300 {
            func text() -> String {
                let lines = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    ["a", "b", "c", "", "d\r", "e"].randomElement(using: &random) ?? ""
                }
                return lines.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : "")
            }
            let (old, new) = (text(), text())
            #expect(applied(diff(old, new), to: old) == new)
        }
    }

    /// Checks the context and the removed lines, and the counts of each header.
    private func applied(_ diff: String, to old: String) -> String? {
        guard !diff.isEmpty else { return old }
        let source = old.parts(between: "\n").map(String.init)
        // The last part is what follows the last line break.
        var (result, next) = ("", 0)
        func line(_ index: Int) -> String { source[index] + (index < source.count - 1 ? "\n" : "") }
        var lines = diff.parts(between: "\n").map(String.init).dropFirst(2)
        while let header = lines.popFirst(), !header.isEmpty {
            let numbers = header.split(separator: " ").dropFirst().prefix(2).map { range in
                range.dropFirst().split(separator: ",").compactMap { Int($0) }
            }
            guard numbers.count == 2 else { return nil }
            var left = numbers.map { $0.count > 1 ? $0[1] : 1 }
            let start = left[0] == 0 ? numbers[0][0] : numbers[0][0] - 1
            while next < start {
                result += line(next)
                next += 1
            }
            while left[0] > 0 || left[1] > 0 {
                guard let row = lines.popFirst(), let sign = row.utf8.first else { return nil }
                let isMarked = lines.first?.hasPrefix("\\") == true
                if isMarked { lines.removeFirst() }
                let text = String(row.dropFirst()) + (isMarked ? "" : "\n")
                if sign != UInt8(ascii: "+") {
                    guard line(next) == text else { return nil }
                    next += 1
                    left[0] -= 1
                }
                if sign != UInt8(ascii: "-") {
                    result += text
                    left[1] -= 1
                }
            }
        }
        while next < source.count {
            result += line(next)
            next += 1
        }
        return result
    }
}
