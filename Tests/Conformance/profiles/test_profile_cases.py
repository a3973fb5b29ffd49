"""Whether the files and settings that Tests/AWSProfilesTests holds AWSProfiles against are read so by botocore."""

import importlib.util
import json
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("profile_cases", Path(__file__).with_name("make_cases.py"))
make_cases = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_cases)


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
