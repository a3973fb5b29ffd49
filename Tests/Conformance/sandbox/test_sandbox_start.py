"""How `rekon sandbox serve` starts, refuses to start, and ends."""

import signal
import socket

import pytest

from sandbox_support import make_client, rekon
from support.rekon import finish
from support.sandbox import SandboxServer


def test_a_port_that_is_in_use(serve, tmp_path):
    port = serve().url.rsplit(":", 1)[1]
    result = finish(rekon("sandbox", "serve", "--port", port, "--state", tmp_path / "other.json"))
    assert result.returncode == 1
    assert result.stderr.startswith(f"error: port {port} of 127.0.0.1 is used by another process\n  help: ")
    assert result.stdout == ""


def test_a_port_that_is_chosen(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = rekon("sandbox", "serve", "--port", port, "--state", tmp_path / "state.json")
    assert process.stdout.readline() == f"rekon sandbox listening on http://127.0.0.1:{port}\n"
    process.terminate()
    finish(process)


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none(port):
    assert finish(rekon("sandbox", "serve", f"--port={port}")).returncode == 64


@pytest.mark.parametrize("option", ["--training-duration", "--concurrent-trainings", "--appear-after"])
def test_a_setting_that_is_out_of_range(option):
    result = finish(rekon("sandbox", "serve", f"{option}=-1"))
    assert result.returncode == 64
    assert f"{option} must be a number from 0 to 10000000." in result.stderr


def test_a_state_that_cannot_be_used(tmp_path):
    (tmp_path / "damaged.json").write_text("{")
    (tmp_path / "newer.json").write_text('{"formatVersion": 2}')
    for name, words in [("damaged.json", "is damaged"), ("newer.json", "the format 2"), (".", "is not a file")]:
        result = finish(rekon("sandbox", "serve", "--state", tmp_path / name))
        assert result.returncode == 1
        assert words in result.stderr and "port" not in result.stderr
    result = finish(rekon("sandbox", "serve", "--training-duration", "1", "--state", tmp_path / "none/state.json"))
    assert result.returncode == 1
    assert "does not exist" in result.stderr


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(tmp_path, number, status):
    server = SandboxServer("--state", tmp_path / "state.json")
    client = make_client(server.url)
    client.create_project(ProjectName="signs")
    server.process.send_signal(number)
    result = finish(server.process, timeout=10)
    assert result.returncode == status
    assert result.stderr == ""


def test_without_a_file_the_state_is_in_memory(tmp_path):
    server = SandboxServer()
    make_client(server.url).create_project(ProjectName="signs")
    server.process.terminate()
    assert "The state is in memory" in finish(server.process).stderr


def test_the_file_of_the_environment(tmp_path):
    server = SandboxServer(REKON_SANDBOX=str(tmp_path / "state.json"))
    make_client(server.url).create_project(ProjectName="signs")
    server.stop()
    assert (tmp_path / "state.json").exists()
