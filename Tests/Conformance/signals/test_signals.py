"""SIGINT and SIGTERM while rekon works: real signals to a real process, against a service that takes its time."""

import http.server
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
REKON = os.environ.get("REKON", str(ROOT / ".build/debug/rekon"))
PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"


class SlowService(http.server.ThreadingHTTPServer):
    """Knows one project and takes a while for some operations."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, slow):
        super().__init__(("127.0.0.1", 0), Handler)
        self.slow = slow
        self.versions = []
        self.reached = threading.Event()
        self.answered = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        operation = self.headers["x-amz-target"].split(".")[1]
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if operation in self.server.slow:
            self.server.reached.set()
            time.sleep(self.server.slow[operation])
        if operation == "DescribeProjects":
            answer = {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED"}]}
        elif operation == "DescribeProjectVersions":
            answer = {"ProjectVersionDescriptions": []}
        else:
            name = request["VersionName"]
            self.server.versions.append(name)
            answer = {"ProjectVersionArn": PROJECT.rsplit("/", 1)[0] + f"/version/{name}/1795000000000"}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.answered += 1


@pytest.fixture
def serve():
    servers = []

    def start(**slow):
        server = SlowService(slow)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def start_rekon(tmp_path, server, *arguments, **options):
    path = tmp_path / "a.yaml"
    path.write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT}\ndefaults: {{ output: s3://bucket/ }}\n"
        "versions: [{ name: a }, { name: b }, { name: c }]\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL_REKOGNITION": server.url,
    }
    return subprocess.Popen(
        [REKON, *arguments, str(path)], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        **options,
    )


def test_a_terminal_that_closes(serve, tmp_path):
    # The kernel and the shell both send SIGHUP, and both outputs are gone: the create comes to its end all the same.
    server = serve(CreateProjectVersion=1.5)
    process = start_rekon(tmp_path, server, "apply", "--auto-approve")
    assert server.reached.wait(20)
    process.stdout.close()
    process.stderr.close()
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=20) == 143
    # It waited for the answer, and sent no other.
    assert server.versions == ["a"] and server.answered == 3


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


def test_a_second_signal_ends_at_once(serve, tmp_path):
    # The answer would take an hour: only a process that does not wait for it ends.
    server = serve(CreateProjectVersion=3600)
    process = start_rekon(tmp_path, server, "apply", "--auto-approve")
    assert server.reached.wait(20)
    process.send_signal(signal.SIGINT)
    for line in process.stderr:
        if "Stopping" in line:
            break
    # What comes at once is the same wish again.
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130


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
    import pty

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
    import pty

    server = serve()
    parent, child = pty.openpty()
    path = tmp_path / "a.yaml"
    start_rekon(tmp_path, server, "validate").communicate(timeout=20)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL_REKOGNITION": server.url,
    }
    process = subprocess.Popen([REKON, "apply", str(path)], env=environment, stdin=child, stdout=child, stderr=child)
    os.close(child)
    seen = b""
    while b"accepted: " not in seen:
        seen += os.read(parent, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert server.versions == []
    os.close(parent)


def test_a_reader_that_goes_away(serve, tmp_path):
    server = serve()
    process = start_rekon(tmp_path, server, "plan")
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(timeout=20) == 141
    assert errors == ""
    process.stderr.close()
