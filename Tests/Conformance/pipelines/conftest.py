import os
import subprocess
import sys

import pytest

from fake_forge import Forge
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
            capture_output=True, text=True, timeout=60,
        )

    return run



@pytest.fixture
def rekon(tmp_path):
    return lambda *arguments, **variables: run(arguments, environment(tmp_path, **{**KEYS, **variables}))
