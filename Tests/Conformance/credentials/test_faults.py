"""What goes wrong on the way to credentials and services: each ends soon, with exit code 1 and what to do."""

import json
import pathlib
import signal
import socket
import subprocess
import threading
import time

import pytest

from support import fake_aws
from support.fake_aws import FakeAWS, Refusal, secret_of, token_of
from support.rekon import REKON, SERVICES, environment, run, start

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAENVIRONMENT")}


def failed(result, *texts):
    """Ended as an error that holds the texts, on stderr alone."""
    assert result.returncode == 1, result
    assert result.stdout == ""
    assert result.stderr.startswith("error: "), result.stderr
    for text in texts:
        assert text in result.stderr, result.stderr
    for machinery in ("Optional(", "Error(", "AWSRuntime", "NIO", "Foundation"):
        assert machinery not in result.stderr
    return result.stderr


# Programs that give credentials


@pytest.mark.parametrize(
    "command, texts",
    [
        ("exit 3", ["failed with exit code 3", "run the command by hand"]),
        ("kill -9 $$", ["signal 9", "run the command by hand"]),
        ("no-such-program", ["exit code 127 (a program was not found)", "run the command by hand"]),
        ("echo login needed >&2; exit 1", ["exit code 1:", "or use --debug"]),
        ("echo rubbish", ["is not the JSON of a credential_process", "correct it or `credential_process`"]),
        ("true", ["printed nothing"]),
        ("echo '{}'", ["`Version`"]),
        ("echo '{\"Version\": 2}'", ["`Version` 2"]),
        ("echo '{\"Version\": 1}'", ["no `AccessKeyId`"]),
        ("echo '{\"Version\": 1, \"AccessKeyId\": \"AKIAX\"}'", ["no `SecretAccessKey`"]),
        (
            'echo \'{"Version": 1, "AccessKeyId": "AKIAX", "SecretAccessKey": "s", "Expiration": "soon"}\'',
            ["`Expiration`", "is not a time such as"],
        ),
        (
            'echo \'{"Version": 1, "AccessKeyId": "AKIAX", "SecretAccessKey": "s", '
            '"Expiration": "2020-01-01T00:00:00Z"}\'',
            ["expired at 2020-01-01T00:00:00Z"],
        ),
        ("head -c 70000 /dev/zero", ["more than 64 KiB"]),
        ("yes", ["more than 64 KiB"]),
        # Asked for something, it gets nothing rather than the terminal.
        ("read answer; echo $answer; exit 4", ["exit code 4"]),
    ],
)
def test_a_process(home, command, texts):
    (home / ".aws/config").write_text(f"[profile p]\ncredential_process = {command}\n")
    failed(run(["whoami", "--profile", "p"], environment(home)), "credential_process of the profile `p`", *texts)


def test_the_standard_error_of_a_process_is_for_debug_alone(home):
    (home / "tool").write_text(
        "#!/bin/sh\ncat >&2 <<'END'\nlogin needed at https://me:hidden-1@corp.example/\nthe password is hidden-2\n"
        "-----BEGIN PRIVATE KEY-----\nhidden-3\n-----END PRIVATE KEY-----\nlast line\nEND\nexit 1\n"
    )
    (home / "tool").chmod(0o700)
    (home / ".aws/config").write_text(f"[default]\ncredential_process = {home}/tool\n")
    assert "login needed" not in failed(run(["whoami"], environment(home)), "exit code 1:")
    told = run(["whoami", "--debug"], environment(home)).stderr
    assert "debug:   | login needed at https://[redacted]@corp.example/\n" in told
    assert "debug:   | the password[redacted]\n" in told and "debug:   | last line\n" in told
    assert "hidden" not in told


# Endpoints without TLS


def test_plain_http_to_another_machine(home):
    """Nothing is reached: the proxy is not there."""
    variables = environment(
        home, **KEYS, HTTPS_PROXY="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1",
        AWS_ENDPOINT_URL="http://aws.invalid:81", **{f"AWS_ENDPOINT_URL_{name}": None for name in SERVICES},
    )
    # Without a session token: one warning for all services of the run, and the request is made.
    result = run(["whoami"], variables)
    assert result.returncode == 1
    warnings = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 1 and warnings[0].startswith(
        "warning: http://aws.invalid:81 of AWS_ENDPOINT_URL is plain http: others on the network can read and change"
    )
    assert "the proxy http://127.0.0.1:1 of HTTP_PROXY cannot be reached" in result.stderr
    # With one it is not made, unless the user allows it.
    session = {**variables, "AWS_SESSION_TOKEN": "a-session-token"}
    text = failed(run(["whoami"], session), "a session token must not be sent to http://aws.invalid:81", "--allow-http")
    assert "proxy" not in text and "warning" not in text
    allowed = run(["whoami", "--allow-http"], session)
    assert "cannot be reached" in allowed.stderr and allowed.stderr.count("warning: ") == 1
    assert "which contain secrets" in allowed.stderr


