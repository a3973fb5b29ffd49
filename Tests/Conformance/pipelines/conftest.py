import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from fake_forge import Forge
from pipeline_places import REKON, ROOT


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
            capture_output=True, text=True, timeout=60,
        )

    return run



@pytest.fixture
def rekon(tmp_path):
    """Runs the program in an environment that is made from scratch."""

    def run(*arguments, **environment):
        return subprocess.run(
            [REKON, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=60,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true",
                 "AWS_MAX_ATTEMPTS": "1", "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
                 "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", **environment},
        )

    return run
