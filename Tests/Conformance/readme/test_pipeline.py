"""The pipeline that README.md shows, run against the sandbox: every line that is printed there is printed here."""

import pathlib
import re
import shlex
import shutil
import subprocess

from support.rekon import ROOT, run, sandbox_environment


def shown_steps():
    """The commands of the README's pipeline, each with its exit code and the lines that it prints there."""
    text = (ROOT / "README.md").read_text()
    block = re.search(r"```text\n(\$ rekon validate models/\n.*?)```", text, re.S)[1]
    for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, *lines = step.rstrip("\n").split("\n")
        code = re.search(r" +# exit (\d+)$", command)
        yield command[: code.start()] if code else command, int(code[1]) if code else 0, lines


def normal(line):
    # The numbers of ARNs are times, and the digest is also of the program's version.
    line = re.sub(r"sha256:[0-9a-f]{64}", "sha256:N", line)
    return re.sub(r"/version/(\S+)/\d+", r"/version/\1/N", line).rstrip()


def test_every_step_prints_what_the_readme_shows(tmp_path):
    shutil.copytree(pathlib.Path(__file__).parent / "models", tmp_path / "models")

    def rekon(*arguments):
        return run(
            arguments, sandbox_environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    assert rekon("sandbox", "seed", "--training-duration", "4", "models").returncode == 0
    steps = list(shown_steps())
    assert [command.split()[1] for command, _, _ in steps] == ["validate", "plan", "apply", "wait"]
    for command, code, lines in steps:
        result = rekon(*shlex.split(command)[1:])
        assert result.returncode == code, result.stdout
        # Not in their order: which of two trainings is seen to end first is a matter of milliseconds.
        printed = {normal(line) for line in result.stdout.split("\n")} | {"..."}
        assert {normal(line) for line in lines} <= printed, f"{command}\n{result.stdout}"
