"""`rekon --version` prints the build and exactly the commit that was built."""

import os
import re
import subprocess

import pytest

from support.rekon import REKON, ROOT

SCRIPT = ROOT / "Sources/BuildInformation/ask-git.sh"


def test_what_is_printed():
    result = subprocess.run([REKON, "--version"], capture_output=True, text=True)
    assert result.returncode == 0 and result.stderr == ""
    assert re.fullmatch(r"rekon \d+\.\d+\.\d+ \(([0-9a-f]{12}\+?|unknown), (debug|release)\)\n", result.stdout)


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
