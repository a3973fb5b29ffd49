"""SIGINT and SIGTERM while rekon works: real signals to a real process, against a service that takes its time."""

import json
import os
import pty
import signal
import subprocess
import threading
import time

import pytest

from support.rekon import PROJECT, environment, start, write_desired_state
from support.service import JSONService
from support.terminal import Terminal

class SlowService(JSONService):
    """Knows one project, and waits before it answers some operations."""

    def __init__(self, slow):
        self.slow = slow
        self.versions = []
        self.reached = threading.Event()
        super().__init__()

    def answer(self, operation, request, body):
        if operation in self.slow:
            self.reached.set()
            time.sleep(self.slow[operation])
        if operation == "DescribeProjects":
            return {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED"}]}
        if operation == "DescribeProjectVersions":
            return {"ProjectVersionDescriptions": []}
        name = request["VersionName"]
        self.versions.append(name)
        return {"ProjectVersionArn": PROJECT.rsplit("/", 1)[0] + f"/version/{name}/1795000000000"}


@pytest.fixture
def serve():
    servers = []

    def start(**slow):
        server = SlowService(slow)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


def variables(tmp_path, server):
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    return environment(tmp_path, server, AWS_MAX_ATTEMPTS=None, **keys)


def start_rekon(tmp_path, server, *arguments, **options):
    file = write_desired_state(tmp_path / "a.yaml", "a", "b", "c")
    return start([*arguments, file], variables(tmp_path, server), **options)


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_the_create_under_way_is_brought_to_its_end(serve, tmp_path, number, status):
    server = serve(CreateProjectVersion=1.5)
    process = start_rekon(tmp_path, server, "apply", "--auto-approve", "--format", "json")
    assert server.reached.wait(20)
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == status
    results = {result["name"]: result["result"] for result in json.loads(output)["results"]}
    assert results == {"a": "created", "b": "not-started", "c": "not-started"}
    assert server.versions == ["a"]
    assert "Stopping" in errors


@pytest.mark.parametrize(
    "first, second, status",
    [(signal.SIGINT, signal.SIGINT, 130), (signal.SIGINT, signal.SIGTERM, 143), (signal.SIGTERM, signal.SIGINT, 130)],
)
def test_a_second_signal_ends_at_once_and_gives_the_status(serve, tmp_path, first, second, status):
    # The answer would take an hour: only a process that does not wait for it ends.
    server = serve(CreateProjectVersion=3600)
    process = start_rekon(tmp_path, server, "apply", "--auto-approve")
    assert server.reached.wait(20)
    process.send_signal(first)
    for line in process.stderr:
        if "Stopping" in line:
            break
    # What comes at once is the same wish again.
    time.sleep(0.5)
    process.send_signal(second)
    process.communicate(timeout=30)
    assert process.returncode == status


def test_the_same_signal_twice_at_once_is_one(serve, tmp_path):
    # As timeout(1) does it: first its child, then the group.
    server = serve(CreateProjectVersion=1.5)
    process = start_rekon(tmp_path, server, "apply", "--auto-approve", "--format", "json")
    assert server.reached.wait(20)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 143
    assert [result["result"] for result in json.loads(output)["results"]] == ["created", "not-started", "not-started"]


@pytest.mark.parametrize("command", [["plan"], ["apply", "--auto-approve"]])
def test_reading_is_cut_off(serve, tmp_path, command):
    server = serve(DescribeProjectVersions=3600)
    process = start_rekon(tmp_path, server, *command)
    assert server.reached.wait(20)
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 143
    assert server.versions == []
    assert "Error" not in errors


def test_no_question_without_a_whole_terminal(serve, tmp_path):
    server = serve()
    parent, child = pty.openpty()
    process = start_rekon(tmp_path, server, "apply", stdin=child)
    # Only stdin is a terminal: without one to ask on, apply must not hang.
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 64
    assert "--auto-approve" in errors
    os.close(parent)
    os.close(child)


def test_a_question_on_a_terminal(serve, tmp_path):
    server = serve()
    file = write_desired_state(tmp_path / "a.yaml", "a", "b", "c")
    terminal = Terminal(["apply", file], variables(tmp_path, server))
    terminal.read(until="accepted: ")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(timeout=10) == 130
    assert server.versions == []
    terminal.close()


def test_a_reader_that_goes_away(serve, tmp_path):
    server = serve()
    process = start_rekon(tmp_path, server, "plan")
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(timeout=20) == 141
    assert errors == ""
    process.stderr.close()


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_busy_process_ends_at_the_second_signal(tmp_path, number, status):
    # On one core, all tasks share one thread, and reading these versions keeps it busy for longer than this test takes.
    head = "apiVersion: rekon/v1\nproject: " + PROJECT + "\nversions:\n"
    text = head + "".join(f"  - {{name: v{index}, output: s3://acme-training/signs/}}\n" for index in range(50_000))
    core = min(os.sched_getaffinity(0))
    process = start(["validate", "-"], environment(tmp_path), stdin=subprocess.PIPE,
                    preexec_fn=lambda: os.sched_setaffinity(0, [core]))
    process.stdin.write(text)
    process.stdin.close()
    process.send_signal(number)
    # What comes at once is the same wish again.
    time.sleep(0.3)
    process.send_signal(number)
    # Without an end by a signal, the versions are read and found valid.
    assert process.wait(timeout=120) == status
    assert process.stdout.read() == ""
