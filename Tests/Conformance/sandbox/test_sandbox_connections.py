"""Who reaches `rekon sandbox serve`: only requests for this machine, and a limited number of connections."""

import json
import socket

import pytest

from sandbox_support import check_answer, make_client

CONNECTIONS = 128


def connect(server):
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def ask(server, *lines, body=b""):
    """Sends a head as it is, and returns status, headers and the document of the answer."""
    with connect(server) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + body)
        connection.shutdown(socket.SHUT_WR)
        return read(connection)


def read(connection):
    with connection.makefile("rb") as answer:
        status = int(answer.readline().split()[1])
        headers = dict(line.decode().strip().lower().split(": ", 1) for line in iter(answer.readline, b"\r\n"))
        return status, headers, json.loads(answer.read(int(headers["content-length"])))


# The answer to a request that is for the sandbox, but is none of its protocol.
REACHED = (404, "UnknownOperationException")


@pytest.mark.parametrize("host", ["localhost", "LocalHost:80", "127.0.0.1", "127.1.2.3:8080", "[::1]", "[::1]:8080"])
def test_a_host_of_this_machine(quick, host):
    status, _, document = ask(quick, "POST / HTTP/1.1", f"Host: {host}")
    assert (status, document["Code"]) == REACHED


@pytest.mark.parametrize("host", [
    "evil.test", "evil.test:8080", "127.0.0.1.evil.test", "localhost.evil.test", "10.0.0.1", "[::2]", "127.1", "", "localhost:x",
])
@pytest.mark.parametrize("request_line", ["POST / HTTP/1.1", "GET / HTTP/1.1", "OPTIONS / HTTP/1.1", "POST / HTTP/1.0"])
def test_a_host_of_another_machine(quick, host, request_line):
    status, headers, document = ask(quick, request_line, f"Host: {host}", "X-Amz-Target: RekognitionService.DescribeProjects")
    assert (status, document["__type"]) == (403, "AccessDeniedException")
    # A page of that host could read an answer that allows it to.
    assert not any(name.startswith("access-control-") for name in headers)


@pytest.mark.parametrize("lines", [
    ["POST / HTTP/1.1"], ["POST / HTTP/1.0"], ["POST / HTTP/1.1", "Host: localhost", "Host: evil.test"],
    ["POST / HTTP/1.1", "Host: localhost", "hOST: localhost"],
])
def test_a_request_without_one_host(quick, lines):
    status, _, document = ask(quick, *lines)
    assert (status, document["__type"]) == (400, "AccessDeniedException")


def test_a_signed_request_for_another_name_changes_nothing(quick, client):
    """What a page can do after DNS rebinding, even with the keys."""
    evil = make_client(quick.url)
    # The status is not one of the service's.
    evil.meta.events.unregister("after-call.rekognition", check_answer)
    evil.meta.events.register("before-sign", lambda request, **_: request.headers.add_header("Host", "evil.test"))
    with pytest.raises(evil.exceptions.ClientError) as caught:
        evil.create_project(ProjectName="rebound")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert client.describe_projects(ProjectNames=["rebound"])["ProjectDescriptions"] == []


def test_a_connection_too_many(serve):
    server = serve()
    idle = [connect(server) for _ in range(CONNECTIONS)]
    with connect(server) as refused:
        status, headers, document = read(refused)
        assert (status, headers["connection"]) == (503, "close")
        assert f"The sandbox has {CONNECTIONS} open connections" in document["Message"]
        assert refused.recv(1) == b""
    # The others are served, and each that ends makes room for another.
    idle[0].sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert read(idle[0])[0] == 404
    for connection in idle:
        connection.close()
    status = 503
    while status == 503:
        try:
            status, _, _ = ask(server, "POST / HTTP/1.1", "Host: localhost")
        except ConnectionError:
            # Closed before it was read.
            pass
    assert status == 404
