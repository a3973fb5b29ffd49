"""Checks that expat reads the documents in Tests/AWSRuntimeTests as the file of cases says."""

import json

from support.cases import load_make_cases

make_cases = load_make_cases(__file__)


def test_the_committed_cases_are_those_of_expat():
    text = make_cases.make_text()
    made, committed = (json.loads(file)["cases"] for file in (text, make_cases.FILE.read_text(encoding="utf-8")))
    assert [case for case, other in zip(committed, made) if case != other] == []
    assert make_cases.FILE.read_bytes() == text.encode()


def test_the_cases_are_of_every_kind():
    cases = json.loads(make_cases.FILE.read_text(encoding="utf-8"))["cases"]
    refused = sum("refused" in case for case in cases)
    assert min(refused, len(cases) - refused) > 500
