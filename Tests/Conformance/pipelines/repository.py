"""A repository whose jobs run with the real program, and with a sandbox in the place of AWS."""

import os
import re
import shutil
import subprocess

from github_runner import EXAMPLES, make_sources
from models import write_models
from releases import VERSION
from support.rekon import REKON

# Where the image of ../container has the scripts.
SCRIPTS = re.search(r"COPY --from=build /scripts/ (\S+)/\n", (EXAMPLES / "container/Dockerfile").read_text())[1]


class Repository:
    """A repository with models/, a sandbox in the place of AWS, a release of rekon, and an image with program and scripts."""

    def __init__(self, folder, rekon, releases):
        self.folder, self.tree, self.state = folder, folder / "tree", folder / "state.json"
        write_models(self.tree / "models", "v1", "v2")
        (folder / "bin").mkdir()
        (folder / "bin/rekon").symlink_to(REKON)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
            "CURL_CA_BUNDLE": str(releases.certificate),
            "AWS_EC2_METADATA_DISABLED": "true", "REKON_SANDBOX": str(self.state), "GIT_CONFIG_NOSYSTEM": "1",
        }
        seeded = rekon("sandbox", "seed", "--training-duration", "1", self.tree / "models", REKON_SANDBOX=str(self.state))
        assert seeded.returncode == 0, seeded.stderr
        self.url = f"file://{self.tree}"
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()
        self.sources = make_sources(folder / "sources")
        self.git("init", "--quiet", "--initial-branch=main", folder=self.sources)
        # As forges have it: a commit can be fetched by its id.
        self.git("config", "uploadpack.allowAnySHA1InWant", "true", folder=self.sources)
        # What the operator writes into the variables: a release, or none and an image that has everything.
        self.release = {
            "REKON_VERSION": VERSION, "REKON_SHA256": releases.sha256(), "REKON_RELEASES": releases.base,
            "REKON_SOURCE": f"file://{self.sources}", "REKON_COMMIT": self.commit(self.sources),
        }
        self.image = {"REKON_VERSION": "", "PATH": f"{folder}/bin:{os.environ['PATH']}"}

    def git(self, *arguments, folder=None):
        command = ["git", "-C", folder or self.tree, "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
        return subprocess.run(command, check=True, env=self.environment, stdout=subprocess.PIPE, text=True).stdout.strip()

    def commit(self, folder=None):
        """Makes the tree what main has; the id of the commit."""
        self.git("add", "--all", folder=folder)
        self.git("commit", "--quiet", "--allow-empty", "--message=A", folder=folder)
        return self.git("rev-parse", "HEAD", folder=folder)

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
