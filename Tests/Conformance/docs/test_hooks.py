"""The pre-commit hook that other repositories use: `rekon validate` on the files of a commit."""

import os
import pathlib
import subprocess
import sys

import pytest

from support.rekon import REKON, ROOT

ARN = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001"
OUTPUT = "defaults: {output: s3://acme-training/signs/}"


def pre_commit(folder, *arguments):
    environment = {**os.environ, "PATH": f"{pathlib.Path(REKON).parent}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(ROOT / ".build/pre-commit")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=120,
    )


@pytest.mark.parametrize("project, code", [(ARN, 0), ("signs", 1)], ids=["valid", "invalid"])
def test_the_hook_validates_the_files_of_a_commit(tmp_path, project, code):
    (tmp_path / "models").mkdir()
    text = f"apiVersion: rekon/v1\nproject: {project}\n{OUTPUT}\nversions: [{{name: v1}}]\n"
    (tmp_path / "models/signs.yaml").write_text(text)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "models"], cwd=tmp_path, check=True)
    result = pre_commit(tmp_path, "try-repo", str(ROOT), "rekon-validate", "--all-files")
    assert result.returncode == code, result.stdout
    assert ("models/signs.yaml:2:10: error:" in result.stdout) == (code != 0)


def test_the_contributors_configuration_is_valid():
    for command, file in (("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")):
        result = pre_commit(ROOT, command, file)
        assert result.returncode == 0, result.stdout
