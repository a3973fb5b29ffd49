"""Time limits from options, variables and files: the program gives up on a service that says nothing, or too little."""

import socket
import threading

import botocore.configprovider
import botocore.session
import pytest
from awscli.customizations import globalargs

from support.rekon import KEYS, PROJECT, environment, run, write_desired_state
from support.service import CUT, JSONService


class RawServer:
    """Accepts connections, and sends a byte of an endless answer each `pause` seconds; with None, nothing."""

    def __init__(self, pause):
        self.pause = pause
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.done = threading.Event()
        self.connections = []
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def authority(self):
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections.append(connection)
            if self.pause is not None:
                threading.Thread(target=self.trickle, args=(connection,), daemon=True).start()

    def trickle(self, connection):
        try:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while not self.done.wait(self.pause):
                connection.sendall(b" ")
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.done.set()
        self.socket.close()
        for connection in self.connections:
            connection.close()


def whoami(home, server, *options, config="", scheme="http", **variables):
    folder = home / ".aws"
    folder.mkdir()
    (folder / "config").write_text(f"[default]\n{config}\n")
    variables = environment(home, AWS_ENDPOINT_URL_STS=f"{scheme}://{server.authority}", **KEYS, **variables)
    result = run(["whoami", *options], variables)
    assert result.returncode == 1, result.stderr
    return " ".join(result.stderr.split())


# Each place alone: with the default, the test would wait longer than `run` allows or see another limit in the text.
@pytest.mark.parametrize("place", ["option", "variable", "file"])
def test_a_pause(tmp_path, place):
    with RawServer(None) as server:
        match place:
            case "option":
                errors = whoami(tmp_path, server, "--cli-read-timeout", "0.2", AWS_READ_TIMEOUT="900")
            case "variable":
                errors = whoami(tmp_path, server, config="read_timeout = 900", AWS_READ_TIMEOUT="0.2")
            case "file":
                errors = whoami(tmp_path, server, config="read_timeout = 0.2")
    assert "no data for 0.2 s" in errors


@pytest.mark.parametrize("place", ["option", "variable", "file"])
def test_a_handshake(tmp_path, place):
    with RawServer(None) as server:
        match place:
            case "option":
                errors = whoami(tmp_path, server, "--cli-connect-timeout", "0.2", scheme="https")
            case "variable":
                errors = whoami(tmp_path, server, scheme="https", AWS_CONNECT_TIMEOUT="0.2")
            case "file":
                errors = whoami(tmp_path, server, config="connect_timeout = 0.2", scheme="https")
    assert "within 0.2 s" in errors


@pytest.mark.parametrize("place", ["variable", "file"])
def test_an_answer_without_end(tmp_path, place):
    with RawServer(0.02) as server:
        if place == "variable":
            errors = whoami(tmp_path, server, AWS_API_CALL_ATTEMPT_TIMEOUT="0.5")
        else:
            errors = whoami(tmp_path, server, config="api_call_attempt_timeout = 0.5")
    assert "it was not complete within 0.5 s" in errors


def test_a_wrong_value_names_its_place(tmp_path):
    with RawServer(None) as server:
        errors = whoami(tmp_path, server, config="connect_timeout = soon")
    assert (
        "`connect_timeout` of the profile `default` is `soon`; it must be a number of seconds from 0.1 to 3600" in errors
    )
    assert f"correct the setting in {tmp_path}/.aws/config" in errors
    assert server.connections == []


class ForgetfulService(JSONService):
    """Loses every answer to a create, and never shows a version."""

    creates = 0

    def answer(self, operation, request, body):
        if operation == "DescribeProjects":
            return {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED"}]}
        if operation == "DescribeProjectVersions":
            return {"ProjectVersionDescriptions": []}
        self.creates += 1
        return CUT


def test_the_grace_of_a_lookup(tmp_path):
    # With the default of 30 s for each of three creates, the run is longer than the limit here.
    with ForgetfulService() as service:
        result = run(
            ["apply", "--auto-approve", "--lookup-grace", "1s", write_desired_state(tmp_path / "a.yaml", "a")],
            environment(tmp_path, service, **KEYS), timeout=30,
        )
    assert result.returncode == 1, result.stderr
    assert service.creates == 3


# What the tools of AWS read: the names and the forms are theirs where they have them.


def test_botocore_has_no_such_settings():
    """If botocore gets them, they must be compared with ours."""
    known = str(botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES).lower()
    assert "metadata_service_timeout" in known
    assert not [name for name in ("connect_timeout", "read_timeout", "attempt_timeout") if name in known]


@pytest.mark.parametrize("value", ["1", "30", "3600", "0", "-1", "0.5", "soon", ""])
def test_the_option_of_the_aws_cli(tmp_path, value):
    """Where the AWS CLI takes a time limit of at least a second, rekon takes the same."""

    class Arguments:
        read_timeout = value

    session = botocore.session.Session()
    try:
        globalargs.resolve_cli_read_timeout(Arguments, session)
        theirs = session.get_default_client_config().read_timeout
    except ValueError:
        theirs = "refused"
    result = run(
        ["whoami", f"--cli-read-timeout={value}"], environment(tmp_path, AWS_ENDPOINT_URL_STS="http://127.0.0.1:1", **KEYS)
    )
    is_taken = "no connection to 127.0.0.1:1" in result.stderr
    # Documented differences: 0 is no limit for the AWS CLI, it takes -1 and fails later, and it has no fractions.
    ours = {"0": False, "-1": False, "0.5": True}.get(value, theirs != "refused")
    assert is_taken == ours, result.stderr
    assert {"0": theirs is None, "-1": theirs == -1, "0.5": theirs == "refused"}.get(value, True)
