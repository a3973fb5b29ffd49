"""The outputs of a run, and the action whose steps make them, with the real program against the sandbox."""

import json
import os
import re
import subprocess

import pytest
import yaml

from fake_forge import Forge
from support.rekon import REKON, ROOT

ACTION = ROOT / "examples/github-actions/action"
PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001"


def write_models(folder, *names, output="s3://acme-training/"):
    folder.mkdir(exist_ok=True)
    (folder / "a.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT}\ndefaults: {{ output: {output} }}\nversions:\n"
        + "".join(f"  - name: {name}\n" for name in names)
    )


@pytest.fixture
def place(tmp_path, rekon):
    """A folder with models/ and a sandbox, in whose environment everything runs."""
    write_models(tmp_path / "models", "v1", "v2")
    environment = {"REKON_SANDBOX": str(tmp_path / "state.json"), "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    assert rekon("sandbox", "seed", "--training-duration", "1", "models", **environment).returncode == 0
    return tmp_path, environment


def read_outputs(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


@pytest.fixture
def run(script, place):
    folder, environment = place

    def run(*arguments):
        outputs = folder / "outputs"
        outputs.unlink(missing_ok=True)
        result = script("rekon_run.py", "--rekon", REKON, "--outputs", outputs, *arguments, **environment)
        return result, read_outputs(outputs) if outputs.exists() else {}

    return run


def test_a_plan_its_apply_and_the_plan_after(run, place):
    folder, _ = place
    result, outputs = run("--plan", "p.json", "plan", "models")
    assert result.returncode == 0, result.stderr
    saved = json.loads((folder / "p.json").read_text())
    assert outputs == {
        "exit-code": "2", "has-changes": "true", "creates": "2", "in-training": "0", "estimated-cost": "",
        "plan-path": "p.json", "digest": saved["digest"], "report-path": "rekon-report.json",
    }
    result, outputs = run("--plan", "p.json", "--expect-digest", saved["digest"], "apply", "--wait")
    assert (result.returncode, outputs["exit-code"], outputs["creates"]) == (0, "0", "2"), result.stderr
    result, outputs = run("plan", "models")
    assert result.returncode == 0
    assert (outputs["exit-code"], outputs["has-changes"], outputs["creates"]) == ("0", "false", "0")
    assert outputs["plan-path"] == outputs["digest"] == ""


def test_an_estimate_is_handed_on(run, place):
    folder, _ = place
    run("--plan", "p.json", "plan", "models")
    assert run("--plan", "p.json", "apply", "--wait")[0].returncode == 0
    write_models(folder / "models", "v1", "v2", "v3")
    _, outputs = run("plan", "--training-price", "3600", "models")
    # Trainings of a second have been charged for, at a dollar a second.
    assert float(outputs["estimated-cost"]) >= 1


def test_a_plan_in_training_says_so(run, place, rekon):
    folder, environment = place
    assert rekon("sandbox", "seed", "--training-duration", "1000", "models", **environment).returncode == 0
    run("--plan", "p.json", "plan", "models")
    run("--plan", "p.json", "apply")
    assert run("plan", "models")[1]["in-training"] == "2"


def test_a_file_of_another_plan_is_not_applied(run, place):
    folder, _ = place
    run("--plan", "p.json", "plan", "models")
    result, outputs = run("--plan", "p.json", "--expect-digest", "sha256:" + "0" * 64, "apply")
    assert result.returncode == 1 and "which was reviewed" in result.stderr and outputs == {}
    assert json.loads((folder / "state.json").read_text())["projects"][0]["versions"] == []


def test_a_blocked_plan_hands_on_no_earlier_one(run, place):
    folder, _ = place
    run("--plan", "p.json", "plan", "models")
    run("--plan", "p.json", "apply", "--wait")
    write_models(folder / "models", "v1", output="s3://elsewhere/")
    result, outputs = run("--plan", "p.json", "plan", "models")
    assert result.returncode == 3 and outputs["exit-code"] == "3"
    assert (folder / "p.json").exists() and outputs["plan-path"] == outputs["digest"] == ""


@pytest.mark.parametrize(("accept", "code"), [("0 2", 1), ("0 1 2", 0)])
def test_an_error_is_an_error_unless_it_is_accepted(run, place, accept, code):
    folder, _ = place
    (folder / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    result, outputs = run("--accept", accept, "plan", "models")
    assert (result.returncode, outputs["exit-code"], outputs["has-changes"]) == (code, "1", "")


def test_what_could_not_be_read_is_not_known(run, place):
    folder, _ = place
    (folder / "models/b.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT.replace('signs', 'gone')}\ndefaults: {{ output: s3://b/ }}\n"
        "versions: [{ name: v1 }]\n"
    )
    result, outputs = run("plan", "models")
    assert (result.returncode, outputs["exit-code"]) == (1, "1")
    assert outputs["has-changes"] == outputs["creates"] == ""


def test_names_for_shells(run):
    _, outputs = run("--underscores", "plan", "models")
    assert outputs["exit_code"] == "2" and outputs["has_changes"] == "true"


@pytest.mark.parametrize("command", ["plan", "verify", "drift", "validate"])
def test_everything_is_of_one_run(run, place, command):
    """A wrapper of rekon that records each run."""
    folder, _ = place
    wrapper = folder / "rekon"
    wrapper.write_text(f'#!/bin/sh\necho run >> "{folder}/runs"\nexec "{REKON}" "$@"\n')
    wrapper.chmod(0o755)
    result, outputs = run("--rekon", wrapper, "--markdown", "r.md", command, "models")
    assert result.returncode == 0, result.stderr
    assert (folder / "runs").read_text() == "run\n"
    assert json.loads((folder / outputs["report-path"]).read_text())["formatVersion"]
    assert (folder / "r.md").read_text().startswith(f"<!-- rekon:{command} ")
    # The log is for people.
    assert not result.stdout.startswith(("{", "<!--"))


def test_the_comment_shows_the_plan_that_is_saved(run, place):
    folder, _ = place
    run("--plan", "p.json", "--markdown", "r.md", "plan", "models")
    saved = json.loads((folder / "p.json").read_text())
    report = json.loads((folder / "rekon-report.json").read_text())
    names = [version["name"] for project in report["projects"] for version in project["versions"]]
    assert names == ["v1", "v2"] and all(f"`{name}`" in (folder / "r.md").read_text() for name in names)
    assert all(name in json.dumps(saved) for name in names)


def test_reports_of_an_earlier_run_do_not_pass_for_those_of_a_run_without_any(run, place):
    folder, _ = place
    run("--markdown", "r.md", "plan", "models")
    result, outputs = run("--markdown", "r.md", "plan", "--target", "nothing", "models")
    assert (result.returncode, outputs["exit-code"], outputs["report-path"]) == (64, "64", "")
    assert not (folder / "r.md").exists() and not (folder / "rekon-report.json").exists()


def test_a_report_replaces_no_desired_state(run, place):
    folder, _ = place
    before = (folder / "models/a.yaml").read_text()
    result, outputs = run("--markdown", "models/a.yaml", "plan", "models")
    assert (result.returncode, outputs["report-path"]) == (64, "")
    assert (folder / "models/a.yaml").read_text() == before


# The action


class Runner:
    """Runs an action's steps as GitHub does, as far as this action needs it."""

    def __init__(self, folder, environment, forge):
        self.folder, self.environment, self.forge = folder, environment, forge
        self.action = yaml.safe_load((ACTION / "action.yml").read_text())

    def expand(self, text, values):
        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda match: self.value(match[1], values), text)

    @staticmethod
    def value(name, values):
        """An output that no step has set is empty; everything else must be known."""
        return values.get(name, "") if name.startswith("steps.") else values[name]

    def __call__(self, number="5", run_number="12", **inputs):
        values = {"github.token": self.forge.environment["GITHUB_TOKEN"], "github.action_ref": "", "github.event.pull_request.number": number}
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        assert given.keys() <= self.action["inputs"].keys()
        for key, entry in self.action["inputs"].items():
            values[f"inputs.{key}"] = given.get(key, self.expand(entry.get("default", ""), values))
        outputs, failed, self.log = {}, False, ""
        for step in self.action["runs"]["steps"]:
            # The one condition that the action has: a step that also runs after a failure, if rekon has run.
            condition = step.get("if", "")
            if failed and "!cancelled()" not in condition:
                continue
            if "exit-code != ''" in condition and not values.get("steps.run.outputs.exit-code"):
                continue
            file, summary = self.folder / ".output", self.folder / ".summary"
            file.write_text("")
            environment = {key: self.expand(value, values) for key, value in step.get("env", {}).items()}
            folder = self.folder / self.expand(step.get("working-directory", "."), values)
            result = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=folder,
                env={"PATH": os.environ["PATH"], "GITHUB_OUTPUT": str(file), "GITHUB_STEP_SUMMARY": str(summary),
                     "GITHUB_ACTION_PATH": str(ACTION), "GITHUB_RUN_NUMBER": run_number, "GITHUB_RUN_ATTEMPT": "1",
                     "GITHUB_ACTIONS": "true", "GITHUB_WORKFLOW": "rekon", "GITHUB_JOB": "plan", "PYTHONDONTWRITEBYTECODE": "1",
                     **{key: value for key, value in self.forge.environment.items() if key != "GITHUB_TOKEN"},
                     **self.environment, **environment},
                capture_output=True, text=True, timeout=120,
            )
            failed = failed or result.returncode != 0
            self.log += result.stdout + result.stderr
            if "id" in step:
                for key, value in read_outputs(file).items():
                    values[f"steps.{step['id']}.outputs.{key}"] = value
        for key, entry in self.action["outputs"].items():
            name = re.fullmatch(r"\$\{\{ (.*) \}\}", entry["value"])[1]
            outputs[key] = values.get(name, "")
        return not failed, outputs


@pytest.fixture
def action(place):
    forge = Forge("github")
    yield Runner(*place, forge)
    forge.stop()


def test_the_action_plans_comments_and_applies(action):
    common = {"rekon": REKON, "command": "plan", "paths": "models\n"}
    passed, outputs = action(**common, plan_file="p.json", publish="pull-request")
    assert passed, action.log
    assert (outputs["exit-code"], outputs["has-changes"], outputs["creates"], outputs["plan-path"]) == (
        "2", "true", "2", "p.json",
    )
    (comment,) = action.forge.texts()
    assert "v1" in comment and "v2" in comment and "order=12.1 -->" in comment.split("\n")[0]
    # The run's summary has the same, without what only comments need; the files have annotations.
    assert (action.folder / ".summary").read_text().strip() == comment.partition("\n")[2].strip()
    assert "::notice file=models/a.yaml,line=5" in action.log

    # An older run that ends later changes nothing; a newer one updates the comment in place.
    assert action(**common, publish="pull-request", run_number="11")[0]
    assert action.forge.texts() == [comment]
    write_models(action.folder / "models", "v1")
    assert action(**common, publish="pull-request", run_number="13")[0]
    (updated,) = action.forge.texts()
    assert "v2" not in updated and updated != comment
    write_models(action.folder / "models", "v1", "v2")

    passed, applied = action(rekon=REKON, command="apply", plan_file="p.json", expect_digest=outputs["digest"],
                             args="--wait\n--audit-log\naudit.jsonl\n", accept="0 5")
    assert passed and (applied["exit-code"], applied["creates"]) == ("0", "2"), action.log
    assert (action.folder / "audit.jsonl").exists()


def test_a_blocked_plan_fails_the_action_and_is_reported(action):
    action(rekon=REKON, command="plan", paths="models", plan_file="p.json")
    assert action(rekon=REKON, command="apply", plan_file="p.json", args="--wait")[0]
    write_models(action.folder / "models", "v1", output="s3://elsewhere/")
    passed, outputs = action(rekon=REKON, command="plan", paths="models", publish="pull-request")
    assert not passed and outputs["exit-code"] == "3"
    assert len(action.forge.texts()) == 1


@pytest.mark.parametrize("text", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "--target\n$(touch pwned)"])
def test_nothing_in_an_input_is_run(action, text):
    for name in ("paths", "args", "plan_file", "accept", "expect_digest"):
        action(**{"rekon": REKON, "command": "plan", "paths": "models", name: text})
    action(rekon=text, command="plan", paths="models")
    action(rekon=REKON, command=text, paths="models")
    action(rekon=REKON, command="plan", paths="models", publish=text, number=text)
    assert not list(action.folder.rglob("pwned"))


