"""Checks that botocore reads the files and settings in Tests/AWSProfilesTests in the same way."""

import json

from support.cases import load_make_cases

make_cases = load_make_cases(__file__)


def test_the_committed_cases_are_botocores():
    for file, text in make_cases.texts().items():
        made, committed = (json.loads(text)["cases"] for text in (text, file.read_text(encoding="utf-8")))
        assert len(committed) == len(made)
        assert [case for case, other in zip(committed, made) if case != other] == []
        assert file.read_bytes() == text.encode()


def test_the_cases_are_of_every_kind():
    cases = json.loads(make_cases.CREDENTIALS.read_text(encoding="utf-8"))["cases"]
    kinds = {next(iter(case["chain"][0])) for case in cases if "chain" in case}
    assert kinds == {"keys", "source", "webIdentity", "sso", "process"}
    assert max(len(case["chain"]) for case in cases if "chain" in case) == 4
    errors = {case["error"] for case in cases if "error" in case}
    assert errors == {"InfiniteLoopConfigError", "InvalidConfigError", "PartialCredentialsError", "ProfileNotFound"}
