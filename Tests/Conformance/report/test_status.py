"""`rekon status` as other programs read it: CSV with Python's csv module, a pseudo-terminal, a reader that goes away."""

import csv
import io
import json
import subprocess
import unicodedata

import pytest
from live_service import HOSTILE, LiveService, hostile_project, project_arn, version
from support.rekon import REKON
from support.terminal import Terminal


@pytest.fixture(scope="module")
def hostile():
    versions, tags = hostile_project(HOSTILE)
    with LiveService({"signs": versions}, tags) as service:
        yield service


def rows(result):
    assert result.returncode == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout.decode(), newline="")))


def test_csv_of_hostile_texts(hostile, tmp_path):
    arguments = ("status", "--tags", "--project", project_arn(), "--format")
    exact = json.loads(hostile.rekon(tmp_path, *arguments, "json").stdout)["projects"][0]["versions"]
    result = hostile.rekon(tmp_path, *arguments, "csv")
    table = rows(result)
    assert len(table) == len(exact) == 2 * len(HOSTILE)
    # Every line ends as RFC 4180 says, and no text breaks a line.
    assert result.stdout.count(b"\n") == result.stdout.count(b"\r\n") == len(table) + 1
    for row, version_ in zip(table, exact):
        assert None not in row and None not in row.values()
        assert row["version"] == version_["name"] and row["arn"] == version_["arn"]
        assert row["f1_score"] == str(version_.get("f1Score", ""))
        for column, member in {"message": "statusMessage", "description": "description", "output": "output"}.items():
            text, cell = version_.get(member, ""), row[column]
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@")), cell
            # What is harmless is exact but for the apostrophe, which is there only where it must be.
            if text.isprintable():
                assert cell == ("'" if text.lstrip(" ").startswith(("=", "+", "-", "@")) else "") + text
        assert len(json.loads(row["tags"])) == len(version_["tags"])
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in "".join(row.values()))


def test_json_has_the_texts_as_they_are(hostile, tmp_path):
    result = hostile.rekon(tmp_path, "status", "--project", project_arn(), "--format", "json")
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in result.stdout.decode().replace("\n", ""))
    versions = json.loads(result.stdout)["projects"][0]["versions"]
    messages = [v.get("statusMessage") for v in versions if v["name"].startswith("v")]
    assert messages == HOSTILE


def test_a_terminal(hostile, tmp_path):
    for columns in (20, 40, 80, 200):
        terminal = Terminal(
            ["status", "--tags", "--project", project_arn()], hostile.environment(tmp_path, NO_COLOR="1"), columns
        )
        text = terminal.read()
        terminal.close()
        assert terminal.process.wait(timeout=30) == 0
        assert "\x1b" not in text
        lines = text.split("\r\n")
        assert sum(line.startswith(("  !  v", "  ?  s")) for line in lines) == 2 * len(HOSTILE)
        for line in lines:
            # A row of the table, not its folded sentences, which have no room in twenty columns.
            if line.startswith(("  !  v", "  ?  s")):
                width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                assert width <= max(columns, 31), line


@pytest.mark.parametrize("format", ["text", "json", "csv"])
def test_a_reader_that_is_gone(hostile, tmp_path, format):
    shell = f'{{ trap "" PIPE; sleep 1; "$rekon" status --project {project_arn()} --format {format}; echo $? >&2; }} | true'
    result = subprocess.run(
        ["bash", "-c", shell], env=hostile.environment(tmp_path, rekon=REKON), capture_output=True, timeout=60
    )
    assert result.stderr == b"141\n"


def test_calls(tmp_path):
    """One call for the project, one for a hundred versions; one for each version's tags where they are shown."""
    with LiveService({"signs": [version(f"v{i}", i) for i in range(250)]}) as service:
        assert service.rekon(tmp_path, "status", "--project", project_arn()).returncode == 0
        assert sorted(service.operations) == ["DescribeProjectVersions"] * 3 + ["DescribeProjects"]
        service.operations.clear()
        status = ("status", "--tags", "--target", "v1?", "--project", project_arn())
        assert service.rekon(tmp_path, *status).returncode == 0
        assert service.operations.count("ListTagsForResource") == 10