def with_of(workflow, job):
    """What a workflow gives the action in a job, as the runner takes it."""
    steps = yaml.safe_load((ROOT / "examples/github-actions/workflows" / workflow).read_text())["jobs"][job]["steps"]
    (step,) = [step for step in steps if "examples/github-actions" in step.get("uses", "")]
    return {name.replace("-", "_"): value for name, value in step["with"].items()} | {"rekon": REKON}


def test_the_workflow_of_a_pull_request(action):
    assert action(**with_of("rekon-plan.yml", "validate"))[0], action.log
    passed, outputs = action(**with_of("rekon-plan.yml", "plan"))
    assert passed and outputs["creates"] == "2", action.log
    assert len(action.forge.texts()) == 1
    report = json.loads((action.folder / outputs["report-path"]).read_text())
    assert report["verification"]["passed"], "checked, too"


def test_the_workflow_on_main(action):
    passed, planned = action(**with_of("rekon-apply.yml", "plan"))
    assert passed and planned["plan-path"] == "rekon-plan.json", action.log
    inputs = with_of("rekon-apply.yml", "apply") | {"expect_digest": planned["digest"]}
    passed, applied = action(**inputs)
    assert passed and applied["creates"] == "2", action.log
    assert (action.folder / "rekon-audit.jsonl").exists()
    passed, waited = action(**with_of("rekon-apply.yml", "wait"))
    assert passed and waited["exit-code"] == "0", action.log