# Files


def test_a_token_file_that_cannot_be_read(home):
    web = {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/a"}
    for path, text in [(home / "absent", "no such file"), (home, "folder")]:
        variables = environment(home, AWS_WEB_IDENTITY_TOKEN_FILE=str(path), **web)
        failed(run(["whoami"], variables), str(path), text, "check the path and its permissions")
    (home / "empty").write_text("\n")
    variables = environment(home, AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "empty"), **web)
    failed(run(["whoami"], variables), "empty")
    (home / "huge").write_text("x" * 70_000)
    variables = environment(home, AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "huge"), **web)
    failed(run(["whoami"], variables), "huge")


@pytest.mark.parametrize(
    "file, text, line",
    [
        ("config", "[default]\nregion = us-east-1\n[profile x\n", 3),
        ("config", "[default]\n\nregion\n", 3),
        ("config", "region = us-east-1\n", 1),
        ("credentials", "[default]\naws_access_key_id = a\nrubbish here\n", 3),
    ],
)
def test_a_malformed_file_names_the_line(home, file, text, line):
    (home / ".aws" / file).write_text(text)
    failed(run(["whoami"], environment(home, **KEYS)), f"{home}/.aws/{file}:{line}", "help: correct the line")


def test_settings_that_cannot_be_meant(home):
    for variable, value in [
        ("AWS_RETRY_MODE", "eager"), ("AWS_MAX_ATTEMPTS", "many"), ("AWS_USE_FIPS_ENDPOINT", "yes please"),
        ("AWS_DEFAULT_REGION", "US East"), ("HTTPS_PROXY", "socks5://127.0.0.1:1"),
        ("AWS_CA_BUNDLE", str(home / "absent.pem")), ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:99999"),
    ]:
        variables = environment(home, **KEYS)
        variables[variable] = value
        failed(run(["whoami"], variables), variable)


# An instance whose metadata service is silent, or broken


def test_a_silent_metadata_service(home):
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    variables = environment(home, AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=url)
    started = time.monotonic()
    text = failed(
        run(["whoami"], variables, timeout=15), "there are no AWS credentials", "- the environment: AWS_ACCESS_KEY_ID",
        "the profile `default` in", "no role_arn", "no web_identity_token_file", "no IAM Identity Center",
        "no keys in the credentials file", "no credential_process", "no keys in the config file",
        "AWS_WEB_IDENTITY_TOKEN_FILE is not set", "AWS_CONTAINER_CREDENTIALS_FULL_URI is set",
        f"- the metadata service of EC2: {url}: ", "or choose a profile with --profile or AWS_PROFILE",
    )
    assert time.monotonic() - started < 10, text
    listener.close()


@pytest.mark.parametrize(
    "status, body, text",
    [
        (403, b"", "switched off for this instance"),
        (404, b"", "404"),
        (200, b"<html>a login page</html>", "is not a metadata service"),
    ],
)
def test_a_server_that_is_not_a_metadata_service(home, server, status, body, text):
    server.override = lambda call: (status, {}, body)
    variables = environment(
        home, server, AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=server.url
    )
    failed(run(["whoami"], variables), "there are no AWS credentials", text)


def test_an_instance_whose_role_is_broken(home, server):
    def broken(call):
        if call.path.endswith("/instance-role"):
            return fake_aws.as_json({"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role"})

    server.override = broken
    variables = environment(
        home, server, AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=server.url
    )
    failed(run(["whoami"], variables), "AssumeRoleUnauthorizedAccess", "allow ec2.amazonaws.com in the role's trust policy")


