"""The week that README.md shows is what `scripts/demo weekly` prints."""

import os
import re
import subprocess

from support.rekon import REKON, ROOT


def normal(line):
    # The numbers of ARNs are times, and the ids of the sandbox's objects depend on them.
    line = re.sub(r"versionId=sandbox\.[0-9a-f]+", "versionId=N", line)
    return re.sub(r"/version/(\S+)/\d+", r"/version/\1/N", line).rstrip()


def steps(text):
    """The commands of a transcript, each with the lines that it printed."""
    return [step.rstrip("\n").split("\n") for step in re.split(r"^\$ ", text, flags=re.M)[1:]]


def test_the_demo_prints_the_week_of_the_readme(tmp_path):
    block = re.search(r"```text\n(\$ rekon add .*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    shown = steps(block)
    assert sum(map(len, shown)) <= 20
    result = subprocess.run(
        [ROOT / "scripts/demo", "weekly"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600,
        env={**os.environ, "REKON": REKON, "TMPDIR": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"},
    )
    assert result.returncode == 0, result.stdout
    printed = {command: [normal(line) for line in lines] for command, *lines in steps(result.stdout)}
    for command, *lines in shown:
        rest = iter(printed[command])
        for line in lines:
            # In their order; "..." stands for lines that are left out.
            assert line == "..." or any(normal(line) == other for other in rest), f"{command}: {line}\n{result.stdout}"
