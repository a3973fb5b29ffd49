"""`--outputs`: what rekon hands to later steps of a pipeline, and what it must never hand on."""

import json
import signal
import subprocess
import time

import pytest

from support.rekon import run, sandbox_environment, start, write_desired_state
from support.schemas import validate

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001"


def write(folder, *names, output="s3://acme-training/"):
    folder.mkdir(exist_ok=True)
    write_desired_state(folder / "a.yaml", *names, project=PROJECT, output=output)


class Place:
    def __init__(self, folder):
        self.folder = folder
        write(folder / "models", "v1", "v2")
        assert self.rekon("sandbox", "seed", "--training-duration", "1", "models").returncode == 0

    def rekon(self, *arguments, **variables):
        return run(arguments, sandbox_environment(self.folder, **variables))

    def outputs(self, *arguments, form="dotenv", **variables):
        path = self.folder / "outputs"
        path.unlink(missing_ok=True)
        result = self.rekon(arguments[0], f"--outputs={form}=outputs", *arguments[1:], **variables)
        values = dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}
        assert values == {} or values["exit_code" if form != "github" else "exit-code"] == str(result.returncode)
        return result, values


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_plan_its_apply_and_the_plan_after(place):
    result, values = place.outputs("plan", "--out", "p.json", "--report", "json=r.json", "--report=markdown=r.md", "models")
    assert result.returncode == 0, result.stderr
    saved = json.loads((place.folder / "p.json").read_text())
    assert values == {
        "exit_code": "0", "has_changes": "true", "creates": "2", "in_training": "0", "estimated_cost": "",
        "plan_path": "p.json", "digest": saved["digest"], "report_json": "r.json", "report_markdown": "r.md",
        "sandbox": "true",
    }
    result, values = place.outputs("apply", "--wait", "p.json", "--expect-digest", saved["digest"])
    assert (result.returncode, values["creates"], values["digest"]) == (0, "2", ""), result.stderr
    _, values = place.outputs("plan", "--detailed-exitcode", "models")
    assert (values["exit_code"], values["has_changes"], values["creates"]) == ("0", "false", "0")
    write(place.folder / "models", "v1", "v2", "v3")
    _, values = place.outputs("plan", "--detailed-exitcode", "--training-price", "3600", "models")
    assert values["exit_code"] == "2" and float(values["estimated_cost"]) >= 1
    _, values = place.outputs("drift", "models")
    assert (values["exit_code"], values["has_changes"]) == ("2", "true")
    _, values = place.outputs("wait", "models")
    assert (values["exit_code"], values["in_training"]) == ("5", "0")


def test_versions_in_training_are_counted(place):
    assert place.rekon("sandbox", "seed", "--training-duration", "1000", "models").returncode == 0
    assert place.outputs("apply", "--auto-approve", "models")[1]["creates"] == "2"
    assert place.outputs("plan", "models")[1]["in_training"] == "2"
    assert place.outputs("wait", "--timeout", "1s", "models")[1]["in_training"] == "2"


def test_github_gets_lines_at_the_end_of_its_file(place):
    (place.folder / "outputs.txt").write_text("earlier=1\n")
    place.rekon("plan", "--outputs=github=outputs.txt", "models")
    lines = (place.folder / "outputs.txt").read_text().splitlines()
    assert lines[:4] == ["earlier=1", "exit-code=0", "has-changes=true", "creates=2"]


@pytest.mark.parametrize(
    "break_it, code",
    [
        (lambda place: (place.folder / "models/a.yaml").write_text("apiVersion: rekon/v1\n"), 1),
        (lambda place: (place.folder / "models/a.yaml").unlink(), 1),
        (lambda place: write(place.folder / "models", "v1", output="s3://elsewhere/"), 3),
    ],
)
def test_a_run_that_fails_hands_on_nothing_of_an_earlier_one(place, break_it, code):
    place.rekon("plan", "--out", "p.json", "--report=json=r.json", "models")
    assert place.rekon("apply", "p.json", "--wait").returncode == 0
    break_it(place)
    _, values = place.outputs("plan", "--out", "p.json", "--report", "json=r.json", "models")
    assert values["exit_code"] == str(code)
    assert values["plan_path"] == values["digest"] == ""
    # This run's report is there, and says what happened.
    assert values["report_json"] == "r.json"
    assert json.loads((place.folder / "r.json").read_text())["hasChanges" if code == 3 else "complete"] is False


def test_a_wrong_command_line_writes_no_outputs(place):
    _, values = place.outputs("plan", "--no-such-option", "models")
    assert values == {}


