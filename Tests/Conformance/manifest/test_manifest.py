"""`rekon manifest check` against an independent implementation of the rules, and against each published code."""

import json
import pathlib
import re
import subprocess

import pytest

import manifest_lines as generate
import manifest_oracle as oracle
from support.rekon import ROOT, environment, run, start

RULES = (ROOT / "specs/manifest-rules.md").read_text()
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (error|warning|error or warning|-) \|", re.M)
CORPUS = generate.corpus()
ADAPTER_WARNINGS = {"UNKNOWN_MODERATION_LABEL", "TOO_FEW_ADAPTER_IMAGES", "TOO_MANY_ADAPTER_IMAGES"}


def rekon(*arguments, status=(0, 1), **options):
    result = run(
        ["manifest", "check", *arguments], environment("/nonexistent"), cwd=ROOT, text=False, timeout=300, **options
    )
    assert result.returncode in status, result.stderr
    return result


def start_check(**options):
    """Starts a check of the standard input."""
    options = {"stdin": subprocess.PIPE, "stderr": None, "text": False, "cwd": ROOT, **options}
    return start(["manifest", "check", "-"], environment("/nonexistent"), **options)


def check(training, testing=None):
    arguments = ["--testing", testing] if testing else []
    return json.loads(rekon("--format", "json", "--max-findings", "10000", training, *arguments).stdout)


def found(report, dataset):
    return {(item.get("line"), item["code"]) for item in report["findings"] if item["dataset"] == dataset}


def write(path, content):
    path.write_bytes(content if type(content) is bytes else content.encode())
    return path


def compare(statistics, manifest):
    """Every number of the statistics."""
    assert statistics["totalLines"] == manifest.total
    assert statistics["validLines"] == manifest.valid
    assert statistics["ignoredLines"] == manifest.ignored
    assert statistics["invalidLines"] == manifest.invalid
    assert statistics["images"] == sum(manifest.images.values())
    assert statistics["duplicateImages"] == manifest.duplicates
    assert statistics["boxes"] == manifest.boxes
    assert statistics["droppedBoxes"] == manifest.dropped
    assert statistics["useCase"] == (manifest.use_case or "NOT_DETERMINED")
    used = {label["name"]: label["images"] for label in statistics["labels"] if label["images"]}
    assert used == dict(manifest.label_images[None])


@pytest.mark.parametrize("seed", range(8))
def test_the_same_findings_as_the_oracle(tmp_path, seed):
    training = write(tmp_path / "train.manifest", generate.random_manifest(seed, 1500))
    testing = write(tmp_path / "test.manifest", generate.random_manifest(seed + 1000, 300))
    report = check(training, testing)
    first = oracle.Manifest("training").read(training)
    second = oracle.Manifest("testing", first).read(testing)
    assert found(report, "training") == set(first.findings)
    assert found(report, "testing") == set(second.findings) | set(oracle.overlap(first, second))
    compare(report["manifests"][0], first)
    compare(report["manifests"][1], second)
    assert report["manifests"][1]["sharedImages"] == second.shared
    # The generator must not make noise only, nor nothing to find.
    assert first.valid > 300 and first.invalid > 300 and len({code for _, code in first.findings}) > 18


@pytest.mark.parametrize("code", [code for code in CORPUS])
def test_each_code_is_found(tmp_path, code):
    content, testing = CORPUS[code]
    training = write(tmp_path / "train.manifest", content)
    if testing not in (None, "auto"):
        testing = write(tmp_path / "test.manifest", testing)
    report = check(training, testing)
    items = [item for item in report["findings"] if item["code"] == code]
    assert items, report["findings"]
    for item in items:
        assert item["help"] and item["message"]
        assert item["level"] == ("warning" if code in oracle.WARNINGS else "error")
        assert (item.get("line") is None) == (item.get("column") is None)
    # The oracle agrees, and a clean manifest has no such finding.
    first = oracle.Manifest("training").read(training, testing == "auto")
    findings = list(first.findings)
    if testing not in (None, "auto"):
        second = oracle.Manifest("testing", first).read(testing)
        findings += second.findings + oracle.overlap(first, second)
    assert code in {name for _, name in findings}


