"""The standard streams of a real process: full, closed, non-blocking, gone."""

import os
import subprocess
import time

import pytest

from support.rekon import REKON, ROOT, sandbox_environment


@pytest.fixture
def rekon(tmp_path):
    variables = sandbox_environment(tmp_path, rekon=REKON)

    def run(shell, **options):
        return subprocess.run(
            ["bash", "-c", shell], cwd=ROOT, env=variables, text=True, timeout=60,
            stderr=subprocess.PIPE, **{"stdout": subprocess.PIPE, **options},
        )

    seeded = run("$rekon sandbox seed --concurrent-trainings 10 examples/models")
    assert seeded.returncode == 0, seeded.stderr
    return run


FULL = "error: the output could not be written: No space left on device\n"


@pytest.mark.parametrize(
    "command",
    [
        "plan --format json --detailed-exitcode examples/models", "plan examples/models", "validate examples/models",
        "schema", "--help",
    ],
)
def test_a_full_device(rekon, command):
    result = rekon(f"$rekon {command} >/dev/full")
    assert (result.returncode, result.stderr) == (1, FULL)


def test_a_reader_that_is_gone(rekon):
    result = rekon('{ trap "" PIPE; sleep 1; $rekon plan --detailed-exitcode examples/models; echo $? >&2; } | true')
    assert result.stderr == "141\n"


@pytest.mark.parametrize("closed, status", [("<&-", 2), (">&-", 1), ("2>&-", 2), ("<&- >&- 2>&-", 1)])
def test_closed_streams(rekon, closed, status):
    result = rekon(f"$rekon plan --detailed-exitcode examples/models {closed}")
    assert result.returncode == status
    if closed == ">&-":
        assert result.stderr == "error: the output could not be written: Bad file descriptor\n"


def test_a_pipe_that_does_not_block(rekon):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    # Ten times the schema is more than a pipe holds.
    process = subprocess.Popen(
        ["bash", "-c", "for _ in 1 2 3 4 5 6 7 8 9 10; do $rekon schema || exit; done"],
        env={"PATH": os.environ["PATH"], "rekon": REKON}, stdout=writer, stderr=subprocess.PIPE, text=True,
    )
    os.close(writer)
    time.sleep(1)
    with os.fdopen(reader, "rb") as stream:
        content = stream.read()
    assert process.wait(timeout=30) == 0, process.stderr.read()
    process.stderr.close()
    assert content == (ROOT / "specs/desired-state.schema.json").read_bytes() * 10


def test_streams_named_on_the_command_line(rekon, tmp_path):
    example = "examples/models/minimal/traffic-signs.yaml"
    for shell in (f"$rekon validate <(cat {example})", f"cat {example} | $rekon validate -",
                  f"cat {example} | $rekon validate /dev/stdin", f"$rekon validate - {example} < {example}"):
        result = rekon(shell)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith("Valid: "), shell


def test_a_pipe_in_a_folder(rekon, tmp_path):
    (tmp_path / "a.yaml").write_bytes((ROOT / "examples/models/minimal/traffic-signs.yaml").read_bytes())
    os.mkfifo(tmp_path / "b.yaml")
    result = rekon(f"$rekon validate {tmp_path}")
    assert result.returncode == 1
    assert f"{tmp_path}/b.yaml: is not a file but a pipe" in result.stderr
