"""A role that needs a code: without a terminal there is an error, on one the code is asked for once."""

import json
import subprocess

import pytest

from support.fake_aws import secret_of
from support.rekon import environment, run
from support.terminal import Terminal

DEVICE = "arn:aws:iam::111122223333:mfa/me"


@pytest.fixture
def variables(server, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(
        "[default]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = base\n"
        f"mfa_serial = {DEVICE}\nrole_session_name = me\n"
        f"[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = {secret_of('AKIABASE')}\n"
    )
    return environment(tmp_path, server)


def test_without_a_terminal(server, variables):
    result = run(["whoami"], variables)
    assert result.returncode == 1
    assert DEVICE in result.stderr and "no terminal to ask for it" in result.stderr
    assert "aws configure export-credentials" in result.stderr
    assert server.calls == []


def on_a_terminal(variables, answer):
    terminal = Terminal(["whoami", "--format", "json"], variables, stdout=subprocess.PIPE)
    terminal.read(until="mfa/me: ")
    terminal.write(answer + b"\n")
    output = terminal.process.communicate(timeout=20)[0]
    seen = terminal.read()
    terminal.close()
    return terminal.process.returncode, output, seen


def test_the_code_is_asked_for_once_and_sent(server, variables):
    status, output, seen = on_a_terminal(variables, b" 123456 ")
    assert status == 0, seen
    assert seen.count("Code of the MFA device") == 1
    assert f"Code of the MFA device {DEVICE}: " in seen and ": : " not in seen
    (call,) = server.made("AssumeRole")
    assert (call.form["SerialNumber"], call.form["TokenCode"]) == (DEVICE, "123456")
    assert json.loads(output)["accessKeyId"] == server.made("GetCallerIdentity")[0].access_key


@pytest.mark.parametrize("answer", [b"", b"abc"])
def test_an_answer_that_is_not_a_code(server, variables, answer):
    status, output, seen = on_a_terminal(variables, answer)
    assert status == 1 and output == b""
    assert "must be a number, such as 123456" in seen
    assert server.calls == []
