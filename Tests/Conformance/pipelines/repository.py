"""A repository whose jobs run with the real program, and with a sandbox in the place of AWS."""

import os
import re
import shutil
import subprocess

from github_runner import EXAMPLES
from models import write_models
from support.rekon import REKON

# Where the image of ../container has the scripts.
SCRIPTS = re.search(r"COPY --from=build /scripts/ (\S+)/\n", (EXAMPLES / "container/Dockerfile").read_text())[1]


class Repository:
    """A repository with models/, a sandbox in the place of AWS, and the image with its program and scripts."""

    def __init__(self, folder, rekon):
        self.folder, self.tree, self.state = folder, folder / "tree", folder / "state.json"
        write_models(self.tree / "models", "v1", "v2")
        (folder / "bin").mkdir()
        (folder / "bin/rekon").symlink_to(REKON)
        self.environment = {
            "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_EC2_METADATA_DISABLED": "true", "REKON_SANDBOX": str(self.state), "GIT_CONFIG_NOSYSTEM": "1",
        }
        seeded = rekon("sandbox", "seed", "--training-duration", "1", self.tree / "models", REKON_SANDBOX=str(self.state))
        assert seeded.returncode == 0, seeded.stderr
        self.url = f"file://{self.tree}"
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", self.tree], check=True, env=self.environment)
        self.commit()

    def commit(self):
        """Makes the tree what main has."""
        git = ["git", "-C", self.tree, "-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run([*git, "add", "--all"], check=True, env=self.environment)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message=A"], check=True, env=self.environment)

    def checkout(self, name):
        """A new folder with what is in the tree."""
        folder = self.folder / "checkouts" / f"{len(list((self.folder / 'checkouts').glob('*')))}-{name}"
        shutil.copytree(self.tree, folder, symlinks=True)
        return folder

    def shell(self, text, folder, **environment):
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text.replace(SCRIPTS, str(EXAMPLES / "scripts"))],
            cwd=folder, capture_output=True, text=True, timeout=120, env={**self.environment, **environment},
        )
