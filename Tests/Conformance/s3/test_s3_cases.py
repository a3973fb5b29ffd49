"""Whether the requests that Tests/StorageTests holds S3Client against are those that botocore sends."""

import importlib.util
import json
import pathlib

# By its path: other folders have a module of this name too.
SPEC = importlib.util.spec_from_file_location("s3_make_cases", pathlib.Path(__file__).with_name("make_cases.py"))
make_cases = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_cases)


def test_the_committed_cases_are_botocores():
    text = make_cases.make_text()
    made, committed = (json.loads(file)["cases"] for file in (text, make_cases.FILE.read_text(encoding="utf-8")))
    assert [case for case, other in zip(committed, made) if case != other] == []
    assert make_cases.FILE.read_bytes() == text.encode()
