"""Characters that look like others: a reviewer must see them in every format (specs/review-formats.md)."""

import csv
import io
import json
import unicodedata

import pytest

from support.rekon import PROJECT, run, sandbox_environment

BLANKS = "".join(c for c in map(chr, range(0x3001)) if unicodedata.category(c) == "Zs" and c != " ") + "\u2800"
FORMATS = ("text", "markdown", "github", "sarif", "junit")


def write(path, prefix="out", name="v1", tags=None):
    path.write_text(
        json.dumps(
            {
                "apiVersion": "rekon/v1", "project": PROJECT,
                "defaults": {"output": {"bucket": "bucket", "prefix": prefix}},
                "versions": [{"name": name, "tags": tags or {}}],
            }
        )
    )
    return path


@pytest.fixture
def rekon(tmp_path):
    def rekon(*arguments, **variables):
        return run(arguments, sandbox_environment(tmp_path, **variables))

    assert rekon("sandbox", "seed", write(tmp_path / "seed.json", name="seed")).returncode == 0
    return rekon


def test_blanks_are_shown_in_every_format(rekon, tmp_path):
    assert len(BLANKS) == 17
    desired = write(tmp_path / f"a{BLANKS[0]}.json", prefix=f"a{BLANKS}b", tags={f"k{BLANKS[0]}": f"x{BLANKS[:-1]}y"})
    for command in ("validate", "plan", "verify", "drift"):
        for format in FORMATS:
            summary = tmp_path / "summary.md"
            summary.write_text("")
            result = rekon(command, "--format", format, desired, GITHUB_STEP_SUMMARY=summary)
            text = result.stdout + result.stderr + summary.read_text()
            # JSON of SARIF may hold escapes: its messages are read by people.
            if format == "sarif":
                results = json.loads(result.stdout)["runs"][0]["results"]
                text += "".join(finding["message"]["text"] for finding in results)
            assert text and not set(text) & set(BLANKS), (command, format)
    # The values for programs are exact.
    plan = json.loads(rekon("plan", "--format", "json", desired).stdout)
    assert f"a{BLANKS}b" in json.dumps(plan, ensure_ascii=False)


def test_blanks_of_the_live_state_are_shown(rekon, tmp_path):
    desired = write(tmp_path / "b.json", name="v2", tags={"k": f"x{BLANKS[0]}y"})
    assert rekon("apply", "--auto-approve", desired).returncode == 0
    write(desired, name="v2", tags={"k": "x y"})
    for format in FORMATS:
        result = rekon("drift", "--format", format, desired)
        text = result.stdout + ("" if format != "sarif" else json.dumps(json.loads(result.stdout), ensure_ascii=False))
        assert "\u2423" in text, format
    for arguments in (["status", "--tags"], ["status", "--tags", "--format", "csv"], ["report", "--html", "-"]):
        result = rekon(*arguments, "--project", PROJECT)
        assert result.returncode == 0 and not set(result.stdout) & set(BLANKS)


@pytest.mark.parametrize("format", FORMATS)
def test_letters_of_several_scripts_are_named(format, rekon, tmp_path):
    desired = write(tmp_path / "c.json", prefix="pr\u043ed/", tags={"te\u0430m": "signs", "stage": "\u0440rod"})
    result = rekon("validate", "--format", format, desired)
    assert result.returncode == 0
    text = result.stdout + result.stderr
    for code, name in ("043E", "cyrillic small letter o"), ("0430", "cyrillic small letter a"), ("0440", "cyrillic"):
        assert f"U+{code} ({name}" in text.replace("\\(", "("), format


def test_words_of_other_scripts_are_no_warning(rekon, tmp_path):
    tags = {"команда": "данные", "team-ทม": "データv2", "ομάδα": "5 µm"}
    result = rekon("validate", write(tmp_path / "d.json", prefix="训练data/", tags=tags))
    assert result.returncode == 0 and result.stderr == ""


def test_no_cell_is_a_formula(rekon, tmp_path):
    for name in ("-1", "v3"):
        tags = {"@k": "=1"}
        assert rekon("apply", "--auto-approve", write(tmp_path / "e.json", name=name, tags=tags)).returncode == 0
    result = rekon("status", "--tags", "--format", "csv", "--project", PROJECT)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"'-1", "v3"} <= {row["version"] for row in rows}
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in tuple("=+-@\t\r")]
