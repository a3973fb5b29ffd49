"""The AWS CLI against `rekon sandbox serve`."""

import json
import subprocess
import sys
import time

import pytest

from sandbox_support import OUTPUT, REGION, TESTING, TRAINING
from support.rekon import KEYS, environment


@pytest.fixture
def aws(tmp_path):
    def run(server, *arguments, **more):
        settings = {**KEYS, "AWS_DEFAULT_REGION": REGION, "AWS_MAX_ATTEMPTS": None, **more}
        return subprocess.run(
            [sys.executable, "-m", "awscli", "rekognition", *arguments], env=environment(tmp_path, server, **settings),
            timeout=60, capture_output=True, text=True,
        )

    return run


def test_create_describe_wait(aws, serve):
    server = serve("--training-duration", "0")
    created = aws(server, "create-project", "--project-name", "signs", "--query", "ProjectArn", "--output", "text")
    assert created.returncode == 0, created.stderr
    project = created.stdout.strip()
    created = aws(
        server, "create-project-version", "--project-arn", project, "--version-name", "v1",
        "--output-config", json.dumps(OUTPUT), "--training-data", json.dumps(TRAINING),
        "--testing-data", json.dumps(TESTING), "--tags", "team=a",
    )
    assert created.returncode == 0, created.stderr
    version = json.loads(created.stdout)["ProjectVersionArn"]
    described = aws(
        server, "describe-project-versions", "--project-arn", project, "--version-names", "v1",
        "--query", "ProjectVersionDescriptions[].[ProjectVersionArn,Status]", "--output", "text",
    )
    assert described.stdout.split() == [version, "TRAINING_COMPLETED"]
    # The waiter asks before it sleeps: with a training that has ended, it does not wait for 120 seconds.
    waited = aws(server, "wait", "project-version-training-completed", "--project-arn", project)
    assert waited.returncode == 0, waited.stderr
    refused = aws(server, "delete-project", "--project-arn", project)
    assert refused.returncode == 254 or refused.returncode == 255
    assert "(ResourceInUseException) when calling the DeleteProject operation" in refused.stderr


def test_wait_for_a_training_that_is_running(aws, serve, tmp_path):
    """Its 120 seconds are the API model's: a copy of the waiter with another delay, found first, is used instead."""
    import botocore.loaders

    waiters = botocore.loaders.Loader().load_service_model("rekognition", "waiters-2")
    waiters["waiters"]["ProjectVersionTrainingCompleted"]["delay"] = 1
    folder = tmp_path / "models/rekognition/2016-06-27"
    folder.mkdir(parents=True)
    (folder / "waiters-2.json").write_text(json.dumps(waiters))
    server = serve("--training-duration", "4")
    project = aws(server, "create-project", "--project-name", "signs", "--query", "ProjectArn", "--output", "text")
    project = project.stdout.strip()
    start = time.monotonic()
    created = aws(
        server, "create-project-version", "--project-arn", project, "--version-name", "v1",
        "--output-config", json.dumps(OUTPUT), "--training-data", json.dumps(TRAINING),
        "--testing-data", json.dumps(TESTING),
    )
    assert created.returncode == 0, created.stderr
    waited = aws(
        server, "wait", "project-version-training-completed", "--project-arn", project,
        AWS_DATA_PATH=str(tmp_path / "models"),
    )
    assert waited.returncode == 0, waited.stderr
    assert 3 < time.monotonic() - start < 30
