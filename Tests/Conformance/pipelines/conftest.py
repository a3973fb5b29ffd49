import os
import subprocess
import sys

import pytest

from fake_forge import Forge
from github_runner import Runner
from models import write_models
from releases import Releases
from repository import Repository
from support.rekon import KEYS, ROOT, environment, run


@pytest.fixture(params=["github", "gitlab"])
def service(request):
    forge = Forge(request.param)
    yield forge
    forge.stop()


@pytest.fixture
def script(tmp_path):
    """Runs one of examples/scripts, as a pipeline does: with Python and nothing else."""

    def run(name, *arguments, **environment):
        return subprocess.run(
            [sys.executable, ROOT / "examples/scripts" / name, *map(str, arguments)],
            cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
            capture_output=True, text=True, timeout=300,
        )

    return run


@pytest.fixture
def rekon(tmp_path):
    return lambda *arguments, **variables: run(arguments, environment(tmp_path, **{**KEYS, **variables}))


@pytest.fixture
def releases(tmp_path):
    """A host with a release for each architecture, whose program is the one under test."""
    (tmp_path / "authority").mkdir()
    server = Releases(tmp_path / "authority")
    yield server
    server.stop()


@pytest.fixture
def action(tmp_path, rekon, releases):
    """GitHub with a checkout that has models/, and a sandbox in the place of AWS."""
    write_models(tmp_path / "tree/models", "v1", "v2")
    sandbox = {"REKON_SANDBOX": str(tmp_path / "state.json"), "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    seeded = rekon("sandbox", "seed", "--training-duration", "1", "tree/models", **sandbox)
    assert seeded.returncode == 0, seeded.stderr
    forge = Forge("github")
    yield Runner(tmp_path, sandbox, forge, releases)
    forge.stop()


@pytest.fixture
def repository(tmp_path, rekon, releases):
    return Repository(tmp_path, rekon, releases)
