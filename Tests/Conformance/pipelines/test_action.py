"""The action, and the workflows from their first job to their last, with the real program against the sandbox."""

import hashlib
import json
import shutil

import pytest
import yaml

from github_runner import COMMIT, KEYS, WORKFLOWS, expand, holds
from models import PROJECT, trained, write_models
from support.rekon import REKON

@pytest.fixture
def plan(action):
    """Saves a plan; its outputs."""

    def run(**inputs):
        file = str(action.folder / "p.json")
        passed, outputs = action(rekon=REKON, command="plan", paths="models", plan_file=file, **inputs)
        assert passed, action.log
        return outputs

    return run


def apply(action, digest, **inputs):
    return action(rekon=REKON, command="apply", plan_file=str(action.folder / "p.json"), expect_digest=digest, **inputs)


# Outputs


def test_a_plan_its_apply_and_the_plan_after(action, plan):
    outputs = plan()
    saved = json.loads((action.folder / "p.json").read_text())
    reports = {name: outputs.pop(name) for name in ("report-json", "report-markdown")}
    assert outputs == {
        "exit-code": "2", "has-changes": "true", "creates": "2", "in-training": "0", "estimated-cost": "",
        "plan-path": str(action.folder / "p.json"), "digest": saved["digest"],
        "selected-arn": "", "trained-arns": "", "trained-f1": "", "trained-gates": "",
    }
    assert json.loads(open(reports["report-json"]).read())["hasChanges"]
    assert open(reports["report-markdown"]).read().startswith("<!-- rekon:plan ")
    passed, outputs = apply(action, saved["digest"], args="--wait")
    assert passed and (outputs["exit-code"], outputs["creates"]) == ("0", "2"), action.log
    assert outputs["trained-gates"] == "none,none" and outputs["trained-arns"].count("arn:") == 2
    selected = action(rekon=REKON, command="select", paths="models", args="--newest")[1]["selected-arn"]
    assert selected == outputs["trained-arns"].split(",")[1]
    outputs = action(rekon=REKON, command="plan", paths="models")[1]
    assert (outputs["exit-code"], outputs["has-changes"], outputs["creates"]) == ("0", "false", "0")
    assert outputs["plan-path"] == outputs["digest"] == ""


def test_an_estimate_is_handed_on(action, plan):
    assert apply(action, plan()["digest"], args="--wait")[0], action.log
    write_models(action.tree / "models", "v1", "v2", "v3")
    _, outputs = action(rekon=REKON, command="plan", paths="models", args="--training-price\n3600\n")
    # Trainings of a second have been charged for, at a dollar a second.
    assert float(outputs["estimated-cost"]) >= 1, action.log


def test_a_plan_in_training_says_so(action, plan, rekon):
    seeded = rekon("sandbox", "seed", "--training-duration", "1000", "tree/models", **action.environment)
    assert seeded.returncode == 0
    assert apply(action, plan()["digest"])[0], action.log
    assert action(rekon=REKON, command="plan", paths="models")[1]["in-training"] == "2"


def test_a_blocked_plan_fails_the_action_and_is_reported(action, plan):
    assert apply(action, plan()["digest"], args="--wait")[0], action.log
    write_models(action.tree / "models", "v1", output="s3://elsewhere/")
    passed, outputs = action(
        rekon=REKON, command="plan", paths="models", plan_file=str(action.folder / "p.json"), publish="pull-request"
    )
    assert not passed and outputs["exit-code"] == "3"
    # An earlier run's plan is still there, and no output names it.
    assert (action.folder / "p.json").exists() and outputs["plan-path"] == outputs["digest"] == ""
    assert action.failures == ["Run rekon"], action.log
    assert len(action.forge.texts()) == 1, action.log


