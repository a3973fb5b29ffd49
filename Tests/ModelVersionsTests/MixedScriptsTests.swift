import ModelVersions
import Testing

/// Unicode's UTS #39, section 5.2, as far as letters look alike.
struct MixedScriptsTests {
    @Test(
        "A letter of another script is named",
        arguments: [
            ("pr\u{43E}d", "`\u{43E}` U+043E (cyrillic small letter o) among Latin letters"),
            ("\u{440}rod", "`\u{440}` U+0440 (cyrillic small letter er) among Latin letters"),
            ("data/\u{455}\u{441}\u{43E}\u{440}\u{435}/x", "and 2 more letters among Latin letters"),
            ("te\u{3B1}m", "`\u{3B1}` U+03B1 (greek small letter alpha)"),
            ("t\u{561}m", "`\u{561}` U+0561 (armenian small letter ayb)"),
            ("\u{13A0}\u{13A1}a", "`a` U+0061 (latin small letter a) among Cherokee letters"),
            ("\u{3B1}\u{43E}", "among Greek letters"),
            ("\u{2CAD}a", "among Latin letters"),
            ("pr\u{1D698}d", "`\u{1D698}` U+1D698 (mathematical monospace small o) among Latin letters"),
            ("pr\u{D20}d", "`\u{D20}` U+0D20 (malayalam letter ttha) among Latin letters"),
            ("a\u{5E1}b", "`\u{5E1}` U+05E1 (hebrew letter samekh)"),
            ("\u{4E8C}\u{438}", "among Cyrillic letters"),
            ("\u{430}\u{431}\u{432}\u{433} abcde", "`\u{430}` U+0430 (cyrillic small letter a), "),
            ("\u{430}\u{431}\u{432}\u{433} abcde", "and 1 more letter among Latin letters"),
            ("pr\u{C66}d", "`\u{C66}` U+0C66 (telugu digit zero) among Latin letters"),
            ("va\u{217C}ue", "`\u{217C}` U+217C (small roman numeral fifty) among Latin letters"),
            ("v\u{1D7CE}", "`\u{1D7CE}` U+1D7CE (mathematical bold digit zero) among Latin letters"),
            ("\u{17F}tage", "`\u{17F}` U+017F (latin small letter long s) among Latin letters"),
            ("\u{FB01}le", "`\u{FB01}` U+FB01 (latin small ligature fi) among Latin letters"),
            ("\u{FF50}rod", "`\u{FF50}` U+FF50 (fullwidth latin small letter p) among Latin letters"),
            ("v\u{FF12}", "`\u{FF12}` U+FF12 (fullwidth digit two) among Latin letters"),
        ]
    )
    func mixed(text: String, words: String) {
        let problem = MixedScripts.problem(in: text)
        #expect(problem?.hasPrefix("mixes scripts: ") == true && problem?.contains(words) == true, "\(problem ?? "")")
    }

    @Test(
        "Digits of two number systems, a slash that is none, and a pile of marks are named",
        arguments: [
            ("\u{1D7CE}1", "mixes digits: `\u{1D7CE}` U+1D7CE (mathematical bold digit zero) among other digits"),
            ("a/1\u{660}", "mixes digits: `\u{660}` U+0660 (arabic-indic digit zero) among other digits"),
            ("a\u{2044}b", "contains `\u{2044}` U+2044 (fraction slash), which looks like `/`"),
            ("a\u{2215}b", "contains `\u{2215}` U+2215 (division slash), which looks like `/`"),
            ("a\u{29F8}b", "contains `\u{29F8}` U+29F8 (big solidus), which looks like `/`"),
            ("e\u{301}\u{302}\u{303}\u{304}", "has more than three marks on one letter, such as U+0304"),
        ]
    )
    func otherSigns(text: String, words: String) {
        #expect(MixedScripts.problem(in: text)?.hasPrefix(words) == true, "\(MixedScripts.problem(in: text) ?? "")")
    }

    @Test(
        "One script, Latin beside an East Asian one, and other scripts in words of their own are no mixture",
        arguments: [
            "", "prod", "s3://bucket/a b_c-1", "über-größe", "naïve ǆ ﬁ", "прод/данные 2", "ομάδα", "թիմ", "Ꮳꮃꭹ",
            "データ-data", "データdata版v2", "训练data", "훈련data", "ㄅㄆ", "team-ทีม", "فريق team", "דגם_v1", "ทีม๒",
            "5 µm", "data²", "ＡＢＣ", "ℓ", "e\u{301}", "😀 team",
            "第Ⅱ版", "データ２", "ＡＩ開発", "Ⅳ", "v1-２", "١٢", "ကြွို့", "e\u{301}\u{302}\u{303}", "½",
        ]
    )
    func pure(text: String) {
        #expect(MixedScripts.problem(in: text) == nil)
    }
}
