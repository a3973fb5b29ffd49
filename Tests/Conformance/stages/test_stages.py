"""The example of examples/stages: one set of files for two stages, and variables from Terraform."""

import json
import re
import shutil
import subprocess

import pytest
from support.rekon import REKON, ROOT, run, sandbox_environment

EXAMPLE = ROOT / "examples/stages"
# What Terraform 1.11.4 printed for terraform/outputs.tf.
OUTPUTS = ROOT / "Tests/Conformance/stages/terraform-output.json"
CANARY = "not-for-rekon"


@pytest.fixture
def rekon(tmp_path):
    for name in ("models", "stages"):
        shutil.copytree(EXAMPLE / name, tmp_path / name)

    def rekon(*arguments, **options):
        return run(arguments, sandbox_environment(tmp_path), **options)

    return rekon


def commands():
    """The commands of the README, without the placeholder of Terraform's call."""
    text = (EXAMPLE / "README.md").read_text()
    return re.findall(r"^rekon plan --var-file .*$", text, re.M)


def test_the_readme_has_a_plan_for_each_stage(rekon):
    stages = ["staging", "production"]
    assert [re.search(r"stages/(\w+)", command)[1] for command in commands()] == stages
    for stage, command in zip(stages, commands()):
        options = command.split()[2:]
        assert rekon("sandbox", "seed", *options).returncode == 0
        plan = rekon("plan", "--format", "json", *options)
        assert plan.returncode == 0, plan.stderr
        document = json.loads(plan.stdout)
        name = document["projects"][0]["project"]
        assert re.fullmatch(rf"arn:aws:rekognition:eu-central-1:\d{{12}}:project/signs-{stage}/\d+", name)
        # Production gets copies: nothing is trained there.
        assert document["summary"]["create"] == (2 if stage == "staging" else 0)
        assert document["summary"]["retired"] == (0 if stage == "staging" else 2)


def test_every_stage_sets_the_same_variables():
    def names(stage):
        text = (EXAMPLE / f"stages/{stage}.vars.yaml").read_text()
        return re.findall(r"^(\w+):", text, re.M)

    assert names("staging") == names("production")


@pytest.mark.parametrize("stage", ["staging", "production"])
def test_render_resolves_the_project(rekon, stage):
    options = ["--var-file", f"stages/{stage}.vars.yaml", "models/"]
    offline = rekon("render", *options)
    assert offline.returncode == 0 and offline.stderr == ""
    assert f"project:\n  name: signs-{stage}\n  region: eu-central-1\n" in offline.stdout
    assert rekon("render", "--resolve", *options).returncode == 1
    assert rekon("sandbox", "seed", *options).returncode == 0
    resolved = rekon("render", "--resolve", *options)
    assert resolved.returncode == 0
    assert re.search(rf"^project: arn:aws:rekognition:eu-central-1:\d+:project/signs-{stage}/\d+$", resolved.stdout, re.M)


def pipe(tmp_path, command):
    """A command of a shell, in which `terraform` prints what was recorded."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "terraform").write_text(f"#!/bin/sh\nexec cat '{OUTPUTS}'\n")
    (folder / "terraform").chmod(0o755)
    (folder / "rekon").symlink_to(REKON)
    variables = sandbox_environment(tmp_path)
    variables["PATH"] = f"{folder}:{variables['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], env=variables, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    "source",
    ["--var-file <(terraform -chdir=terraform output -json) models/", "--var-file - models/"],
    ids=["descriptor", "standard-input"],
)
def test_outputs_of_terraform_are_variables(rekon, tmp_path, source):
    begin = "terraform output -json | " if "-file -" in source else ""
    for command in ("sandbox seed", "render --resolve"):
        if (tmp_path / "bin").exists():
            shutil.rmtree(tmp_path / "bin")
        result = pipe(tmp_path, f"{begin}rekon {command} --var STAGE=staging {source}")
        assert result.returncode == 0, result.stderr
        assert CANARY not in result.stdout + result.stderr
    assert "s3://acme-staging-training/signs/" in result.stdout
    assert ":111122223333:project/signs-staging/" in result.stdout
    # Outputs for other programs: one warning.
    assert result.stderr.count("warning: no file contains the variables `SUBNET_IDS`, `WEBHOOK_SECRET` of ") == 1


def test_a_model_is_copied_to_production_and_not_trained_twice():
    """Custom Labels guide, md-copy-model-overview."""
    for path in (ROOT / "README.md", ROOT / "examples/stages/README.md"):
        assert "CopyProjectVersion" in path.read_text(), path
    assert "do not train it again" in " ".join((ROOT / "README.md").read_text().split())


def test_the_readme_shows_these_commands():
    text = (EXAMPLE / "README.md").read_text()
    assert "rekon plan --var STAGE=staging --var-file <(terraform -chdir=terraform output -json) models/" in text
    assert "terraform output -json | rekon plan --var STAGE=staging --var-file - models/" in text


def test_the_recording_has_the_outputs_of_the_example():
    declared = re.findall(r'^output "(\w+)"', (EXAMPLE / "terraform/outputs.tf").read_text(), re.M)
    recorded = json.loads(OUTPUTS.read_text())
    assert sorted(declared) == sorted(recorded)
    assert all(set(output) == {"sensitive", "type", "value"} for output in recorded.values())


@pytest.mark.parametrize(
    ("name", "message"), [("WEBHOOK_SECRET", "is a sensitive output"), ("SUBNET_IDS", "is an output whose value is a list")]
)
def test_an_output_that_is_no_variable_is_an_error_where_it_is_used(rekon, tmp_path, name, message):
    model = tmp_path / "models/signs.yaml"
    model.write_text(model.read_text().replace('"${var:STAGE}"', f'"${{var:{name}}}"'))
    result = rekon("plan", "--var", "STAGE=staging", "--var-file", OUTPUTS, "models/")
    assert result.returncode == 1
    assert re.search(rf"models/signs.yaml:10:19: error: the variable `{name}` {message}", result.stderr)
    assert CANARY not in result.stdout + result.stderr and "subnet-1" not in result.stderr


@pytest.mark.skipif(not shutil.which("terraform"), reason="no terraform on this machine")
def test_terraform_prints_what_was_recorded(tmp_path):
    shutil.copy(EXAMPLE / "terraform/outputs.tf", tmp_path)
    (tmp_path / "terraformrc").touch()
    variables = {**sandbox_environment(tmp_path), "TF_CLI_CONFIG_FILE": str(tmp_path / "terraformrc"), "CHECKPOINT_DISABLE": "1"}

    def terraform(*arguments):
        return subprocess.run(
            ["terraform", *arguments], cwd=tmp_path, env=variables, check=True, capture_output=True, text=True
        ).stdout

    terraform("init", "-input=false")
    terraform("apply", "-auto-approve", "-input=false")
    assert json.loads(terraform("output", "-json")) == json.loads(OUTPUTS.read_text())
