"""`rekon --version` prints the build and exactly the commit that was built; what is promised is what it prints."""

import json
import os
import pathlib
import platform
import re
import subprocess

import pytest

from support.rekon import REKON, ROOT
from support.schemas import validate

SCRIPT = ROOT / "Sources/BuildInformation/ask-git.sh"


def test_what_is_printed():
    result = subprocess.run([REKON, "--version"], capture_output=True, text=True)
    assert result.returncode == 0 and result.stderr == ""
    assert re.fullmatch(r"rekon \d+\.\d+\.\d+ \(([0-9a-f]{12}\+?|unknown), (debug|release)\)\n", result.stdout)


def version(*arguments):
    return subprocess.run([REKON, "--version", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("arguments", [["--format", "json"], ["--format=json"]])
def test_as_json(arguments):
    result = version(*arguments)
    assert result.returncode == 0 and result.stderr == ""
    document = json.loads(result.stdout)
    validate("version.schema.json", document)
    line = "rekon {version} ({commit}, {configuration})\n".format_map(document)
    assert line == version().stdout == version("--format", "text").stdout
    assert document["platform"] == platform.system().lower().replace("darwin", "macos")
    assert document["architecture"] == platform.machine().replace("aarch64", "arm64")


@pytest.mark.parametrize("format", ["yaml", "markdown", "JSON", ""])
def test_other_formats_are_refused(format):
    result = version("--format", format)
    assert result.returncode == 64 and result.stdout == ""
    assert "Usage: rekon --version [--format <format>]" in result.stderr


def test_a_closed_output_is_no_success(tmp_path):
    full = pathlib.Path("/dev/full")
    if full.exists():
        result = subprocess.run([REKON, "--version"], stdout=full.open("w"), stderr=subprocess.PIPE, text=True)
        assert result.returncode == 1 and result.stderr.startswith("error: the output could not be written")
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run([REKON, "--version"], stdout=write, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 141 and result.stderr == ""
    os.close(write)


def number():
    return subprocess.run([ROOT / "scripts/version"], capture_output=True, text=True, check=True).stdout.strip()


def test_the_number_has_one_place():
    assert version().stdout.split()[1] == number()
    places = [
        f"{path.relative_to(ROOT)}"
        for path in [*(ROOT / "Sources").rglob("*.swift"), ROOT / "Package.swift", *(ROOT / "scripts").iterdir()]
        if path.is_file() and f'"{number()}"' in path.read_text()
    ]
    assert places == ["Sources/BuildInformation/BuildInformation.swift"]


def test_the_number_is_that_of_the_changelog():
    """The newest section that is cut, and none while the first one is not."""
    cut = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert cut[:1] in ([], [number()])


def test_compatibility_is_that_of_the_program():
    """docs/compatibility.md promises the versions that the program prints."""
    document = json.loads(version("--format", "json").stdout)
    rows = dict(re.findall(r"^\| ([a-zJSON ]+) \| (.+?) \|", (ROOT / "docs/compatibility.md").read_text(), re.M))
    for part in ("desired state", "settings"):
        assert re.findall(r"rekon/v\d+", rows[part]) == document["apiVersions"]
    parts = {"saved plans": "savedPlans", "results as JSON": "reports", "events": "events", "audit log": "auditLog"}
    assert set(parts.values()) == set(document["formatVersions"])
    for part, member in parts.items():
        assert re.findall(r"\d+\.\d+", rows[part]) == document["formatVersions"][member]


def test_schemas_take_the_versions_of_the_program():
    """Each result has the `formatVersion` of the reports, in each schema that has one."""
    formats = json.loads(version("--format", "json").stdout)["formatVersions"]
    found = 0
    for path in (ROOT / "specs").glob("*.schema.json"):
        for pattern in re.findall(r'"formatVersion": \{\s*"type": "string",\s*"pattern": "([^"]+)"', path.read_text()):
            kind = {"saved-plan": "savedPlans", "audit-log": "auditLog", "events": "events"}.get(path.name.split(".")[0], "reports")
            assert all(re.search(pattern, text) for text in formats[kind]), path.name
            found += 1
    assert found > 15


def git(folder, *arguments):
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    result = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def ask(package, folder, commit=None):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)} | ({"REKON_COMMIT": commit} if commit else {})
    subprocess.run(["/bin/sh", SCRIPT, package, folder / "out"], check=True, env=environment)
    text = (folder / "out/Commit.swift").read_text()
    return re.fullmatch(r'func generatedCommit\(\) -> String \{ "([0-9a-f+]+|unknown)" \}\n', text)[1]


@pytest.fixture
def package(tmp_path):
    package = tmp_path / "package with a space"
    package.mkdir()
    return package


@pytest.fixture
def checkout(package):
    git(package, "init", "--quiet")
    (package / ".gitignore").write_text(".build/\n")
    git(package, "add", ".")
    git(package, "commit", "--quiet", "--message", "one")
    return package


def test_each_commit_is_printed(checkout, tmp_path):
    for _ in range(2):
        git(checkout, "commit", "--quiet", "--allow-empty", "--message", "another")
        assert ask(checkout, tmp_path) == git(checkout, "rev-parse", "--short=12", "HEAD")


def test_uncommitted_changes_are_marked(checkout, tmp_path):
    (checkout / ".build").mkdir()
    (checkout / ".build/built").write_text("")
    assert not ask(checkout, tmp_path).endswith("+")
    (checkout / "new.swift").write_text("")
    assert ask(checkout, tmp_path) == git(checkout, "rev-parse", "--short=12", "HEAD") + "+"


def test_an_unchanged_commit_builds_nothing_again(checkout, tmp_path):
    ask(checkout, tmp_path)
    file = tmp_path / "out/Commit.swift"
    os.utime(file, (1, 1))
    ask(checkout, tmp_path)
    assert file.stat().st_mtime == 1


def test_sources_without_git(package, tmp_path):
    assert ask(package, tmp_path) == "unknown"
    assert ask(package, tmp_path, commit="0123456789ab") == "0123456789ab"


def test_the_repository_around_the_sources_is_another(package, tmp_path):
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "not ours")
    assert ask(package, tmp_path) == "unknown"


def test_a_checkout_without_a_commit(package, tmp_path):
    git(package, "init", "--quiet")
    assert ask(package, tmp_path) == "unknown"


@pytest.mark.parametrize("commit", ['" + evil() + "', "main", "v1.0", "\\(x)", "a\nb", "0123 4567"])
def test_what_is_no_commit_is_not_compiled(package, tmp_path, commit):
    assert ask(package, tmp_path, commit=commit) == "unknown"
