"""Credentials that end, or are refused, in the middle of a run: one renewal at a time, however many requests wait."""

import collections
import threading
import time

import pytest

from support import fake_aws
from support.fake_aws import FakeAWS, Refusal, derived, secret_of
from support.rekon import environment, run

PROJECTS = [f"arn:aws:rekognition:us-east-1:111122223333:project/p{n}/1690556789012" for n in range(60)]


@pytest.fixture
def server(monkeypatch):
    server = FakeAWS()
    server.projects = PROJECTS
    server.sessions = []

    def assume_role(handler, call):
        # Each session has keys of its own.
        with server.lock:
            key = derived("session", str(len(server.sessions)))
            server.sessions.append((key, time.time() + server.lifetime))
        return handler.credentials(call, key)

    monkeypatch.setattr(fake_aws.Handler, "AssumeRole", assume_role)
    yield server
    server.close()


@pytest.fixture
def variables(server, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(
        "[default]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = base\n"
        f"[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = {secret_of('AKIABASE')}\n"
    )
    (tmp_path / "a.yaml").write_text(
        "---\n".join(
            f"apiVersion: rekon/v1\nproject: {project}\ndefaults: {{ output: s3://bucket/ }}\n"
            "versions: [{ name: a }]\n"
            for project in PROJECTS
        )
    )
    return environment(tmp_path, server)


def requests(server):
    return [call for call in server.calls if call.operation.startswith("Describe")]


def test_one_session_serves_a_whole_run(server, variables):
    result = run(["plan", "a.yaml"], variables)
    assert result.returncode == 0, result.stderr
    assert len(server.sessions) == 1
    assert {call.access_key for call in requests(server)} == {server.sessions[0][0]}


def test_a_session_that_is_refused_is_renewed_once(server, variables):
    """All requests that are on their way are refused together, and all wait for the one renewal."""
    gate = threading.Barrier(8, timeout=5)

    def refuse_the_first_session(call):
        if call.operation != "DescribeProjectVersions" or call.access_key != server.sessions[0][0]:
            return None
        try:
            gate.wait()
        except threading.BrokenBarrierError:
            pass
        return Refusal(400, "ExpiredTokenException", "The security token included in the request is expired").answer(
            call
        )

    server.override = refuse_the_first_session
    result = run(["plan", "a.yaml"], variables)
    assert result.returncode == 0, result.stderr
    assert len(server.sessions) == 2
    assert collections.Counter(call.access_key for call in requests(server))[server.sessions[1][0]] >= len(PROJECTS)


def test_new_credentials_that_are_refused_as_well(server, variables):
    server.override = lambda call: (
        Refusal(400, "ExpiredTokenException", "expired").answer(call)
        if call.operation.startswith("Describe") else None
    )
    result = run(["plan", "a.yaml"], variables)
    assert result.returncode == 1
    assert "ExpiredTokenException" in result.stdout + result.stderr
    # No request is sent more than twice, and renewals do not multiply with the requests.
    counts = collections.Counter(call.headers["amz-sdk-invocation-id"] for call in requests(server))
    assert max(counts.values()) == 2
    assert len(server.sessions) <= 1 + len(counts)


def test_sessions_that_end_while_the_run_goes_on(server, variables):
    server.lifetime = 4
    # 60 lists by eight at a time: some seven seconds, and so longer than a session.
    server.override = lambda call: time.sleep(0.85) if call.operation == "DescribeProjectVersions" else None
    result = run(["plan", "a.yaml"], variables, timeout=60)
    assert result.returncode == 0, result.stderr
    ends = dict(server.sessions)
    assert 2 <= len(server.sessions) <= 4
    # Each renewal was the work of one call, and nothing was signed with what had ended: no refusal was needed.
    assert len(server.made("AssumeRole")) == len(server.sessions)
    assert {call.access_key for call in requests(server)} <= set(ends)
    assert len(requests(server)) == len(PROJECTS) + len(PROJECTS) // 10


def test_a_renewal_that_fails_says_why(server, variables):
    def fail_later(call):
        if call.operation == "AssumeRole" and server.sessions:
            return Refusal(403, "AccessDenied", "The role was taken away").answer(call)
        if call.operation.startswith("Describe"):
            return Refusal(400, "ExpiredTokenException", "expired").answer(call)

    server.override = fail_later
    result = run(["plan", "a.yaml"], variables)
    assert result.returncode == 1
    assert "The role was taken away" in " ".join((result.stdout + result.stderr).split())
