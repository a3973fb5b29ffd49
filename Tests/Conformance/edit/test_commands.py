"""`rekon add`, `pin` and `retire` as a person runs them, on the sandbox."""

import difflib
import hashlib
import json
import re
import subprocess

import pytest
from support.rekon import ROOT, run, sandbox_environment
from support.schemas import validate

SIGNS = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"
FILE = f"""\
# The signs of the city.
apiVersion: rekon/v1
project: {SIGNS}
defaults:
  output: s3://acme-training/signs/   # where results go
  tags: {{ team: perception }}
versions:
  - name: "2026-11-28"          # the first
    datasets:
      training: [ s3://acme-data/signs/day.manifest ]
      testing: auto
    expect: {{ minF1Score: 0.8 }}

  # The next one comes below.
"""


@pytest.fixture
def rekon(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/signs.yaml").write_bytes(FILE.encode())

    def rekon(*arguments, **options):
        return run(arguments, sandbox_environment(tmp_path), **options)

    rekon.home = tmp_path
    rekon.file = tmp_path / "models/signs.yaml"
    seed = rekon("sandbox", "seed", "models")
    assert seed.returncode == 0, seed.stderr
    return rekon


def changed_lines(before, after):
    """The lines that were removed, and those that were added."""
    lines = list(difflib.ndiff(before.splitlines(True), after.splitlines(True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def test_add_copies_an_entry_and_pins_its_manifests(rekon):
    result = rekon(
        "add", "models/signs.yaml", "--name", "2026-12-05", "--from", "2026-11-28", "--tag", "campaign=winter"
    )
    assert result.returncode == 0, result.stderr
    after = rekon.file.read_text()
    removed, added = changed_lines(FILE, after)
    assert removed == []
    assert re.fullmatch(
        r'  - name: "2026-12-05"\n'
        r"    datasets:\n"
        r"      training:\n"
        r"        - s3://acme-data/signs/day\.manifest\?versionId=\S+\n"
        r"      testing: auto\n"
        r"    tags:\n"
        r"      campaign: winter\n"
        r"    expect:\n"
        r"      minF1Score: 0\.8\n",
        "".join(added),
    ), "".join(added)
    assert "models/signs.yaml:13: added 2026-12-05 to project signs, at the end of its list" in result.stdout
    plan = json.loads(rekon("plan", "--format", "json", "models").stdout)
    assert [version["name"] for version in plan["projects"][0]["versions"]] == ["2026-11-28", "2026-12-05"]


def test_the_diff_writes_nothing_and_git_applies_it(rekon):
    arguments = ["add", "models/signs.yaml", "--name", "b", "--training", "s3://acme-data/signs/day.manifest"]
    diff = rekon(*arguments, "--diff")
    assert diff.returncode == 0, diff.stderr
    assert rekon.file.read_text() == FILE
    assert rekon(*arguments).returncode == 0
    after = rekon.file.read_bytes()
    expected = difflib.unified_diff(
        FILE.splitlines(True), after.decode().splitlines(True), "a/models/signs.yaml", "b/models/signs.yaml"
    )
    assert diff.stdout == "".join(expected)
    rekon.file.write_text(FILE)
    subprocess.run(["git", "apply", "-"], input=diff.stdout, text=True, cwd=rekon.home, check=True)
    assert rekon.file.read_bytes() == after


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("is_complete", [True, False])
def test_git_applies_every_diff(rekon, line_end, is_complete):
    text = FILE if is_complete else FILE[: FILE.index("\n\n  # The next")]
    before = text.replace("\n", line_end).encode()
    rekon.file.write_bytes(before)
    for arguments in (
        ["add", "--offline", "models/signs.yaml", "--name", "b"], ["retire", "2026-11-28", "--in", "models"],
        ["pin", "models"],
    ):
        rekon.file.write_bytes(before)
        document = json.loads(rekon(*arguments, "--diff", "--format", "json").stdout)
        validate("edit.schema.json", document)
        assert not document["written"] and rekon.file.read_bytes() == before
        assert rekon(*arguments).returncode == 0
        after = rekon.file.read_bytes()
        assert after != before
        rekon.file.write_bytes(before)
        subprocess.run(
            ["git", "apply", "-"], input=document["files"][0]["diff"].encode(), cwd=rekon.home, check=True
        )
        assert rekon.file.read_bytes() == after


def test_pin_skips_what_is_live(rekon):
    assert rekon("apply", "--auto-approve", "models").returncode == 0
    rekon.file.write_text(FILE.replace("  # The next", "  - { name: next, datasets: { training: ["
                          "s3://acme-data/signs/day.manifest], testing: auto } }\n  # The next"))
    before = rekon.file.read_text()
    result = rekon("pin", "models", "--format", "json")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    validate("edit.schema.json", document)
    assert [(change["change"], change["name"]) for change in document["changes"]] == [("pinned", "next")]
    assert [(skip["reason"], skip["name"]) for skip in document["unchanged"]] == [("live", "2026-11-28")]
    removed, added = changed_lines(before, rekon.file.read_text())
    assert len(removed) == len(added) == 1
    assert added[0] == removed[0].replace(
        "day.manifest]", f"day.manifest?versionId={document['changes'][0]['versionId']}]"
    ) or added[0] == removed[0].replace(
        "s3://acme-data/signs/day.manifest]", f"\"s3://acme-data/signs/day.manifest?versionId={document['changes'][0]['versionId']}\"]"
    )
    assert document["written"]
    assert not json.loads(rekon("pin", "models", "--format", "json").stdout)["written"]
    again = rekon("pin", "models")
    assert again.returncode == 0
    assert "Pin: nothing to pin" in again.stdout


def test_retire_keeps_the_line_ends(rekon):
    before = FILE.replace("\n", "\r\n").encode()
    rekon.file.write_bytes(before)
    result = rekon("retire", "2026-11-28", "--in", "models", "--format", "json")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    validate("edit.schema.json", document)
    after = rekon.file.read_bytes()
    added = after.replace(b"    retired: true\r\n", b"", 1)
    assert added == before
    assert "retired: true" in rekon("render", "models").stdout
    assert "nothing to retire" in rekon("retire", "2026-11-28", "--in", "models").stdout


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["add", "models/signs.yaml"], "Give either --name or --name-template."),
        (["add", "models/signs.yaml", "--name", "2026-11-28"], "is described (models/signs.yaml:8)"),
        (["add", "models/signs.yaml", "--name", "a b"], "--name 'a b'"),
        (["add", "models/signs.yaml", "--name", "b", "--from", "2026-11-29"], "did you mean `2026-11-28`?"),
        (["add", "models/signs.yaml", "--name", "b", "--project", "lights"], "describes no project"),
        (["add", "models/signs.yaml", "--name", "b", "--testing", "auto"], "--testing needs --training or --from"),
        (["add", "models/signs.yaml", "--name", "b", "--training", "s3://acme-data/none.manifest"],
         "1 manifest could not be pinned"),
        (["add", "models/signs.yaml", "--name-template", "{day}"], "must be one of {date}, {git}, {digest}"),
        (["retire", "other", "--in", "models"], "the files describe no version other"),
        (["retire", "2026-11-28"], "Name the file or folder with --in."),
        (["pin", "models", "--target", "none*"], "matches no version"),
        (["pin", "-"], "is not a regular file"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(rekon, arguments, message):
    result = rekon(*arguments)
    assert result.returncode in (1, 64)
    assert message in result.stderr
    assert rekon.file.read_text() == FILE


def test_an_anchor_that_is_used_is_refused_with_both_places(rekon):
    text = FILE.replace("training: [", "training: &day [").replace(
        "  # The next", "  - name: next\n    datasets: { training: *day, testing: auto }\n  # The next"
    )
    rekon.file.write_text(text)
    result = rekon("pin", "models")
    assert result.returncode == 1
    assert "nothing was written" in result.stderr
    assert "models/signs.yaml:10:" in result.stderr
    assert rekon.file.read_text() == text


VECTORS = json.loads((ROOT / "Tests/Conformance/edit/request-digest.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_the_digest_is_that_of_the_specification(rekon, vector):
    form = json.dumps(
        {"format": VECTORS["format"], "request": vector["request"]},
        sort_keys=True, separators=(",", ":"), ensure_ascii=False,
    )
    assert form == vector["form"]
    assert hashlib.sha256(form.encode()).hexdigest() == vector["sha256"]
    rekon.file.write_text(f"apiVersion: rekon/v1\nproject: {SIGNS}\nversions:\n{vector['entry']}")
    result = rekon(
        "add", "--offline", "models/signs.yaml", "--from", "old", "--name-template", "n-{digest}", "--format", "json"
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["changes"][0]["name"] == f"n-{vector['sha256'][:12]}"


def test_a_template_has_the_date_and_the_commit(rekon):
    def git(*arguments):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments],
            cwd=rekon.home, check=True, capture_output=True,
        )

    arguments = ["add", "--offline", "models/signs.yaml", "--name-template", "signs-{date}-{git}", "--diff"]
    refused = rekon(*arguments)
    assert refused.returncode == 1 and "git knows no commit" in refused.stderr
    git("init", "-q")
    git("add", "models")
    git("commit", "-qm", "first")
    head = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=rekon.home, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert re.search(rf"\+  - name: signs-\d{{4}}-\d\d-\d\d-{head}\n", rekon(*arguments).stdout)