@pytest.mark.parametrize("path", ["a b.json", "$(id).json", "`id`.json", "a;b.json", "a'b.json", "a\nexit-code=0", "é.json"])
def test_paths_with_another_shape_are_refused_before_the_run(place, path):
    for option in (["--out", path], ["--report", f"json={path}"]):
        result, values = place.outputs("plan", *option, "models", form="github")
        assert result.returncode == 64 and values in ({}, dict.fromkeys(values, "") | {"exit-code": "64"})
    assert {entry.name.split(".")[0] for entry in place.folder.iterdir()} <= {"models", "state", "outputs"}


@pytest.mark.parametrize("planted", ["#!/bin/sh\n", "PATH=/tmp/evil\n", "a: b\n"])
def test_another_file_is_not_replaced(place, planted):
    (place.folder / "other").write_text(planted)
    result = place.rekon("plan", "--outputs=dotenv=other", "models")
    assert result.returncode != 0 and (place.folder / "other").read_text() == planted


def test_live_data_does_not_reach_a_line_of_its_own(place):
    """A project's live data is not part of any value."""
    _, values = place.outputs("plan", "models")
    assert all(set(value) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-/:") for value in values.values())


@pytest.mark.parametrize("command", ["plan", "verify", "drift"])
@pytest.mark.parametrize(
    "arguments, variables, part",
    [
        (["--target", "none", "models"], {}, "matches no version"),
        (["models"], {"REKON_SANDBOX": None, "AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1", "AWS_PROFILE": "nosuch"}, "nosuch"),
        (["gone"], {}, "gone"),
        (["plan.json"], {}, "is a saved plan"),
        (["broken.json"], {}, "not valid JSON"),
    ],
)
def test_every_end_has_its_report(place, command, arguments, variables, part):
    if command == "drift" and arguments[0] == "--target":
        pass
    place.rekon("plan", "--out", "plan.json", "models")
    (place.folder / "broken.json").write_text('{"kind":"rekon.plan","formatVersion":"1.0"')
    formats = ["json", "markdown", "sarif", "junit", "github", "text"]
    reports = [f"--report={name}=r.{name}" for name in formats]
    result, values = place.outputs(command, *reports, *arguments, **variables)
    assert result.returncode in (1, 64), result.stderr
    for name in formats:
        assert part in (place.folder / f"r.{name}").read_text(), name
        assert values[f"report_{name}"] == f"r.{name}"
    document = json.loads((place.folder / "r.json").read_text())
    validate("failure.schema.json", document)
    assert document["command"] == command


@pytest.mark.parametrize("command", ["apply", "wait"])
def test_an_early_error_is_the_json_of_apply_and_wait(place, command):
    for path, part in [("gone", "gone"), ("models", "only")]:
        write(place.folder / "models", "v 1")
        result = place.rekon(command, "--format", "json", *(["--auto-approve"] if command == "apply" else []), path)
        document = json.loads(result.stdout)
        validate("failure.schema.json", document)
        assert result.returncode == 1 and document["command"] == command and part in result.stdout


def trap(place, kind):
    path = place.folder / "trap"
    if kind == "link":
        path.symlink_to(place.folder / "elsewhere")
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text("a file of another kind\n")
    return path


@pytest.mark.parametrize("kind", ["link", "folder", "file"])
@pytest.mark.parametrize("command, option", [("plan", "--out"), ("drift", "--metrics")])
def test_a_refused_file_leaves_no_result_of_an_earlier_run(place, command, option, kind):
    arguments = ["--report", "json=r.json", "--report", "markdown=r.md", option, "trap", "models"]
    assert place.outputs(command, *arguments)[0].returncode in (0, 2)
    earlier = (place.folder / "r.md").read_text()
    (place.folder / "trap").unlink()
    trap(place, kind)
    result = place.rekon(command, "--outputs=dotenv=outputs", *arguments)
    assert result.returncode == 1 and (place.folder / "r.md").read_text() != earlier
    assert "trap" in json.loads((place.folder / "r.json").read_text())["error"]["message"]
    outputs = (place.folder / "outputs").read_text()
    assert outputs.startswith("exit_code=1\n") and "digest=sha256" not in outputs and "has_changes=\n" in outputs


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_leaves_no_result_of_an_earlier_run(place, number):
    arguments = ["plan", "--outputs=dotenv=outputs", "--report=json=r.json", "--report=markdown=r.md"]
    assert place.rekon(*arguments, "models").returncode == 0
    # It waits for a desired state on the standard input.
    process = start([*arguments, "-"], sandbox_environment(place.folder), stdin=subprocess.PIPE)
    while "has not ended" not in (place.folder / "r.md").read_text():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    # The input stays open: its end would end the run.
    process.wait(timeout=30)
    process.communicate()
    assert process.returncode in (143, -number)
    document = json.loads((place.folder / "r.json").read_text())
    validate("failure.schema.json", document)
    assert "to create" not in (place.folder / "r.md").read_text()
    assert "has_changes=true" not in (place.folder / "outputs").read_text()
