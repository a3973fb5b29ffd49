"""Everything in a checkout, in an artifact and in a comment is hostile. Each test is an attack."""

import json
import re
import shutil

import pytest
import yaml

from github_runner import EXAMPLES
from models import trained, write_models
from releases import VERSION, pack, program
from releases import name as folder
from support.rekon import REKON

FORGED = "<!-- rekon:plan key={key} order={order} -->\n## Plan: 0 to create. Nothing to do.\n"
HUGE = "18446744073709551615.1"


@pytest.fixture
def key(action):
    """The key of the comment of rekon-plan.yml."""
    action.workflow("rekon-plan.yml")
    (comment,) = action.forge.texts()
    action.forge.comments.clear()
    return re.search(r"key=(\S+)", comment)[1]


# Results in the checkout


PLANTED = [
    "rekon-plan.md", "rekon-plan-report.json", "rekon-report.json", "report.json", "report.md", "rekon-drift.md",
    "rekon-plan.json", "outputs.env", "plan.env", "rekon-audit.jsonl",
]


def plant(tree, key="models"):
    for name in PLANTED:
        (tree / name).write_text(FORGED.format(key=key, order=HUGE))
    (tree / "rekon-report.json").write_text(json.dumps(
        {"formatVersion": 1, "complete": True, "hasChanges": False, "summary": {"create": "$(id>PWNED)"}, "projects": []}
    ))
    (tree / "outputs.env").write_text("exit_code=0\nhas_changes=true\ncreates=$(id>PWNED)\ndigest=$(id>PWNED)\n")
    # What a script would import if its folder were the checkout.
    for name in ("forge.py", "json.py", "sitecustomize.py"):
        (tree / name).write_text("open('PWNED', 'w')\n")
    (tree / "rekon").write_text("#!/bin/sh\ntouch PWNED\n")
    (tree / "rekon").chmod(0o755)


@pytest.mark.parametrize("models", ["versions: [", "apiVersion: rekon/v1\n", None])
def test_a_planted_report_is_not_published(action, key, models):
    plant(action.tree, key)
    if models is None:
        # A run that ends before it has a result.
        shutil.rmtree(action.tree / "models")
    else:
        (action.tree / "models/a.yaml").write_text(models)
    results = action.workflow("rekon-plan.yml")
    assert results["validate"]["result"] == "failure" and results["plan"]["result"] == "skipped"
    assert action.forge.texts() == []
    # The plan by itself, as if `validate` were gone.
    release = {"version": VERSION, "sha256": action.releases.sha256()}
    passed, outputs = action(command="plan", paths="models", publish="pull-request", **release)
    assert not passed
    assert not any("Nothing to do" in text for text in action.forge.texts())
    assert outputs["has-changes"] == outputs["creates"] == outputs["digest"] == ""
    assert not list(action.folder.rglob("PWNED"))


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_planted_changes_nothing(action, key):
    plant(action.tree, key)
    outside = action.folder / "outside"
    outside.write_text("untouched")
    for name in ("reports", "temporary", "rekon-plan", "rekon-program"):
        (action.tree / name).symlink_to(outside)
    before = contents(action.tree)
    results = action.workflow("rekon-plan.yml")
    assert results["plan"]["result"] == "success", action.log
    assert contents(results["plan"]["workspace"]) == before
    (comment,) = action.forge.texts()
    assert "order=12.1" in comment and "`v1`" in comment
    results = action.workflow("rekon-apply.yml", run_number="13")
    assert results["apply"]["result"] == "success", action.log
    assert trained(action.state) == ["v1", "v2"]
    assert all(contents(results[name]["workspace"]) == before for name in ("plan", "apply", "wait"))
    assert outside.read_text() == "untouched" and not list(action.folder.rglob("PWNED"))


# Comments


def test_a_forged_comment_does_not_stay(action, key):
    action.forge.runs = 12
    action.forge.comment(FORGED.format(key=key, order=HUGE))
    assert action.workflow("rekon-plan.yml")["plan"]["result"] == "success", action.log
    (comment,) = action.forge.texts()
    assert "order=12.1" in comment and "`v1`" in comment


def test_without_the_right_to_read_runs_a_forged_comment_does_not_stay_either(action, key):
    action.forge.runs = None
    action.forge.comment(FORGED.format(key=key, order=HUGE))
    assert action.workflow("rekon-plan.yml")["plan"]["result"] == "success", action.log
    assert "order=12.1" in action.forge.texts()[0]


def test_a_marker_with_a_leading_blank_is_none(action, key):
    for text in (" ", "\t", "\u00a0", "\ufeff", "\n"):
        action.forge.comment(text + FORGED.format(key=key, order=HUGE))
    assert action.workflow("rekon-plan.yml")["plan"]["result"] == "success", action.log
    assert "order=12.1" in action.forge.texts()[-1] and len(action.forge.texts()) == 6


# Plans


def saved_plan(action):
    return action.artifacts / "rekon-plan/rekon-plan.json"


def test_another_plan_than_the_reviewed_one_is_not_applied(action):
    def replace(job):
        if job == "apply":
            plan = json.loads(saved_plan(action).read_text())
            plan["projects"][0]["versions"][0]["desired"]["request"]["OutputConfig"]["S3Bucket"] = "attacker"
            saved_plan(action).write_text(json.dumps(plan))

    assert action.workflow("rekon-apply.yml", before=replace)["apply"]["result"] == "failure"
    assert trained(action.state) == []