def test_the_workflow_at_night(action):
    inputs = with_of("rekon-drift.yml", "drift")
    passed, outputs = action(**inputs)
    # Drift does not fail the job: the issue reports it.
    assert passed and (outputs["exit-code"], outputs["has-changes"]) == ("2", "true"), action.log
    (text,) = action.forge.open_texts()
    assert text.startswith("<!-- rekon:drift ") and "`v1`" in text and "missing" in text
    assert "v2" in (action.folder / ".summary").read_text()
    write_models(action.folder / "models", "v1")
    assert action(**inputs, run_number="13")[0]
    (text,) = action.forge.open_texts()
    assert "v2" not in text
    assert action(rekon=REKON, command="apply", paths="models", args="--auto-approve\n--wait\n")[0], action.log
    passed, outputs = action(**inputs, run_number="14")
    assert passed and (outputs["exit-code"], outputs["has-changes"]) == ("0", "false"), action.log
    assert action.forge.open_texts() == []
    # What cannot be read fails the run, and neither opens nor closes anything.
    (action.folder / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    passed, outputs = action(**inputs, run_number="15")
    assert not passed and (outputs["exit-code"], outputs["has-changes"]) == ("1", "")
    assert action.forge.open_texts() == []


def test_a_missing_program_is_reported(action):
    passed, outputs = action(rekon="no-such-rekon", command="plan", paths="models")
    assert not passed and set(outputs.values()) == {""}