@pytest.mark.parametrize(
    "uri, text",
    [
        ("http://example.com/credentials", "is not allowed: without TLS"),
        ("http://10.0.0.1/credentials", "is not allowed: without TLS"),
        ("ftp://127.0.0.1/", "http"),
        ("nonsense", "must start with http:// or https://"),
    ],
)
def test_a_container_agent_that_is_not_asked(home, uri, text):
    # Refused before anything is sent; the rule of the test's environment is about what would be.
    variables = environment(home)
    result = run_unchecked(["whoami"], {**variables, "AWS_CONTAINER_CREDENTIALS_FULL_URI": uri})
    failed(result, f"AWS_CONTAINER_CREDENTIALS_FULL_URI is `{uri}`", text)


def run_unchecked(arguments, variables):
    # Should it be sent after all, then to a proxy that is not there.
    variables = {**variables, "HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
    return subprocess.run([REKON, *arguments], env=variables, capture_output=True, text=True, timeout=20)


# A clock that is wrong


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_off_is_corrected_once(home, server, hours):
    server.ahead = hours * 3600
    result = run(["whoami", "--debug"], environment(home, server, **KEYS))
    assert result.returncode == 0, result.stderr
    # Refused once, and then signed with the service's time.
    assert len(server.made("GetCallerIdentity")) == 2
    assert "retried with the service's time" in result.stderr


@pytest.mark.parametrize("code", ["RequestTimeTooSkewed", "InvalidSignatureException", "RequestExpired"])
def test_the_correction_serves_the_whole_run(home, server, code):
    """Rekognition refuses too; each host's clock is learnt once, and not again for each request."""
    server.ahead = 3600
    projects = [f"arn:aws:rekognition:us-east-1:111122223333:project/p{n}/1690556789012" for n in range(12)]
    server.projects = projects
    write_state(home, projects)
    verify = fake_aws.Handler.verify

    def verify_with_code(handler, call):
        try:
            verify(handler, call)
        except Refusal:
            raise Refusal(400, code, "the clock") from None

    fake_aws.Handler.verify = verify_with_code
    try:
        result = run(["plan", "--no-history", "a.yaml"], environment(home, server, **KEYS))
    finally:
        fake_aws.Handler.verify = verify
    assert result.returncode == 0, result.stderr
    # 12 lists of versions and 2 questions for projects; beside them, what was on its way when the clock was learnt.
    assert 14 < len(server.calls) <= 14 + 10


def test_a_clock_that_is_right_and_a_secret_that_is_wrong(home, server):
    variables = environment(home, server, **{**KEYS, "AWS_SECRET_ACCESS_KEY": "wrong"})
    failed(run(["whoami"], variables), "SignatureDoesNotMatch", "The secret key is probably wrong")
    assert len(server.made("GetCallerIdentity")) == 1


def write_state(home, projects):
    (home / "a.yaml").write_text(
        "---\n".join(
            f"apiVersion: rekon/v1\nproject: {project}\ndefaults: {{ output: s3://bucket/ }}\n"
            "versions: [{ name: a }]\n"
            for project in projects
        )
    )


# Proxies


class RefusingProxy:
    """Answers each CONNECT with a status; nothing passes it."""

    def __init__(self, answer):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.answer = answer
        self.asked = []
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    part = connection.recv(4096)
                    if not part:
                        break
                    request += part
                self.asked.append(request.decode())
                connection.sendall(self.answer)

    def close(self):
        self.listener.close()


@pytest.mark.parametrize(
    "answer, texts",
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", ["refused to connect to sts.invalid"]),
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
            ["user name and password"],
        ),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", ["refused to connect to sts.invalid"]),
        (b"", []),
        (b"rubbish\r\n\r\n", []),
    ],
)
def test_a_proxy_that_refuses(home, answer, texts):
    proxy = RefusingProxy(answer)
    # The host's name is for the proxy to look up: it is on loopback and refuses, so nothing leaves this machine.
    variables = environment(
        home, **KEYS, HTTPS_PROXY=proxy.url.replace("//", "//someone:proxy-password@"),
        AWS_ENDPOINT_URL_STS="https://sts.invalid",
    )
    text = failed(run(["whoami"], variables), "proxy", proxy.url, "HTTPS_PROXY", *texts)
    assert "proxy-password" not in text
    assert proxy.asked and proxy.asked[0].startswith("CONNECT sts.invalid:443 HTTP/1.1\r\n")
    proxy.close()


def test_a_proxy_that_is_not_there(home):
    variables = environment(
        home, **KEYS, HTTPS_PROXY="http://127.0.0.1:1", AWS_ENDPOINT_URL_STS="https://sts.invalid"
    )
    failed(run(["whoami"], variables), "127.0.0.1:1", "HTTPS_PROXY")


# TLS


