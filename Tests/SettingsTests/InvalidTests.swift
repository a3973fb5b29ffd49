import Diagnostics
import Settings
import Testing

struct InvalidTests {
    static let keys = """
        the keys are `apiVersion`, `kind`, `requiredVersion`, `accounts`, `ignoreUnmanaged`, `commentKey`, `formats`, \
        `verify`, `retryMode`, `maxAttempts`, `connectTimeout`, `readTimeout`, `timeout`, `maxTrainings`, `maxCreates`, \
        `maxCost`, `trainingPrice`, `inferencePrice`
        """
    static let limitKeys = """
        the keys are `maxTrainings`, `maxCreates`, `maxCost`, `trainingPrice`, `inferencePrice`
        """

    /// Whole files and their errors.
    static let files: [(String, [String])] = [
        (
            "",
            [
                """
                1:1: the settings file is empty (it begins with `apiVersion: rekon/v1` and `kind: Settings`; `rekon schema \
                settings` prints the schema)
                """
            ]
        ),
        (
            "# nothing\n---\n",
            [
                """
                3:1: the settings file is empty (it begins with `apiVersion: rekon/v1` and `kind: Settings`; `rekon schema \
                settings` prints the schema)
                """
            ]
        ),
        ("- a\n", ["1:1: a settings file must be a mapping (`key: value`), not a list (\(keys))"]),
        ("text\n", ["1:1: a settings file must be a mapping (`key: value`), not a single value (\(keys))"]),
        (
            "{}\n",
            [
                "1:1: `apiVersion` is missing (write `apiVersion: rekon/v1`)",
                "1:1: `kind` is missing (write `kind: Settings`)",
            ]
        ),
        (
            "apiVersion: rekon/v2\nkind: State\n",
            [
                """
                1:13: this version of rekon does not support `apiVersion: rekon/v2` (write `apiVersion: rekon/v1`)
                """,
                "2:7: `kind` must be `Settings`, not `State` (write `kind: Settings`)",
            ]
        ),
        (
            head + "---\n" + head,
            [
                "4:1: a settings file has one document, and this is a second one (remove it, and the line `---` before it)"
            ]
        ),
        (
            head + "---\n---\n" + head,
            [
                "5:1: a settings file has one document, and this is a second one (remove it, and the line `---` before it)"
            ]
        ),
        (head + "verify: true\nverify: false\n", ["4:1: duplicate key `verify`"]),
        (
            "apiVersion: rekon/v1\nKind: Settings\n",
            ["2:1: unknown key `Kind` in a settings file; did you mean `kind`?"]
        ),
    ]

    @Test(
        "A document without content is none",
        arguments: ["\(head)---\n", "---\n# first\n---\n\(head)", "\(head)---\n~\n"]
    )
    func emptyDocuments(text: String) {
        #expect(read(text).diagnostics.map(\.summary) == [])
    }

    @Test("A file that is no settings file", arguments: files)
    func refusedFiles(text: String, expected: [String]) {
        #expect(read(text).diagnostics.map(\.summary) == expected)
    }

