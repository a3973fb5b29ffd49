"""`rekon sandbox serve` continues as the program `rekon-sandbox` beside rekon."""

import os
import pathlib
import shutil
import signal
import subprocess

import pytest

from support.rekon import REKON, environment, run
from support.sandbox import PROGRAM, SandboxServer


def test_it_is_one_process():
    server = SandboxServer()
    assert os.readlink(f"/proc/{server.process.pid}/exe") == str(PROGRAM)
    server.process.send_signal(signal.SIGTERM)
    server.process.communicate(timeout=20)
    assert server.process.returncode == 143


def test_its_signals_are_as_rekon_got_them():
    """A signal that rekon ignores for itself is not ignored in the server: else it outlives its terminal."""
    server = SandboxServer()
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    blocked = int(next(line for line in status.splitlines() if line.startswith("SigBlk")).split()[1], 16)
    assert blocked & 1 << signal.SIGTERM - 1 == 0
    server.process.send_signal(signal.SIGHUP)
    server.process.communicate(timeout=20)
    assert server.process.returncode == 143


def test_the_arguments_are_passed_on():
    for arguments in (["--assumable-role", "x y"], ["--state", "/etc", "--port", "0"]):
        through = run(["sandbox", "serve", *arguments], environment("/"))
        direct = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, env=environment("/"))
        assert (through.returncode, through.stdout, through.stderr) == (direct.returncode, direct.stdout, direct.stderr)
        assert through.returncode in (1, 64)


def test_rekon_answers_for_its_own_command():
    """Help and usage errors name what the user typed, and both programs have the same options."""
    shown = run(["sandbox", "serve", "--help"], environment("/")).stdout
    direct = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, env=environment("/")).stdout
    assert "USAGE: rekon sandbox serve [" in shown and "USAGE: rekon-sandbox [" in direct
    assert shown == run(["help", "sandbox", "serve"], environment("/")).stdout

    def options(text):
        return text.partition("\nOPTIONS:\n")[2]

    assert "--assumable-role" in options(shown) and options(shown) == options(direct)
    wrong = run(["sandbox", "serve", "--prot", "0"], environment("/"))
    assert wrong.returncode == 64 and "Usage: rekon sandbox serve" in wrong.stderr


@pytest.fixture
def place(tmp_path):
    """rekon without the server, and other programs of its name in the PATH and in the working folder."""
    folder, other = tmp_path / "bin", tmp_path / "other"
    for part in (folder, other):
        part.mkdir()
    shutil.copy(REKON, folder / "rekon")
    (other / "rekon-sandbox").write_text("#!/bin/sh\necho wrong\n")
    (other / "rekon-sandbox").chmod(0o755)
    return folder, other


def serve(program, other):
    variables = environment(other, PATH=f"{other}:{os.environ['PATH']}")
    return subprocess.run(
        [program, "sandbox", "serve", "--assumable-role", "x"], env=variables, cwd=other, capture_output=True, text=True, timeout=60
    )


def test_without_the_server(place):
    folder, other = place
    result = serve(folder / "rekon", other)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(
        f"error: {folder}/rekon-sandbox does not exist: it contains the server of the sandbox\n  help: install rekon-sandbox "
    )


def test_a_server_that_cannot_be_run(place):
    folder, other = place
    (folder / "rekon-sandbox").write_text("")
    result = serve(folder / "rekon", other)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: {folder}/rekon-sandbox cannot be run: Permission denied\n  help: ")


def test_a_link_leads_to_the_server_beside_the_file(place, tmp_path):
    folder, other = place
    (folder / "rekon-sandbox").symlink_to(PROGRAM)
    (other / "rekon").symlink_to(folder / "rekon")
    result = serve(other / "rekon", other)
    assert result.returncode == 64 and "Usage: rekon-sandbox" in result.stderr