def test_an_expired_certificate(home, tmp_path_factory):
    context, _ = fake_aws.certificate(tmp_path_factory.mktemp("tls"), days=-1)
    server = FakeAWS(context)
    failed(run(["whoami"], environment(home, server, **KEYS)), "the server's certificate expired at 20")
    assert server.calls == []
    server.close()


def test_a_self_signed_certificate(home, tmp_path_factory):
    context, bundle = fake_aws.certificate(tmp_path_factory.mktemp("tls"))
    server = FakeAWS(context)
    variables = environment(home, server, **KEYS)
    failed(run(["whoami"], variables), "certificate")
    assert server.calls == []
    for arguments, more in [
        (["--ca-bundle", str(bundle)], {}), ([], {"AWS_CA_BUNDLE": str(bundle)}),
    ]:
        result = run(["whoami", "--format", "json", *arguments], {**variables, **more})
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout)["account"] == "111122223333"
    (home / ".aws/config").write_text(f"[default]\nca_bundle = {bundle}\n")
    assert run(["whoami"], variables).returncode == 0
    # A file without certificates is an error of its own.
    (home / "empty.pem").write_text("no certificate")
    failed(run(["whoami", "--ca-bundle", str(home / "empty.pem")], variables), "empty.pem", "--ca-bundle")
    # Another's bundle does not serve.
    _, other = fake_aws.certificate(tmp_path_factory.mktemp("other"))
    failed(run(["whoami", "--ca-bundle", str(other)], variables), "certificate")
    server.close()


# Services


def test_a_connection_that_is_cut(home, server):
    server.override = lambda call: (None, {}, b"")
    variables = environment(home, server, **KEYS, AWS_MAX_ATTEMPTS="2")
    failed(run(["whoami"], variables), "2 attempts", "Run it again")
    assert len(server.calls) == 2


def test_a_login_page_instead_of_a_service(home, server):
    server.override = lambda call: (200, {"content-type": "text/html"}, b"<html><title>Sign in</title></html>")
    failed(run(["whoami"], environment(home, server, **KEYS)), "login page or a wrong endpoint")


@pytest.mark.parametrize(
    "code, text",
    [
        ("ExpiredToken", "get new credentials"),
        ("InvalidClientTokenId", "check the credentials, and that they belong to this partition"),
        ("AccessDenied", "sts:GetCallerIdentity"),
        ("RegionDisabledException", "set AWS_REGION to another"),
    ],
)
def test_what_sts_refuses(home, server, code, text):
    server.override = lambda call: Refusal(403, code, "No.").answer(call)
    failed(run(["whoami"], environment(home, server, **KEYS)), code, text)
    assert len(server.calls) == 1


def test_a_role_that_may_not_be_assumed(home, server):
    (home / ".aws/config").write_text(
        "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = base\n[profile base]\n"
        f"aws_access_key_id = AKIABASE\naws_secret_access_key = {secret_of('AKIABASE')}\n"
    )
    server.override = lambda call: (
        Refusal(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole").answer(call)
    )
    failed(
        run(["whoami", "--profile", "a"], environment(home, server)), "arn:aws:iam::111122223333:role/a",
        "the profile `a`", "AccessDenied", "sts:AssumeRole",
    )


def test_hints_at_the_login(home, server):
    """Of `aws sso login`, and with the profile's name: what the person types next."""
    (home / ".aws/config").write_text(
        "[profile p]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
        "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n"
    )
    failed(run(["whoami", "--profile", "p"], environment(home, server)), "run `aws sso login --profile p`")
    assert token_of("AKIAX") is None and server.calls == []


def test_a_process_that_hangs_ends_with_the_run(home):
    """Waiting for it takes a minute; Ctrl-C ends it at once, and what it started."""
    (home / "tool").write_text("#!/bin/sh\nsleep 300 &\necho $! > started.new\nmv started.new started\nwait\n")
    (home / "tool").chmod(0o700)
    (home / ".aws/config").write_text(f"[default]\ncredential_process = {home}/tool\n")
    process = start(["whoami"], environment(home))
    deadline = time.monotonic() + 20
    while not (home / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output) == (130, "")
    assert "Error" not in errors
    grandchild = pathlib.Path("/proc") / (home / "started").read_text().strip()
    while grandchild.exists() and "sleep" in (grandchild / "cmdline").read_text():
        assert time.monotonic() < deadline, "what the process had started goes on"
        time.sleep(0.02)