def test_the_rules_list_what_is_checked():
    listed = ROW.findall(RULES)
    names = [code for code, _ in listed]
    assert len(names) == len(set(names))
    checked = {code for code, level in listed if level != "-"}
    # Too large for the corpus: test_more_than_a_gigabyte has it.
    # Images in S3: ManifestImagesTests has them. Adapters: test_adapters.py and ModerationTests have them.
    elsewhere = {"ERROR_MANIFEST_SIZE_TOO_LARGE", "IMAGE_NOT_CHECKED", "MANIFEST_OF_OTHER_FEATURE"} | ADAPTER_WARNINGS
    assert checked - elsewhere == set(CORPUS)
    assert {code for code, level in listed if level == "warning"} == (
        oracle.WARNINGS | ADAPTER_WARNINGS | {"IMAGE_NOT_CHECKED"}
    )


def test_streams_and_ends(tmp_path):
    lines = generate.text([generate.image_level(0, "stop"), generate.image_level(1, "yield")])
    assert rekon("-", input=lines.encode()).returncode == 0
    assert rekon("-", input=lines.rstrip("\n").encode()).returncode == 0
    assert rekon("-", input=lines.replace("\n", "\r\n").encode()).returncode == 0
    marked = rekon("-", input=b"\xef\xbb\xbf" + lines.encode())
    assert b"<stdin>:1:1: error: ERROR_INVALID_JSON_LINE: a byte order mark" in marked.stdout
    packed = rekon("-", input=b"\x1f\x8b\x08\0\0\0\0\0\0")
    assert b"gzip -d" in packed.stdout


def test_a_line_of_100_megabytes_takes_no_memory():
    process = start_check()
    process.stdin.write(b'{"source-ref":"')
    for _ in range(100):
        process.stdin.write(b"x" * 1_000_000)
    process.stdin.write(b'"}\n' + generate.text([generate.boxes(0, "stop")]).encode())
    process.stdin.flush()
    # Read while it waits for more: wait4 would include the memory of this process.
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
    output, _ = process.communicate()
    assert process.returncode == 1
    assert b"LINE_TOO_LONG" in output and b"1 valid" in output
    assert peak < 64


def test_the_first_finding_comes_at_once():
    process = start_check(bufsize=0)
    process.stdin.write(b"x\n" + b"{}\n" * 5)
    assert process.stdout.read(1) == b"<"
    process.stdin.close()
    assert b"ERROR_INVALID_JSON_LINE" in process.stdout.read()
    assert process.wait() == 1


def test_what_fails_is_chosen(tmp_path):
    lines = [generate.image_level(number, label) for number, label in enumerate(["stop", "yield"] * 4)]
    path = write(tmp_path / "a.manifest", generate.text(lines + [generate.image_level(1, "stop"), "x"]))
    for level, status in [("terminal", 0), ("error", 1), ("warning", 1)]:
        assert rekon("--fail-on", level, path).returncode == status
    path = write(tmp_path / "b.manifest", generate.text(lines + lines[:1]))
    for level, status in [("terminal", 0), ("error", 0), ("warning", 1)]:
        assert rekon("--fail-on", level, path).returncode == status


def test_what_cannot_be_read(tmp_path):
    missing = rekon(tmp_path / "nowhere", status=(1,))
    assert b"no such file" in missing.stderr and not missing.stdout
    assert b"is a folder" in rekon(tmp_path, status=(1,)).stderr
    rekon("-", "--testing", "-", status=(64,))


@pytest.mark.parametrize(("size", "level"), [(2**30, "warning"), (2**30 + 1, "error")])
def test_more_than_a_gigabyte(size, level):
    # One line of blanks, which is not kept: the size alone is what this is about.
    process = start_check()
    piece = b" " * 2**20
    for _ in range(size // len(piece)):
        process.stdin.write(piece)
    output, _ = process.communicate(b" " * (size % len(piece)), timeout=120)
    assert f"<stdin>: {level}: ERROR_MANIFEST_SIZE_TOO_LARGE: the manifest has {size} bytes" in output.decode()
