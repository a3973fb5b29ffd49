"""The jobs of GitLab, their shell run as its runner does it."""

import re
import shutil

import pytest
import yaml

from fake_forge import Forge
from github_runner import COMMIT, EXAMPLES, read_outputs
from models import trained, write_models

GITLAB = yaml.safe_load((EXAMPLES / "gitlab/.gitlab-ci.yml").read_text())


class GitLab:
    """Runs jobs; each gets the artifacts and the variables of those before it."""

    def __init__(self, repository, forge):
        self.repository, self.forge, self.setup = repository, forge, repository.release
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
            **GITLAB["variables"], "CI_PROJECT_DIR": str(folder), "CI_PIPELINE_ID": pipeline, "CI_JOB_ID": "1", "CI_JOB_NAME": name,
            "CI_DEFAULT_BRANCH": "main", "CI_REPOSITORY_URL": self.repository.url, "CI_COMMIT_SHA": COMMIT,
            "REKON_PLAN_ROLE": "arn:plan", "REKON_APPLY_ROLE": "arn:apply", **self.forge.environment, **self.variables,
            **self.setup,
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
    gitlab.forge.merged = {COMMIT: 5}
    assert gitlab("apply") == 0, gitlab.log
    assert (gitlab.artifacts / "rekon-apply/rekon-audit.jsonl").exists()
    assert gitlab("wait") == 0, gitlab.log
    # The note of the plan stays.
    assert [text.partition(" key=")[0] for text in gitlab.forge.texts()] == [
        "<!-- rekon:plan", "<!-- rekon:apply", "<!-- rekon:wait",
    ]
    assert "| `v1` | created |" in gitlab.forge.texts()[1] and "| `v1` | trained |" in gitlab.forge.texts()[2]
    assert (gitlab.artifacts / "rekon-wait/junit.xml").read_text().startswith("<?xml")
    assert trained(gitlab.repository.state) == ["v1", "v2"]
    assert gitlab("plan") == 0 and gitlab("apply") == 0
    assert "nothing to apply" in gitlab.log


def test_gitlab_with_an_image_that_has_everything(gitlab, releases):
    gitlab.setup = gitlab.repository.image
    assert gitlab("validate") == gitlab("plan", CI_MERGE_REQUEST_IID="5") == gitlab("apply") == 0, gitlab.log
    assert trained(gitlab.repository.state) == ["v1", "v2"] and releases.calls == []
    assert "`v1`" in gitlab.forge.texts()[0]


@pytest.mark.parametrize("job", ["validate", "plan", "apply", "wait", "drift"])
@pytest.mark.parametrize(("change", "text"), [
    ({"REKON_SHA256": "0" * 64}, "does not have the digest"), ({"REKON_SHA256": ""}, "has no digest"),
    ({"REKON_VERSION": "$(id>PWNED)"}, "must be one like 0.2.0"), ({"REKON_COMMIT": "main"}, "REKON_COMMIT is no whole commit"),
    ({"REKON_COMMIT": "0" * 40}, "not our ref"), ({"REKON_RELEASES": "http://127.0.0.1:1"}, "must begin with https://"),
])
def test_gitlab_runs_no_other_program(gitlab, job, change, text):
    gitlab.setup = {**gitlab.setup, **change}
    gitlab.variables = {"has_changes": "true", "digest": "sha256:" + "0" * 64}
    assert gitlab(job) == (128 if text == "not our ref" else 1) and text in gitlab.log
    assert gitlab.forge.calls == [] and not list(gitlab.repository.folder.rglob("PWNED"))


def test_gitlab_runs_no_script_of_a_later_commit(gitlab):
    (gitlab.repository.sources / "examples/scripts/install.sh").write_text("touch PWNED\n")
    gitlab.repository.commit(gitlab.repository.sources)
    assert gitlab("validate") == 0, gitlab.log
    assert not list(gitlab.repository.folder.rglob("PWNED"))


def test_gitlab_takes_the_settings_the_key_and_the_title_from_variables(gitlab):
    """REKON_CONFIG is of the type File: the runner writes it beside the checkout."""
    settings = gitlab.repository.folder / "REKON_CONFIG"
    settings.write_text("apiVersion: rekon/v1\nkind: Settings\ncommentKey: of-the-operator\n")
    (gitlab.repository.tree / "rekon.yaml").write_text("apiVersion: rekon/v1\nkind: Settings\ncommentKey: of-the-tree\n")
    given = {"CI_MERGE_REQUEST_IID": "5", "REKON_CONFIG": str(settings)}
    assert gitlab("plan", **given) == 0, gitlab.log
    assert gitlab("plan", **given, REKON_COMMENT_KEY="mine", REKON_COMMENT_TITLE="Plan of staging") == 0, gitlab.log
    first, second = gitlab.forge.texts()
    assert first.startswith("<!-- rekon:plan key=of-the-operator ")
    assert second.startswith("<!-- rekon:plan key=mine ") and "\n### Plan of staging\n" in second


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
    script = [line.replace("models/", arguments) for line in GITLAB["plan"]["script"]]
    monkeypatch.setitem(GITLAB["plan"], "script", script)
    outside = gitlab.repository.folder / "outside"
    outside.mkdir()
    for name in ("rekon-plan", "rekon-drift"):
        (gitlab.repository.tree / name).mkdir()
        for file in ("report.md", "outputs.env", "rekon-plan.json"):
            (gitlab.repository.tree / name / file).write_text(
                "report_markdown=rekon-plan/report.md\nhas_changes=true\ndigest=$(id>PWNED)\n"
            )
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
    before = GITLAB[job["extends"]]["before_script"]
    assert gitlab("plan", CI_MERGE_REQUEST_IID="5") == 0, gitlab.log
    assert not any(b"token" == path.read_bytes() for path in gitlab.folder.rglob("*") if path.is_file())
    # The program is fetched after that.
    assert before[-2:] == ["unset AWS_TOKEN", *GITLAB[".rekon"]["before_script"]]
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


def test_a_schedule_replaces_no_approval():
    """A newer pipeline cancels what is created, pending or running, not what is manual (app/models/concerns/ci/has_status.rb),
    and a group of resources is entered when a job starts.
    """
    for name in ("plan", "apply", "wait"):
        for rule in GITLAB[name]["rules"]:
            assert '$CI_PIPELINE_SOURCE != "schedule"' in rule["if"] or '== "merge_request_event"' in rule["if"], name
    groups = [job["resource_group"] for job in GITLAB.values() if isinstance(job, dict) and "resource_group" in job]
    assert len(groups) == len(set(groups)) == 3
    assert GITLAB["apply"]["interruptible"] is False


def test_developers_alone_read_the_artifacts():
    for name, job in GITLAB.items():
        if isinstance(job, dict) and "artifacts" in job:
            assert job["artifacts"]["access"] == "developer", name
