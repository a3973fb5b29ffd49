"""Checks that the requests in Tests/AWSSigningTests are those that botocore signs."""

import json

from support.cases import load_make_cases

make_cases = load_make_cases(__file__)


def test_the_committed_cases_are_botocores():
    text = make_cases.make_text()
    made, committed = (json.loads(file)["cases"] for file in (text, make_cases.FILE.read_text(encoding="utf-8")))
    # First by name: a difference of the whole file is too long to read.
    assert [case["name"] for case in committed] == [case["name"] for case in made]
    assert [case["name"] for case, other in zip(committed, made) if case != other] == []
    assert make_cases.FILE.read_bytes() == text.encode()


def test_the_cases_stay_clear_of_what_the_readme_says():
    for case in json.loads(make_cases.FILE.read_text(encoding="utf-8"))["cases"]:
        names = {name.lower() for name, _ in case["headers"]}
        assert all(name.isascii() for name in names)
        assert not names & {"date", "content-length", "content-md5", "x-amz-content-sha256", "x-amz-date"}
        assert not any(name.startswith("sec-websocket-") for name in names)
        # Parts of the query in the escapes of signatures, and none that are empty.
        parts = case["query"].split("&") if case["query"] else []
        assert all(part and part.isascii() and not set(part) & set("+/ ") for part in parts)
        # White space of ASCII only.
        for _, value in case["headers"]:
            assert value.split() == [part for part in value.replace("\t", " ").split(" ") if part]
