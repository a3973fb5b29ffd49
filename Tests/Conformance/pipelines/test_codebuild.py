"""The projects of CodeBuild, their commands run as it does."""

import re
import shutil

import pytest
import yaml

from fake_forge import Forge
from github_runner import COMMIT, EXAMPLES
from models import trained, write_models

BUILDSPEC = yaml.safe_load((EXAMPLES / "codebuild/buildspec.yml").read_text())


class CodeBuild:
    def __init__(self, repository):
        self.repository, self.setup = repository, repository.release
        self.artifact = repository.folder / "artifact"

    def __call__(self, step, **environment):
        """Runs a project; its exit code. The last command prints what the phases after it see."""
        commands = [command for phase in BUILDSPEC["phases"].values() for command in phase["commands"]]
        shown = [f'echo "{name}: ${{{name}:-}}"' for name in BUILDSPEC["env"]["exported-variables"]]
        folder = self.repository.checkout(step)
        result = self.repository.shell(
            "\n".join(["trap '" + "; ".join(shown) + "' EXIT", *commands]), folder, REKON_STEP=step,
            REKON_REPOSITORY=self.repository.url, CODEBUILD_SRC_DIR_plan=str(self.artifact), CODEBUILD_BUILD_NUMBER="7",
            CODEBUILD_RESOLVED_SOURCE_VERSION=COMMIT,
            **{**BUILDSPEC["env"]["variables"], **self.setup, **environment},
        )
        self.log = result.stdout + result.stderr
        self.exported = dict(re.findall(r"^(\w+): (.*)$", result.stdout, re.MULTILINE))
        base = folder / BUILDSPEC["artifacts"]["base-directory"]
        self.files = [path for pattern in BUILDSPEC["artifacts"]["files"] for path in base.glob(pattern)]
        if step == "plan":
            shutil.rmtree(self.artifact, ignore_errors=True)
            self.artifact.mkdir()
            for path in self.files:
                shutil.copyfile(path, self.artifact / path.name)
        return result.returncode


@pytest.fixture
def codebuild(repository):
    return CodeBuild(repository)


def test_codebuild(codebuild):
    assert codebuild("plan") == 0, codebuild.log
    assert {key: codebuild.exported[key] for key in ("exit_code", "has_changes", "creates")} == {
        "exit_code": "0", "has_changes": "true", "creates": "2",
    }
    assert "+ v1" in codebuild.log, "the log shows what is saved"
    assert codebuild("apply", REKON_DIGEST=codebuild.exported["digest"]) == 0, codebuild.log
    assert [path.name for path in codebuild.files] == ["rekon-audit.jsonl", "report.md"]
    assert trained(codebuild.repository.state) == ["v1", "v2"]
    assert codebuild("destroy") == 64


def test_codebuild_with_an_image_that_has_everything(codebuild, releases):
    codebuild.setup = codebuild.repository.image
    assert codebuild("plan") == 0, codebuild.log
    assert codebuild("apply", REKON_DIGEST=codebuild.exported["digest"]) == 0, codebuild.log
    assert trained(codebuild.repository.state) == ["v1", "v2"] and releases.calls == []


@pytest.mark.parametrize("step", ["plan", "apply"])
@pytest.mark.parametrize(("change", "text"), [
    ({"REKON_SHA256": "0" * 64}, "does not have the digest"), ({"REKON_SHA256": ""}, "has no digest"),
    ({"REKON_VERSION": "$(id>PWNED)"}, "must be one like 0.2.0"), ({"REKON_COMMIT": "main"}, "REKON_COMMIT is no whole commit"),
    ({"REKON_COMMIT": "0" * 40}, "not our ref"), ({"REKON_RELEASES": "http://127.0.0.1:1"}, "must begin with https://"),
])
def test_codebuild_runs_no_other_program(codebuild, step, change, text):
    assert codebuild(step, REKON_DIGEST="sha256:" + "0" * 64, **change) == (128 if text == "not our ref" else 1)
    assert text in codebuild.log and codebuild.exported["exit_code"] == ""
    assert trained(codebuild.repository.state) == [] and not list(codebuild.repository.folder.rglob("PWNED"))


def test_codebuild_reports_on_the_merged_pull_request(codebuild):
    forge = Forge("github")
    try:
        forge.merged = {COMMIT: 5}
        assert codebuild("plan") == 0, codebuild.log
        assert codebuild("apply", REKON_DIGEST=codebuild.exported["digest"], REKON_COMMENT_TITLE="Production",
                         **forge.environment) == 0, codebuild.log
        (comment,) = forge.texts()
        assert comment.startswith("<!-- rekon:apply key=codebuild order=7.0 -->\n") and "`v1`" in comment
        assert "\n### Production\n" in comment
    finally:
        forge.stop()


@pytest.mark.parametrize("digest", ["", "sha256:" + "0" * 64, "$(id>PWNED)", "--auto-approve"])
def test_codebuild_applies_the_approved_plan_alone(codebuild, digest):
    assert codebuild("plan") == 0, codebuild.log
    assert codebuild("apply", REKON_DIGEST=digest) in (3, 64), codebuild.log
    assert trained(codebuild.repository.state) == [] and not list(codebuild.repository.folder.rglob("PWNED"))


def test_codebuild_applies_nothing_that_main_no_longer_wants(codebuild):
    assert codebuild("plan") == 0, codebuild.log
    digest = codebuild.exported["digest"]
    write_models(codebuild.repository.tree / "models", "v1")
    codebuild.repository.commit()
    assert codebuild("apply", REKON_DIGEST=digest) == 3, codebuild.log
    assert trained(codebuild.repository.state) == []


@pytest.mark.parametrize("models", ["apiVersion: rekon/v1\n", "versions: ["])
def test_codebuild_takes_no_result_of_the_checkout(codebuild, models):
    tree = codebuild.repository.tree
    (tree / "rekon-results").mkdir()
    for path in ("rekon-results/outputs.env", "rekon-results/rekon-plan.json", "outputs.env", "rekon-report.json"):
        (tree / path).write_text('has_changes=true\ncreates=$(id>PWNED)\ndigest=`id>PWNED`\nPATH=/tmp\n')
    (tree / "models/a.yaml").write_text(models)
    assert codebuild("plan") != 0
    assert codebuild.exported["has_changes"] == codebuild.exported["creates"] == codebuild.exported["digest"] == ""
    assert not (codebuild.artifact / "rekon-plan.json").exists() and not list(codebuild.repository.folder.rglob("PWNED"))
