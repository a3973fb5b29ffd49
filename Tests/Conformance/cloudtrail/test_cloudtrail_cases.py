"""Checks that the requests in Tests/StorageTests are those that botocore sends."""

import json

from support.cases import load_make_cases

make_cases = load_make_cases(__file__)


def test_the_committed_cases_are_botocores():
    text = make_cases.make_text()
    made, committed = (json.loads(file)["cases"] for file in (text, make_cases.FILE.read_text(encoding="utf-8")))
    assert [case for case, other in zip(committed, made) if case != other] == []
    assert make_cases.FILE.read_bytes() == text.encode()