    /// The lines from line 3 on, and their errors.
    static let values: [(String, [String])] = [
        ("verify: yes", ["3:9: `verify` must be `true` or `false`"]),
        ("maxtrainings: 2", ["3:1: unknown key `maxtrainings` in a settings file; did you mean `maxTrainings`?"]),
        ("max_attempts: 2", ["3:1: unknown key `max_attempts` in a settings file; did you mean `maxAttempts`?"]),
        ("colour: red", ["3:1: unknown key `colour` in a settings file (\(keys))"]),
        ("maxTrainings: 0", ["3:15: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxTrainings: 1001", ["3:15: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxTrainings: \"2\"", ["3:15: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxTrainings: 010", ["3:15: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxTrainings: 2.0", ["3:15: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxTrainings:", ["3:14: `maxTrainings` must be a whole number from 1 to 1000, written without quotes"]),
        ("maxCreates: -1", ["3:13: `maxCreates` must be a whole number from 0 to 1000000, written without quotes"]),
        (
            "maxCost: 1e3",
            [
                """
                3:10: `maxCost` must be an amount in dollars from 0 to 1000000, such as 20 or 7.50, written without quotes
                """
            ]
        ),
        (
            "maxCost: 1000001",
            [
                """
                3:10: `maxCost` must be an amount in dollars from 0 to 1000000, such as 20 or 7.50, written without quotes
                """
            ]
        ),
        (
            "trainingPrice: 10001",
            [
                """
                3:16: `trainingPrice` must be an amount in dollars from 0 to 10000, such as 20 or 7.50, written without \
                quotes
                """
            ]
        ),
        (
            "inferencePrice: \"4\"",
            [
                """
                3:17: `inferencePrice` must be an amount in dollars from 0 to 10000, such as 20 or 7.50, written without \
                quotes
                """
            ]
        ),
        ("maxAttempts: 0", ["3:14: `maxAttempts` must be a whole number from 1 to 1000, written without quotes"]),
        ("retryMode: legacy", ["3:12: `retryMode` must be `standard` or `adaptive`; found `legacy`"]),
        (
            "connectTimeout: 3",
            [
                """
                3:17: `connectTimeout` has a number without a unit; use days, hours, minutes and seconds, such as 90s, 30m, \
                2h, 1d or 1h30m
                """
            ]
        ),
        ("readTimeout: 2h", ["3:14: `readTimeout` must be from 1s to 1h"]),
        (
            "timeout: 366d",
            [
                """
                3:10: `timeout` is more than a year; use days, hours, minutes and seconds, such as 90s, 30m, 2h, 1d or 1h30m
                """
            ]
        ),
        ("commentKey: a--b", ["3:13: `commentKey` must have 1 to 64 letters, digits and `_./:-`, without `--`"]),
        ("ignoreUnmanaged: a", ["3:18: `ignoreUnmanaged` must be a list, not a single value"]),
        ("ignoreUnmanaged: [\"[a\"]", ["3:19: a pattern of `ignoreUnmanaged` has a `[` without its `]`"]),
        ("formats: json", ["3:10: `formats` must be a mapping (`key: value`), not a single value"]),
        ("formats: { plan: [json] }", ["3:18: the format of `plan` must be a string, not a list"]),
        (
            "requiredVersion: ^1",
            [
                """
                3:18: `requiredVersion` may use only the operators =, !=, >, >=, <, <= and ~>, such as `>=0.3, <1`; found \
                `^1`
                """
            ]
        ),
        (
            "requiredVersion:",
            ["3:17: `requiredVersion` must be a string, not null (write the value, or remove the key)"]
        ),
        (
            "commentKey: ${var:KEY}\nretryMode: a$${b}\n\"${K}\": x",
            [
                "3:13: settings take no variables (write the value itself in place of `${...}`)",
                "4:12: settings take no variables (write the value itself in place of `${...}`)",
                "5:1: settings take no variables (write the value itself in place of `${...}`)",
            ]
        ),
    ]

    @Test("A value that is refused at its place", arguments: values)
    func refusedValues(text: String, expected: [String]) {
        #expect(complaints(text) == expected)
    }

    /// The rule of account 111122223333 from line 4, column 21 on, and its errors.
    static let access: [(String, [String])] = [
        (
            "{}",
            [
                """
                4:19: the rule for account `111122223333` is empty (the keys are `profile`, `role`, `externalId`, \
                `sessionName`, `duration`, `read`, `create`, `maxTrainings`, `maxCreates`, `maxCost`, `trainingPrice`, \
                `inferencePrice`, `regions`)
                """
            ]
        ),
        (
            "{ role: a, profile: b }",
            [
                """
                4:30: `profile` and `role` exclude each other (use `role` to assume it with the run's own credentials; a \
                profile names the role that it assumes in the AWS config file)
                """
            ]
        ),
        ("{ externalId: abc }", ["4:21: `externalId` needs a `role` beside it"]),
        (
            "{ profile: p, duration: 1h }",
            ["4:33: `duration` needs a `role` beside it (write it into the profile, in the AWS config file)"]
        ),
        ("{ profile: \"\" }", ["4:30: `profile` must not be empty"]),
        (
            "{ profile: \"a, creates with profile b\" }",
            ["4:30: `profile` may contain only letters, digits, blanks and `_+=.@/:-`"]
        ),
        (
            "{ read: { sessionName: ci } }",
            [
                "4:27: `read` needs `profile` or `role`", "4:29: `sessionName` needs a `role` beside it",
            ]
        ),
        (
            "{ create: { role_arn: a, externalId: ab } }",
            ["4:31: unknown key `role_arn` in `create`; did you mean `role`?"]
        ),
        (
            "{ role: a b }",
            [
                """
                4:27: `role` may contain only letters a-z and A-Z, digits and `_+=,.@-` in a role's name; found a space
                """
            ]
        ),
        (
            "{ role: /ops/a }",
            ["4:27: `role` must be a role's name, with its path before it, such as `ops/rekon-create`"]
        ),
        (
            "{ role: /a }",
            ["4:27: `role` must have a path of 1 to 510 characters before the name, without a slash before it"]
        ),
        ("{ role: ops/ }", ["4:27: `role` must not be empty"]),
        (
            "{ role: \"arn:aws:iam::111122223333\" }",
            ["4:27: `role` must be a role's name or its ARN, as in `arn:aws:iam::111122223333:role/NAME`"]
        ),
        (
            "{ role: \"arn:aws:iam::111122223333:user/u\" }",
            [
                """
                4:27: `role` must be the ARN of a role of IAM, as in `arn:aws:iam::111122223333:role/NAME`; found \
                `arn:aws:iam::111122223333:user/u`
                """
            ]
        ),
        (
            "{ role: \"arn:aws:iam::1:role/r\" }", ["4:27: `role` must have an account ID of 12 digits; found `1`"]
        ),
        (
            "{ role: \"arn:AWS:iam::111122223333:role/r\" }",
            [
                """
                4:27: `role` must name a partition such as aws or aws-cn, as in `arn:aws:iam::111122223333:role/NAME`
                """
            ]
        ),
        (
            "{ create: { role: \"arn:aws:iam::222222222222:role/r\" } }",
            [
                """
                4:37: the role is of account 222222222222, and the rule is for account `111122223333` (write only the \
                role's name for the role of this name in each account)
                """
            ]
        ),
        (
            "{ role: r, externalId: a }",
            ["4:42: `externalId` must have at least 2 characters; it has 1"]
        ),
        (
            "{ role: r, externalId: \"a b\" }",
            ["4:42: `externalId` may contain only letters a-z and A-Z, digits and `_+=,.@:/-`; found a space"]
        ),
        (
            "{ role: r, sessionName: a/b }",
            ["4:43: `sessionName` may contain only letters a-z and A-Z, digits and `_+=,.@-`; found `/`"]
        ),
        (
            "{ role: r, duration: 899 }",
            ["4:40: `duration` must be 900 to 43200 seconds (15m to 12h), such as 3600 or 1h"]
        ),
        (
            "{ role: r, duration: 12h1s }",
            ["4:40: `duration` must be 900 to 43200 seconds (15m to 12h), such as 3600 or 1h"]
        ),
        (
            "{ role: r, duration: 99999999999999999999 }",
            ["4:40: `duration` must be 900 to 43200 seconds (15m to 12h), such as 3600 or 1h"]
        ),
        (
            "{ role: r, duration: 1w }",
            [
                """
                4:40: `duration` has an unknown unit; use days, hours, minutes and seconds, such as 90s, 30m, 2h, 1d or \
                1h30m
                """
            ]
        ),
        (
            "{ regions: { eu-west-1: {}, default: { maxCost: 1 }, \"EU-*\": { maxCost: 1 } } }",
            [
                "4:43: the rule for region `eu-west-1` is empty (\(limitKeys))",
                "4:47: the region `default` must be a region such as us-east-1, or a pattern such as `eu-*` or `*`",
                "4:72: the region `EU-*` must be a region such as us-east-1, or a pattern such as `eu-*` or `*`",
            ]
        ),
        (
            "{ regions: { eu-west-1: { role: r } } }",
            ["4:45: unknown key `role` in the rule for region `eu-west-1` (\(limitKeys))"]
        ),
    ]

    @Test("A rule of an account that is refused at its place", arguments: access)
    func refusedAccess(text: String, expected: [String]) {
        #expect(complaints("accounts:\n  \"111122223333\": \(text)\n") == expected)
    }

    static let form = "12 digits, a pattern of digits with `*`, `?` or `[...]`, or `default`"

    @Test(
        "A key of `accounts` that is refused at its place",
        arguments: [
            ("11112222333", "the account `11112222333` must be \(form)"),
            ("1111222233334", "the account `1111222233334` must be \(form)"),
            ("defualt", "the account `defualt` must be \(form) (did you mean `default`?)"),
            ("prod", "the account `prod` must be \(form)"),
            ("\"1234?\"", "the account `1234?` matches no account ID: these have 12 digits"),
            ("\"*1234567890123\"", "the account `*1234567890123` matches no account ID: these have 12 digits"),
            ("\"[12\"", "the account `[12` has a `[` without its `]`"),
            ("\"\"", "the account `` must not be empty"),
        ]
    )
    func accountKeys(key: String, expected: String) {
        #expect(complaints("accounts:\n  \(key): { role: r }\n") == ["4:3: " + expected])
    }

    @Test("A role of an account that its pattern does not cover is refused; `default` covers every account")
    func rolesOfPatterns() {
        #expect(
            complaints("accounts:\n  \"1*\": { role: \"arn:aws:iam::222222222222:role/r\" }\n") == [
                """
                4:17: the role is of account 222222222222, and the rule is for account `1*` (write only the role's name \
                for the role of this name in each account)
                """
            ]
        )
        #expect(complaints("accounts:\n  \"2*\": { role: \"arn:aws:iam::222222222222:role/r\" }\n").isEmpty)
        #expect(complaints("accounts:\n  default: { role: \"arn:aws:iam::222222222222:role/r\" }\n").isEmpty)
    }

    @Test("All errors are reported in one run, by their places, and nothing of the file is used")
    func together() {
        let (settings, diagnostics) = read(
            head + """
                maxTrainings: many
                accounts:
                  "1*": { role: "" }
                  x: { maxCost: a, regions: { "eu-*": { maxCreates: b } } }
                verify: perhaps
                maxCreates: 7
                """
        )
        #expect(
            diagnostics.map { "\($0.location.map { "\($0.line):\($0.column)" } ?? "-")" } == [
                "3:15", "5:17", "6:3", "6:17", "6:53", "7:9",
            ]
        )
        #expect(settings.limits.maxCreates == nil && settings.accountRules.isEmpty)
    }

    @Test("A file for another version gets only this error, whatever else is in it")
    func anotherVersion() {
        let text = """
            apiVersion: rekon/v2
            kind: Settings
            requiredVersion: ">=0.3, <1"
            newKey: 1
            ---
            more: 2
            """
        let (settings, diagnostics) = read(text)
        #expect(
            diagnostics.map(\.summary) == [
                """
                3:18: this is rekon 0.1.0, and rekon.yaml wants >=0.3, <1 (install a version in that range)
                """
            ]
        )
        #expect(settings.requiredVersion == nil)
        #expect(read(text, version: "0.3.1").diagnostics.count == 3)
        #expect(read(head + "requiredVersion: 0.1", version: "0.1.0").diagnostics.isEmpty)
    }

    @Test("A warning about an invisible character keeps the settings")
    func warning() {
        let (settings, diagnostics) = read(head + "formats: { plan: \"json\u{200B}\" }\nmaxCreates: 1\n")
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(settings.limits.maxCreates?.value == 1)
    }
}