@pytest.mark.parametrize(("accept", "passes"), [("0 2", False), ("0 1 2", True)])
def test_an_error_is_an_error_unless_it_is_accepted(action, accept, passes):
    (action.tree / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    passed, outputs = action(rekon=REKON, command="plan", paths="models", accept=accept)
    assert (passed, outputs["exit-code"], outputs["has-changes"]) == (passes, "1", "")


def test_what_could_not_be_read_is_not_known(action):
    (action.tree / "models/b.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT.replace('signs', 'gone')}\ndefaults: {{ output: s3://b/ }}\n"
        "versions: [{ name: v1 }]\n"
    )
    passed, outputs = action(rekon=REKON, command="plan", paths="models")
    assert (passed, outputs["exit-code"]) == (False, "1")
    assert outputs["has-changes"] == outputs["creates"] == ""


@pytest.mark.parametrize("command", ["plan", "verify", "drift", "validate", "wait"])
def test_everything_is_of_one_run(action, command):
    """A wrapper of rekon that records each run."""
    wrapper = action.folder / "rekon"
    count = f'[ "$1" = --version ] || echo run >> "{action.folder}/runs"'
    wrapper.write_text(f'#!/bin/sh\n{count}\nexec "{REKON}" "$@"\n')
    wrapper.chmod(0o755)
    passed, outputs = action(rekon=str(wrapper), command=command, paths="models", accept="0 1 2 3 5")
    assert passed, action.log
    assert (action.folder / "runs").read_text() == "run\n"
    assert json.loads(open(outputs["report-json"]).read())["formatVersion"]
    assert open(outputs["report-markdown"]).read().startswith(f"<!-- rekon:{command} ")


def test_a_run_without_a_result_has_no_outputs(action):
    passed, outputs = action(rekon=REKON, command="plan", paths="models", args="--no-such-option", publish="pull-request")
    assert not passed and set(outputs.values()) == {""}
    assert action.forge.texts() == []


def test_no_line_of_another_command_is_a_command_for_the_runner(action):
    program = action.folder / "rekon"
    program.write_text("#!/bin/sh\nprintf '%s\\n' '::add-mask::a' '::stop-commands::b'\n")
    program.chmod(0o755)
    action(rekon=str(program), command="status", paths="models")
    shown = action.log.splitlines()[2:]
    token = shown[0].removeprefix("::stop-commands::")
    assert shown == [f"::stop-commands::{token}", "::add-mask::a", "::stop-commands::b", f"::{token}::"]
    assert len(token) >= 10


def test_a_missing_program_is_reported(action):
    passed, outputs = action(rekon="no-such-rekon", command="plan", paths="models")
    assert not passed and set(outputs.values()) == {""}
    assert "the program is missing" in action.log


# Settings


@pytest.fixture
def settings(action):
    """A settings file outside of the checkout, and another one in it."""
    head = "apiVersion: rekon/v1\nkind: Settings\n"
    (action.tree / "rekon.yaml").write_text(head + "commentKey: of-the-checkout\n")
    (action.folder / "operator.yaml").write_text(head + "commentKey: of-the-operator\n")
    return action.folder / "operator.yaml"


def test_settings_come_from_outside_of_the_checkout(action, settings):
    common = {"rekon": REKON, "command": "plan", "paths": "models"}
    for inputs, key in (({}, "of-the-checkout"), ({"config": str(settings)}, "of-the-operator")):
        passed, outputs = action(**common, **inputs)
        assert passed and f" key={key} " in open(outputs["report-markdown"]).readline(), action.log


@pytest.mark.parametrize("path", ["rekon.yaml", "./rekon.yaml", "{tree}/rekon.yaml", "{tree}/../tree/rekon.yaml", "{tree}/link"])
def test_settings_in_the_checkout_are_refused(action, settings, path):
    (action.tree / "link").symlink_to(settings)
    passed, outputs = action(rekon=REKON, command="plan", paths="models", config=path.format(tree=action.tree))
    assert not passed and "config must be a file outside of the checkout" in action.log and set(outputs.values()) == {""}


@pytest.mark.parametrize("path", ["{folder}/gone.yaml", "{folder}/to-the-checkout", "--no-config"])
def test_settings_that_are_none_are_refused(action, settings, path):
    (action.folder / "to-the-checkout").symlink_to(action.tree / "rekon.yaml")
    passed, _ = action(rekon=REKON, command="plan", paths="models", config=path.format(folder=action.folder))
    assert not passed and "config must be a file outside of the checkout" in action.log


# Comments


def test_the_key_and_the_title_reach_the_comment(action):
    common = {"rekon": REKON, "command": "plan", "paths": "models", "publish": "pull-request"}
    for stage in ("staging", "production"):
        inputs = {"comment_key": stage, "comment_title": f"Plan of {stage}"}
        assert action(**common, **inputs)[0] and action(**common, **inputs)[0], action.log
    staging, production = (text.split("\n") for text in action.forge.texts())
    assert staging[:4] == ["<!-- rekon:plan key=staging order=12.1 -->", "", "### Plan of staging", ""]
    assert production[2] == "### Plan of production"
    assert staging[3:] == production[3:] and staging[4].startswith("**Plan: 2 to create")


def test_the_key_and_the_title_reach_the_issue(action):
    inputs = {"comment_key": "production", "comment_title": "Drift of production"}
    assert action(rekon=REKON, command="drift", paths="models", publish="issue", **inputs)[0], action.log
    (issue,) = action.forge.issues.values()
    assert issue["title"] == "Drift of production" and issue["body"].startswith("<!-- rekon:drift key=production ")


def test_a_title_with_markup_is_refused(action):
    common = {"rekon": REKON, "command": "plan", "paths": "models", "publish": "pull-request"}
    assert not action(**common, comment_title="[x](https://evil)")[0] and action.forge.texts() == []
    assert action.failures == ["Publish"] and "a title has at most 100 characters" in action.log


def test_the_action_comments_and_updates_its_comment(action):
    action.forge.runs = 13
    common = {"rekon": REKON, "command": "plan", "paths": "models\n", "publish": "pull-request"}
    passed, outputs = action(**common)
    assert passed, action.log
    (comment,) = action.forge.texts()
    assert "v1" in comment and "v2" in comment and "order=12.1 -->" in comment.split("\n")[0]
    # The run's summary has the same, without what only comments need; the files have annotations.
    assert (action.folder / ".summary").read_text().strip() == comment.partition("\n")[2].strip()
    assert "::notice file=models/a.yaml,line=5" in action.log

    # An older run that ends later changes nothing; a newer one updates the comment in place.
    assert action(**common, run_number="11")[0], action.log
    assert action.forge.texts() == [comment]
    write_models(action.tree / "models", "v1")
    assert action(**common, run_number="13")[0], action.log
    (updated,) = action.forge.texts()
    assert "v2" not in updated and updated != comment


def test_the_comment_shows_the_plan_that_is_saved(action, plan):
    outputs = plan()
    saved = json.loads((action.folder / "p.json").read_text())
    names = [version["desired"]["name"] for project in saved["projects"] for version in project["versions"]]
    assert names == ["v1", "v2"]
    assert all(f"`{name}`" in open(outputs["report-markdown"]).read() for name in names)


@pytest.mark.parametrize("text", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "--target\n$(touch pwned)"])
def test_nothing_in_an_input_is_run(action, text):
    for name in ("paths", "args", "plan_file", "accept", "expect_digest", "expect_state", "rekon_sha256", "config", "comment_key"):
        action(**{"rekon": REKON, "command": "plan", "paths": "models", name: text})
    action(rekon=REKON, command="plan", paths="models", publish="pull-request", comment_title=text)
    action(rekon=REKON, command="apply", plan_file=text, expect_digest=text, expect_state=text)
    action(rekon=text, command="plan", paths="models")
    action(rekon=REKON, command=text, paths="models")
    action(rekon=REKON, command="plan", paths="models", publish=text, number=text)
    assert not list(action.folder.rglob("pwned"))


