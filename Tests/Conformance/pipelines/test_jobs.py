"""The jobs of GitLab and CodeBuild, their shell run as their runners do it, with the real program against the sandbox."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from fake_forge import Forge
from github_runner import EXAMPLES, read_outputs
from models import trained, write_models
from support.rekon import REKON

GITLAB = yaml.safe_load((EXAMPLES / "gitlab/.gitlab-ci.yml").read_text())
BUILDSPEC = yaml.safe_load((EXAMPLES / "codebuild/buildspec.yml").read_text())
# Where the image of ../container has the scripts.
SCRIPTS = re.search(r"COPY --from=build /scripts/ (\S+)/\n", (EXAMPLES / "container/Dockerfile").read_text())[1]


class Repository:
    """A repository with models/, a sandbox in the place of AWS, and the image with its program and scripts."""

    def __init__(self, folder, rekon):
        self.folder, self.tree, self.state = folder, folder / "tree", folder / "state.json"
        write_models(self.tree / "models", "v1", "v2")
        (folder / "bin").mkdir()
        (folder / "bin/rekon").symlink_to(REKON)
        self.environment = {
            "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_EC2_METADATA_DISABLED": "true", "REKON_SANDBOX": str(self.state), "GIT_CONFIG_NOSYSTEM": "1",
        }
        seeded = rekon("sandbox", "seed", "--training-duration", "1", self.tree / "models", REKON_SANDBOX=str(self.state))
        assert seeded.returncode == 0, seeded.stderr
        self.url = f"file://{self.tree}"
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", self.tree], check=True, env=self.environment)
        self.commit()

    def commit(self):
        """Makes the tree what main has."""
        git = ["git", "-C", self.tree, "-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run([*git, "add", "--all"], check=True, env=self.environment)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message=A"], check=True, env=self.environment)

    def checkout(self, name):
        """A new folder with what is in the tree."""
        folder = self.folder / "checkouts" / f"{len(list((self.folder / 'checkouts').glob('*')))}-{name}"
        shutil.copytree(self.tree, folder, symlinks=True)
        return folder

    def shell(self, text, folder, **environment):
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text.replace(SCRIPTS, str(EXAMPLES / "scripts"))],
            cwd=folder, capture_output=True, text=True, timeout=120, env={**self.environment, **environment},
        )


@pytest.fixture
def repository(tmp_path, rekon):
    return Repository(tmp_path, rekon)


class GitLab:
    """Runs jobs; each gets the artifacts and the variables of those before it."""

    def __init__(self, repository, forge):
        self.repository, self.forge = repository, forge
        self.artifacts, self.variables = repository.folder / "artifacts", {}
        self.artifacts.mkdir()

    def __call__(self, name, pipeline="12", **environment):
        job = GITLAB[name]
        base = GITLAB[job["extends"]] if "extends" in job else {}
        variables = {**base.get("variables", {}), **job.get("variables", {})}
        folder = self.repository.checkout(name)
        if variables.pop("GIT_STRATEGY", "") == "none":
            shutil.rmtree(folder)
            folder.mkdir()
        shutil.copytree(self.artifacts, folder, dirs_exist_ok=True)
        known = {
            "CI_PROJECT_DIR": str(folder), "CI_PIPELINE_ID": pipeline, "CI_JOB_ID": "1", "CI_JOB_NAME": name,
            "CI_DEFAULT_BRANCH": "main", "CI_REPOSITORY_URL": self.repository.url,
            "REKON_PLAN_ROLE": "arn:plan", "REKON_APPLY_ROLE": "arn:apply", **self.forge.environment, **self.variables,
        }
        if "id_tokens" in base:
            known["AWS_TOKEN"] = "token"
        for key, value in variables.items():
            known[key] = re.sub(r"\$(\w+)", lambda match: known[match[1]], value)
        self.folder = folder
        result = self.repository.shell(
            "\n".join([*base.get("before_script", []), *job["script"]]), folder, **known, **environment
        )
        self.collect(job.get("artifacts", {}), folder)
        self.log = result.stdout + result.stderr
        return result.returncode

    def collect(self, artifacts, folder):
        for path in artifacts.get("paths", []):
            assert path.endswith("/"), "a folder that the job made"
            if (folder / path).exists():
                shutil.copytree(folder / path, self.artifacts / path, dirs_exist_ok=True)
        if "dotenv" in artifacts.get("reports", {}):
            self.variables = read_outputs(folder / artifacts["reports"]["dotenv"])


@pytest.fixture
def gitlab(repository):
    forge = Forge("gitlab")
    yield GitLab(repository, forge)
    forge.stop()


def test_gitlab_from_the_merge_request_to_the_trained_model(gitlab):
    assert gitlab("validate") == 0, gitlab.log
    assert gitlab("plan", CI_MERGE_REQUEST_IID="5") == 0, gitlab.log
    (note,) = gitlab.forge.texts()
    assert "`v1`" in note and note == (gitlab.artifacts / "rekon-plan/report.md").read_text()
    assert (gitlab.artifacts / "rekon-plan/junit.xml").read_text().startswith("<?xml")
    assert gitlab.variables["has_changes"] == "true"
    assert gitlab("apply") == 0, gitlab.log
    assert (gitlab.artifacts / "rekon-apply/rekon-audit.jsonl").exists()
    assert gitlab("wait") == 0, gitlab.log
    assert trained(gitlab.repository.state) == ["v1", "v2"]
    assert gitlab("plan") == 0 and gitlab("apply") == 0
    assert "nothing to apply" in gitlab.log


def test_gitlab_says_in_the_note_why_a_plan_is_none(gitlab):
    (gitlab.repository.tree / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    assert gitlab("plan", CI_MERGE_REQUEST_IID="5") == 1
    (note,) = gitlab.forge.texts()
    assert "`project` is missing" in note


def test_gitlab_at_night(gitlab):
    assert gitlab("drift") == 0, gitlab.log
    (text,) = gitlab.forge.open_texts()
    assert text.startswith("<!-- rekon:drift ") and "`v2`" in text
    assert gitlab("plan", pipeline="13") == 0 and gitlab("apply") == 0 and gitlab("wait") == 0, gitlab.log
    assert gitlab("drift", pipeline="14") == 0, gitlab.log
    assert gitlab.forge.open_texts() == []
    (gitlab.repository.tree / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    assert gitlab("drift", pipeline="15") == 1 and gitlab.forge.open_texts() == []


@pytest.mark.parametrize("arguments", ["models/", "--no-such-option models/"])
def test_gitlab_takes_no_result_of_the_checkout(gitlab, arguments, monkeypatch):
    """The folder of the results is committed, as a folder or as a link to one."""
    monkeypatch.setitem(GITLAB["plan"], "script", [line.replace("models/", arguments) for line in GITLAB["plan"]["script"]])
    outside = gitlab.repository.folder / "outside"
    outside.mkdir()
    for name in ("rekon-plan", "rekon-drift"):
        (gitlab.repository.tree / name).mkdir()
        for file in ("report.md", "outputs.env", "rekon-plan.json"):
            (gitlab.repository.tree / name / file).write_text("report_markdown=rekon-plan/report.md\nhas_changes=true\ndigest=$(id>PWNED)\n")
    (gitlab.repository.tree / "rekon-apply").symlink_to(outside)
    (gitlab.repository.tree / ".aws-token").symlink_to(outside / "token")
    assert gitlab("plan", CI_MERGE_REQUEST_IID="5") == (0 if arguments == "models/" else 64), gitlab.log
    if arguments == "models/":
        assert "`v1`" in gitlab.forge.texts()[0]
        assert gitlab("apply") == 0, gitlab.log
    else:
        assert gitlab.forge.texts() == [] and gitlab.variables == {}
        assert list((gitlab.artifacts / "rekon-plan").iterdir()) == []
    assert list(outside.iterdir()) == [] and not list(gitlab.repository.folder.rglob("PWNED"))


def test_gitlab_applies_the_plan_of_its_own_plan_job_alone(gitlab, rekon):
    assert gitlab("plan") == 0, gitlab.log
    write_models(gitlab.repository.folder / "evil", "evil", output="s3://attacker/loot/")
    forged = gitlab.artifacts / "rekon-plan/rekon-plan.json"
    assert rekon("plan", "--out", forged, "evil", REKON_SANDBOX=str(gitlab.repository.state)).returncode == 0
    assert gitlab("apply") == 3, gitlab.log
    gitlab.variables["digest"] = ""
    assert gitlab("apply") == 64, gitlab.log
    assert trained(gitlab.repository.state) == []


def test_gitlab_applies_nothing_that_main_no_longer_wants(gitlab):
    assert gitlab("plan") == 0, gitlab.log
    write_models(gitlab.repository.tree / "models", "v1")
    gitlab.repository.commit()
    assert gitlab("apply") == 3, gitlab.log
    assert trained(gitlab.repository.state) == []


def test_gitlab_names_the_role_only_to_rekon(gitlab):
    """The token that stands for the role is in no variable of the scripts, and in no file of the checkout."""
    job = GITLAB["plan"]
    base = GITLAB[job["extends"]]
    assert gitlab("plan", CI_MERGE_REQUEST_IID="5") == 0, gitlab.log
    assert not any(b"token" == path.read_bytes() for path in gitlab.folder.rglob("*") if path.is_file())
    assert base["before_script"][-1] == "unset AWS_TOKEN"
    for name in ("plan", "apply", "wait", "drift"):
        for line in GITLAB[name]["script"]:
            assert ("AWS_ROLE_ARN=" in line) == bool(re.search(r"\brekon (plan|apply|wait|drift)\b", line)), line


def test_exit_code_5_is_a_warning():
    """As GitLab decides it: a rule with `allow_failure` drops the job's exit codes (lib/gitlab/ci/pipeline/seed/build.rb)."""
    for name in ("apply", "wait"):
        assert GITLAB[name]["allow_failure"] == {"exit_codes": [5]}
        assert not any("allow_failure" in rule for rule in GITLAB[name]["rules"])
    # Manual in a rule, not in the job: then it blocks the pipeline until it is started.
    assert "when" not in GITLAB["apply"] and all(rule["when"] == "manual" for rule in GITLAB["apply"]["rules"])


