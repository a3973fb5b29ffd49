"""The commands of `status --cleanup --format aws-cli`, read by a shell and by botocore's model of the API."""

import re
import shlex
import subprocess

import botocore.session
import pytest

from support.rekon import ROOT, run, sandbox_environment

MODEL = botocore.session.get_session().get_service_model("rekognition")


@pytest.fixture
def rekon(tmp_path):
    return lambda *arguments: run(arguments, sandbox_environment(tmp_path), cwd=ROOT)


def test_commands(rekon):
    seed = ("sandbox", "seed", "--concurrent-trainings", "10", "--training-duration", "0", "examples/models")
    assert rekon(*seed).returncode == 0
    assert rekon("apply", "--auto-approve", "--max-trainings", "10", "examples/models").returncode == 0
    listed = rekon("status", "--cleanup", "--format", "aws-cli", "examples/models/minimal")
    assert listed.returncode == 0, listed.stderr
    assert subprocess.run(["sh", "-n"], input=listed.stdout, text=True).returncode == 0
    everything = rekon("status", "--cleanup", "--format", "aws-cli", "examples/models")
    pattern = MODEL.shape_for("ProjectVersionArn").metadata["pattern"]
    operation = MODEL.operation_model("DeleteProjectVersion")
    assert operation.input_shape.required_members == ["ProjectVersionArn"]
    for line in everything.stdout.splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[:4] == ["aws", "rekognition", "delete-project-version", "--region"]
        assert words[5] == "--project-version-arn" and len(words) == 7
        assert re.fullmatch(pattern, words[6]) and words[6].split(":")[3] == words[4]