# The program


def test_a_program_is_checked_before_it_runs(action):
    program = action.folder / "program"
    program.write_text(f'#!/bin/sh\ntouch "{action.folder}/ran"\nexec "{REKON}" "$@"\n')
    right = hashlib.sha256(program.read_bytes()).hexdigest()
    for wrong in ("0" * 64, right.upper() + "0", f"{right}  /dev/null\n{right}", " "):
        assert not action(rekon=str(program), rekon_sha256=wrong, command="validate", paths="models")[0]
        assert not (action.folder / "ran").exists(), wrong
    assert action(rekon=str(program), rekon_sha256=right, command="validate", paths="models")[0], action.log
    assert (action.folder / "ran").exists()


def test_a_program_that_a_job_without_credentials_built(action):
    temporary = action.folder / "runner"
    temporary.mkdir()
    failed, outputs = action.composite("build", {}, action.contexts("5", "12", temporary), action.tree, temporary)
    assert not failed, action.log
    built = {"command": "plan", "paths": "models", "rekon_sha256": outputs["sha256"]}
    assert action(**built)[1]["creates"] == "2", action.log
    assert action.releases.calls == []
    # Another program in its place does not run.
    (action.artifacts / "rekon-program/rekon").write_text("#!/bin/sh\ntouch pwned\n")
    passed, _ = action(**built, role="arn:role", aws_region="us-east-1")
    assert not passed and action.failures == ["Check the program"] and action.roles == []
    assert not list(action.folder.rglob("pwned"))