def test_a_plan_with_another_digest_is_not_applied(action):
    def plan():
        file = str(action.folder / "p.json")
        return action(rekon=REKON, command="plan", paths="models", plan_file=file)[1]["digest"]

    reviewed = plan()
    write_models(action.tree / "models", "evil", output="s3://attacker/loot/")
    plan()
    for digest in (reviewed, ""):
        inputs = {"plan_file": str(action.folder / "p.json"), "expect_digest": digest}
        assert not action(rekon=REKON, command="apply", **inputs)[0]
        assert trained(action.state) == []


@pytest.mark.parametrize("name", ["digest", "d\\u0069gest"])
@pytest.mark.parametrize("last", ["reviewed", "forged"])
def test_a_plan_with_two_digests_is_not_applied(action, rekon, name, last):
    """Two members of one name: a reader that takes the first and one that takes the last see different plans."""
    write_models(action.folder / "evil", "evil-1", "evil-2", output="s3://attacker/loot/")
    forged = action.folder / "evil.json"
    assert rekon("plan", "--out", forged, "evil", **action.environment).returncode == 0

    def forge(job):
        if job == "apply":
            reviewed = json.loads(saved_plan(action).read_text())["digest"]
            evil = json.loads(forged.read_text())
            own = evil.pop("digest")
            body = json.dumps(evil)[1:-1]
            digests = [f'"{name}": "{own}"', f'"digest": "{reviewed}"']
            first, second = digests if last == "reviewed" else reversed(digests)
            saved_plan(action).write_text(f"{{{first}, {body}, {second}}}")

    assert action.workflow("rekon-apply.yml", before=forge)["apply"]["result"] == "failure"
    assert trained(action.state) == []


@pytest.mark.parametrize("change", ["reverted", "another output", "deleted"])
def test_a_late_approval_trains_nothing_that_main_no_longer_wants(action, change):
    def change_main(job):
        if job == "apply":
            action.main = action.folder / "main"
            shutil.copytree(action.tree, action.main)
            match change:
                case "reverted":
                    write_models(action.main / "models", "v1")
                case "another output":
                    write_models(action.main / "models", "v1", "v2", output="s3://elsewhere/")
                case "deleted":
                    shutil.rmtree(action.main / "models")

    results = action.workflow("rekon-apply.yml", before=change_main)
    assert results["apply"]["result"] == "failure" and results["wait"]["result"] == "skipped", action.log
    assert trained(action.state) == []


def test_a_commit_of_main_that_changes_no_model_does_not_stop_an_approval(action):
    def change_main(job):
        if job == "apply":
            action.main = action.folder / "main"
            shutil.copytree(action.tree, action.main)
            (action.main / "README.md").write_text("new\n")
            (action.main / "models/a.yaml").write_text("# A comment.\n" + (action.main / "models/a.yaml").read_text())

    assert action.workflow("rekon-apply.yml", before=change_main)["apply"]["result"] == "success", action.log
    assert trained(action.state) == ["v1", "v2"]


def test_more_than_the_limit_is_not_applied(action):
    write_models(action.tree / "models", *(f"v{number}" for number in range(6)))
    results = action.workflow("rekon-apply.yml")
    assert results["plan"]["result"] == "failure" and trained(action.state) == []


@pytest.mark.parametrize("name", ["rekon-plan.yml", "rekon-apply.yml", "rekon-drift.yml"])
def test_another_release_than_the_named_one_does_not_run(action, name):
    """The host of the releases has another archive by now."""
    right = action.releases.sha256()
    action.releases.sha256 = lambda: right
    content = pack([(f"{folder()}/bin/rekon", program(f"touch {action.folder}/PWNED\n"))])
    action.releases.files = dict.fromkeys(action.releases.files, content)
    results = action.workflow(name)
    assert {result["result"] for result in results.values()} <= {"failure", "skipped"}
    assert set(action.failures) >= {"Install the release"} and action.roles == []
    assert action.forge.calls == [] and not list(action.folder.rglob("PWNED"))


# All examples


def test_no_example_sources_a_file_of_a_run():
    for path in [*EXAMPLES.rglob("*.yml"), *EXAMPLES.rglob("*.yaml")]:
        for line in path.read_text().splitlines():
            if re.search(r"(^|[\s;&(])(\.|source|eval)\s", line):
                assert line.strip() == ". scripts/setup", f"{path}: {line}"


def test_every_apply_has_a_limit_a_digest_and_the_current_state():
    gitlab = yaml.safe_load((EXAMPLES / "gitlab/.gitlab-ci.yml").read_text())
    buildspec = yaml.safe_load((EXAMPLES / "codebuild/buildspec.yml").read_text())
    texts = {
        "gitlab": "\n".join(gitlab["apply"]["script"]), "codebuild": buildspec["phases"]["build"]["commands"][0],
    }
    for name, text in texts.items():
        command = re.search(r"\brekon apply .*", text, re.DOTALL)[0]
        assert all(option in command for option in ("--max-creates 5", "--expect-digest", "--expect-state")), name
    workflow = (EXAMPLES / "github-actions/workflows/rekon-apply.yml").read_text()
    assert all(text in workflow for text in ("--max-creates", "expect-digest:", "expect-state:"))
    assert "--max-creates" in (EXAMPLES / "argocd/presync-hook.yaml").read_text()
