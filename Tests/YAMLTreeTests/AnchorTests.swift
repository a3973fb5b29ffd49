import Testing
import YAMLTree

struct AnchorTests {
    @Test(arguments: [
        ("a: &x 1\nb: *x", "{a: 1, b: 1}"),
        ("a: &x {k: [v]}\nb: [*x, *x]", "{a: {k: [v]}, b: [{k: [v]}, {k: [v]}]}"),
        ("- &x 1\n- *x\n- &x 2\n- *x", "[1, 1, 2, 2]"),
        ("- &x '1'\n- *x", "['1', '1']"),
        ("&k key: 1\nb: *k", "{key: 1, b: key}"),
        ("- &k key\n- {*k : 1}", "[key, {key: 1}]"),
        ("- &x\n- *x", "[, ]"),
        ("&x [&x a, *x]", "[a, a]"),
    ])
    func aliasesStandForTheirNode(text: String, expected: String) {
        #expect(tree(text) == expected)
    }

    @Test func anAliasStandsWhereItsNodeWasWritten() {
        #expect(
            tree("a: &x {k: v}\nb: *x\n", positions: true)
                == "{a@1:1: {k@1:8: v@1:11}@1:4, b@2:1: {k@1:8: v@1:11}@1:4}@1:1"
        )
    }

    @Test(arguments: [
        ("d: &d {a: 1, b: 2}\nx:\n  <<: *d\n  b: 3", "{d: {a: 1, b: 2}, x: {b: 3, a: 1}}"),
        ("d: &d {a: 1}\nx: {b: 2, <<: *d}", "{d: {a: 1}, x: {b: 2, a: 1}}"),
        ("- &a {k: 1, m: 1}\n- &b {k: 2, n: 2}\n- {<<: [*a, *b]}", "[{k: 1, m: 1}, {k: 2, n: 2}, {k: 1, m: 1, n: 2}]"),
        ("- &a {k: 1}\n- &b {<<: *a, m: 2}\n- {<<: *b}", "[{k: 1}, {m: 2, k: 1}, {m: 2, k: 1}]"),
        ("x: {<<: {a: 1}, a: 2}", "{x: {a: 2}}"),
        ("x: {<<: [], a: 2}", "{x: {a: 2}}"),
        ("x: {\"<<\": y}", "{x: {<<: y}}"),
        ("x: {!!str <<: y}", "{x: {<<: y}}"),
        ("- <<", "[<<]"),
    ])
    func mergeKeys(text: String, expected: String) {
        #expect(tree(text) == expected)
    }

    @Test func mergedEntriesStandWhereTheyWereWritten() {
        #expect(
            tree("- &d {a: 1}\n- <<: *d\n  b: 2\n", positions: true)
                == "[{a@1:7: 1@1:10}@1:3, {b@3:3: 2@3:6, a@1:7: 1@1:10}@2:3]@1:1"
        )
    }

    @Test(arguments: [
        ("a: *x", ["1:4 unknown anchor `x`"]),
        (
            "a: &base 1\nb: *bsae\n---\nc: *base",
            ["2:4 unknown anchor `bsae`; did you mean `*base`?", "4:4 unknown anchor `base`"]
        ),
        ("a: &x [*x]", ["1:8 the alias `*x` is inside the node that it names", "-> 1:4 the node starts here"]),
        ("&x {a: {b: *x}}", ["1:12 the alias `*x` is inside the node that it names", "-> 1:1 the node starts here"]),
        (
            "&x {<<: *x}",
            [
                "1:9 the alias `*x` is inside the node that it names", "-> 1:1 the node starts here",
                "1:9 `<<` merges a mapping or a list of mappings, not a text",
            ]
        ),
        ("- &x 1\n- {<<: *x}", ["2:8 `<<` merges a mapping or a list of mappings, not a text"]),
        (
            "- &x [{a: 1}, y]\n- {<<: *x}",
            [
                "2:8 `<<` merges mappings, but this list has another value", "-> 1:15 this is not a mapping",
            ]
        ),
        ("- {<<: }", ["1:8 `<<` merges a mapping or a list of mappings, not a text"]),
        ("- &x {a: 1}\n- {<<: *x, <<: *x}", ["2:12 duplicate key `<<`", "-> 2:4 first defined here"]),
        ("- &x [1]\n- {*x : 1, a: 2}", ["2:4 a key must be a text, not a mapping or list"]),
    ])
    func errorsOfAliases(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test func amongVeryManyAnchorsNothingIsGuessed() {
        func text(_ anchors: Int, aliases: Int = 1) -> String {
            "- &base x\n" + (1..<anchors).map { "- &n\($0)zzzzzzzz x\n" }.joined()
                + String(repeating: "- *bsae\n", count: aliases)
        }
        #expect(errors(text(100)) == ["101:3 unknown anchor `bsae`; did you mean `*base`?"])
        #expect(errors(text(101)) == ["102:3 unknown anchor `bsae`"])
        let many = errors(text(10, aliases: 50))
        #expect(many.count == 50)
        #expect(many.count { $0.hasSuffix("did you mean `*base`?") } == 20)
    }

    @Test func afterAMisspelledAliasTheProbableNodeStandsThere() {
        let result = parse("a: &base {k: v}\nb: *bsae")
        #expect(result.documents.map { notation(of: $0.root) } == ["{a: {k: v}, b: {k: v}}"])
    }
}