def test_a_downloaded_program_without_checksum_is_refused(action):
    (action.artifacts / "rekon-program").mkdir(parents=True)
    shutil.copyfile(REKON, action.artifacts / "rekon-program/rekon")
    assert not action(command="validate", paths="models")[0]
    assert action.failures == ["Check the program"]


def test_only_rekon_has_the_credentials_of_the_role(action):
    role = {"role": "arn:role", "aws_region": "us-east-1"}
    assert action(rekon=REKON, command="plan", paths="models", publish="pull-request", **role)[0], action.log
    assert action.roles == ["arn:role"]
    steps = {name for name, environment in action.seen if set(KEYS.values()) & set(environment.values())}
    assert steps == {"Run rekon"}
    assert {name for name, environment in action.seen if "GITHUB_TOKEN" in environment} == {"Publish"}


# The workflows


def test_the_workflow_of_a_pull_request(action):
    results = action.workflow("rekon-plan.yml")
    assert {name: result["result"] for name, result in results.items()} == {
        "validate": "success", "plan": "success",
    }, action.log
    (comment,) = action.forge.texts()
    assert "`v1`" in comment
    (report,) = action.folder.glob("jobs/*-plan/temporary/*/report.json")
    assert json.loads(report.read_text())["verification"]["passed"], "checked, too"
    assert action.roles == ["arn:plan"]
    # Nothing is left in the checkout.
    assert [path.name for path in results["plan"]["workspace"].iterdir()] == ["models"]


def test_a_pull_request_of_a_fork_is_validated_without_credentials(action):
    results = action.workflow("rekon-plan.yml", **{"github.event.pull_request.head.repo.full_name": "mallory/models"})
    assert (results["validate"]["result"], results["plan"]["result"]) == ("success", "skipped")
    assert action.roles == [] and action.forge.calls == []


def test_more_than_the_limit_is_seen_on_the_pull_request(action):
    write_models(action.tree / "models", *(f"v{number}" for number in range(6)))
    assert action.workflow("rekon-plan.yml")["plan"]["result"] == "failure"
    (comment,) = action.forge.texts()
    assert "6" in comment and "--max-creates" in comment


def test_the_workflow_on_main(action):
    action.forge.merged = {COMMIT: 5}
    results = action.workflow("rekon-apply.yml", number="")
    assert {name: result["result"] for name, result in results.items()} == dict.fromkeys(results, "success"), action.log
    # The report on the merged pull request: what was created, and how the models turned out.
    applied, waited = action.forge.texts()
    assert applied.startswith("<!-- rekon:apply key=rekon-apply ") and "| `v1` | created |" in applied
    assert waited.startswith("<!-- rekon:wait ") and "| `v1` | trained | 0." in waited
    assert {comment["number"] for comment in action.forge.comments.values()} == {"5"}
    assert "**Apply: 2 created.**" in (action.folder / ".summary").read_text()
    assert trained(action.state) == ["v1", "v2"]
    assert action.roles == ["arn:plan", "arn:apply", "arn:plan"]
    # Each job takes the release, and checks it.
    assert len(action.releases.calls) == 3
    assert "version/v1/" in (action.artifacts / "rekon-audit-1/rekon-audit.jsonl").read_text()
    # There is nothing to do the next time, so there is no question for the reviewers.
    results = action.workflow("rekon-apply.yml", run_number="13")
    assert [results[name]["result"] for name in ("plan", "apply", "wait")] == ["success", "skipped", "skipped"]