def test_developers_alone_read_the_artifacts():
    for name, job in GITLAB.items():
        if isinstance(job, dict) and "artifacts" in job:
            assert job["artifacts"]["access"] == "developer", name


# CodeBuild


class CodeBuild:
    def __init__(self, repository):
        self.repository = repository
        self.artifact = repository.folder / "artifact"

    def __call__(self, step, **environment):
        """Runs a project; its exit code. The last command prints what the phases after it see."""
        commands = [command for phase in BUILDSPEC["phases"].values() for command in phase["commands"]]
        shown = [f'echo "{name}: ${{{name}:-}}"' for name in BUILDSPEC["env"]["exported-variables"]]
        folder = self.repository.checkout(step)
        result = self.repository.shell(
            "\n".join(["trap '" + "; ".join(shown) + "' EXIT", *commands]), folder, REKON_STEP=step,
            REKON_REPOSITORY=self.repository.url, CODEBUILD_SRC_DIR_plan=str(self.artifact), **environment,
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
    assert [path.name for path in codebuild.files] == ["rekon-audit.jsonl"]
    assert trained(codebuild.repository.state) == ["v1", "v2"]
    assert codebuild("destroy") == 64


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


def test_no_example_sources_a_file_of_a_run():
    for path in [*EXAMPLES.rglob("*.yml"), *EXAMPLES.rglob("*.yaml")]:
        for line in path.read_text().splitlines():
            if re.search(r"(^|[\s;&(])(\.|source|eval)\s", line):
                assert line.strip() == ". scripts/setup", f"{path}: {line}"


def test_every_apply_has_a_limit_a_digest_and_the_current_state():
    texts = {
        "gitlab": "\n".join(GITLAB["apply"]["script"]), "codebuild": BUILDSPEC["phases"]["build"]["commands"][0],
    }
    for name, text in texts.items():
        command = re.search(r"\brekon apply .*", text, re.DOTALL)[0]
        assert all(option in command for option in ("--max-creates 5", "--expect-digest", "--expect-state")), name
    workflow = (EXAMPLES / "github-actions/workflows/rekon-apply.yml").read_text()
    assert all(text in workflow for text in ("--max-creates", "expect-digest:", "expect-state:"))
    assert "--max-creates" in (EXAMPLES / "argocd/presync-hook.yaml").read_text()
