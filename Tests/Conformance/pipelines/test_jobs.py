"""The jobs of GitLab and CodeBuild, their shell run as their runners do it, with the real program against the sandbox."""

import os
import shutil
import subprocess

import pytest
import yaml

from fake_forge import Forge
from test_run import read_outputs, write_models
from support.rekon import REKON, ROOT

EXAMPLES = ROOT / "examples"
GITLAB = yaml.safe_load((EXAMPLES / "gitlab/.gitlab-ci.yml").read_text())
BUILDSPEC = yaml.safe_load((EXAMPLES / "codebuild/buildspec.yml").read_text())


@pytest.fixture
def checkout(tmp_path, rekon):
    """A repository with models/ and the scripts where the READMEs put them, and a sandbox in the place of AWS."""
    write_models(tmp_path / "models", "v1", "v2")
    for folder in ("ci/rekon", "examples/scripts"):
        shutil.copytree(EXAMPLES / "scripts", tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/rekon").symlink_to(REKON)
    sandbox = {"REKON_SANDBOX": str(tmp_path / "state.json")}
    assert rekon("sandbox", "seed", "--training-duration", "1", "models", **sandbox).returncode == 0

    def shell(text, **environment):
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text], cwd=tmp_path, capture_output=True,
            text=True, timeout=120,
            env={"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1",
                 "AWS_EC2_METADATA_DISABLED": "true", **sandbox, **environment},
        )

    return tmp_path, shell


@pytest.fixture
def gitlab(checkout):
    folder, shell = checkout
    forge = Forge("gitlab")

    def run(job, pipeline="12", **environment):
        content = GITLAB[job]
        before = GITLAB[content["extends"]]["before_script"] if "extends" in content else []
        return shell(
            "\n".join([*before, *content["script"]]), CI_PROJECT_DIR=str(folder), AWS_TOKEN="token",
            AWS_WEB_IDENTITY_TOKEN_FILE=f"{folder}/.aws-token", REKON_PLAN_ROLE="role", REKON_APPLY_ROLE="role",
            CI_PIPELINE_ID=pipeline, CI_JOB_ID="1", CI_JOB_NAME=job, **forge.environment, **environment,
        )

    yield folder, forge, run
    forge.stop()


def test_gitlab_from_the_merge_request_to_the_trained_model(gitlab):
    folder, forge, run = gitlab
    assert run("validate").returncode == 0
    result = run("plan", CI_MERGE_REQUEST_IID="5")
    assert result.returncode == 0, result.stdout + result.stderr
    (note,) = forge.texts()
    assert "`v1`" in note and note == (folder / "rekon-plan.md").read_text()
    for path in GITLAB["plan"]["artifacts"]["paths"]:
        assert (folder / path).exists(), path
    assert (folder / GITLAB["plan"]["artifacts"]["reports"]["junit"]).read_text().startswith("<?xml")
    # The variables of the report are those of the next jobs.
    outputs = read_outputs(folder / GITLAB["plan"]["artifacts"]["reports"]["dotenv"])
    result = run("apply", has_changes=outputs["has_changes"], digest=outputs["digest"])
    assert result.returncode == 0, result.stdout + result.stderr
    assert (folder / "rekon-audit.jsonl").exists()
    assert run("wait").returncode == 0
    assert "nothing to apply" in run("apply", has_changes="false", digest="").stdout


def test_gitlab_says_in_the_note_why_a_plan_is_none(gitlab):
    folder, forge, run = gitlab
    (folder / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    assert run("plan", CI_MERGE_REQUEST_IID="5").returncode == 1
    (note,) = forge.texts()
    assert "`project` is missing" in note


def test_gitlab_at_night(gitlab):
    folder, forge, run = gitlab
    result = run("drift")
    assert result.returncode == 0, result.stdout + result.stderr
    (text,) = forge.open_texts()
    assert text.startswith("<!-- rekon:drift ") and "`v2`" in text
    assert run("plan", pipeline="13").returncode == 0
    outputs = read_outputs(folder / "plan.env")
    assert run("apply", has_changes="true", digest=outputs["digest"]).returncode == 0
    assert run("wait").returncode == 0
    assert run("drift", pipeline="14").returncode == 0
    assert forge.open_texts() == []
    (folder / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    assert run("drift", pipeline="15").returncode == 1 and forge.open_texts() == []


def codebuild(shell, step):
    commands = [command for phase in BUILDSPEC["phases"].values() for command in phase["commands"]]
    # The rest is what the next phase sees.
    return shell("\n".join([*commands, 'echo "exported: $exit_code $has_changes $creates"']), REKON_STEP=step)


def test_codebuild(checkout):
    folder, shell = checkout
    planned = codebuild(shell, "plan")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert planned.stdout.endswith("exported: 2 true 2\n")
    assert "+ v1" in planned.stdout, "the log shows what is saved"
    applied = codebuild(shell, "apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert list(folder.glob("rekon-audit.jsonl"))
    assert codebuild(shell, "destroy").returncode == 64