@pytest.mark.parametrize(("waiting", "apply", "versions"), [(1, "skipped", []), (0, "success", ["v1", "v2"])])
def test_a_schedule_asks_for_no_second_approval(action, waiting, apply, versions):
    action.forge.waiting = waiting
    results = action.workflow("rekon-apply.yml", number="", **{"github.event_name": "schedule"})
    assert (results["plan"]["result"], results["apply"]["result"]) == ("success", apply), action.log
    assert trained(action.state) == versions
    assert ("this one asks for none" in action.log) == bool(waiting)


def test_a_push_asks_for_its_approval_whatever_waits(action):
    action.forge.waiting = 1
    assert action.workflow("rekon-apply.yml", number="")["apply"]["result"] == "success", action.log


def test_a_schedule_that_cannot_see_what_waits_asks_for_nothing(action):
    action.forge.runs = None
    results = action.workflow("rekon-apply.yml", number="", **{"github.event_name": "schedule"})
    assert [results[name]["result"] for name in ("plan", "apply", "wait")] == ["failure", "skipped", "skipped"]
    assert action.failures[0] == "Look for pending approvals"
    assert trained(action.state) == [] and action.roles == []


def test_a_schedule_replaces_no_approval_that_is_pending(action):
    """As GitHub keeps a group: a newer run cancels what is pending in it, unless that is in progress."""
    pending, replaced = {}, []

    def request(run, event, waiting):
        """The job `apply` of a run asks for its approval, if it runs at all."""
        context = {**action.contexts("", run, action.folder), "github.event_name": event}
        context |= {"needs.plan.outputs.has-changes": "true", "needs.plan.outputs.waiting": waiting}
        job = yaml.safe_load((WORKFLOWS / "rekon-apply.yml").read_text())["jobs"]["apply"]
        assert job["concurrency"]["cancel-in-progress"] is False and job["environment"]
        if holds(job["if"], context, failed=False):
            group = expand(job["concurrency"]["group"], context)
            replaced.extend([pending[group]] if group in pending else [])
            pending[group] = run
            return True
        return False

    assert request("12", "push", "") and not request("13", "schedule", "true")
    # The answer of the forge came too early to see the push.
    assert request("14", "schedule", "false") and replaced == []
    assert not request("15", "schedule", "true") and replaced == []
    # A newer push has all that the older one wants.
    assert request("16", "push", "") and replaced == ["12"]


def test_the_workflow_at_night(action):
    action.forge.runs = 15
    assert action.workflow("rekon-drift.yml")["drift"]["result"] == "success", action.log
    # Drift does not fail the job: the issue reports it.
    (text,) = action.forge.open_texts()
    assert text.startswith("<!-- rekon:drift ") and "`v1`" in text and "missing" in text
    assert "v2" in (action.folder / ".summary").read_text()
    write_models(action.tree / "models", "v1")
    assert action.workflow("rekon-drift.yml", run_number="13")["drift"]["result"] == "success", action.log
    (text,) = action.forge.open_texts()
    assert "v2" not in text
    assert action(rekon=REKON, command="apply", paths="models", args="--auto-approve\n--wait\n")[0], action.log
    assert action.workflow("rekon-drift.yml", run_number="14")["drift"]["result"] == "success", action.log
    assert action.forge.open_texts() == []
    # What cannot be read fails the run, and neither opens nor closes anything.
    (action.tree / "models/a.yaml").write_text("apiVersion: rekon/v1\n")
    assert action.workflow("rekon-drift.yml", run_number="15")["drift"]["result"] == "failure"
    assert action.forge.open_texts() == []


def test_every_workflow_is_run_here():
    assert sorted(path.name for path in WORKFLOWS.glob("*")) == ["rekon-apply.yml", "rekon-drift.yml", "rekon-plan.yml"]
