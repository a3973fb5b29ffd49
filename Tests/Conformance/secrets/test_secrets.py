"""No output of a run contains a secret: for each command, format and log level, in success and failure."""

import concurrent.futures
import itertools
import json
import re
import socket
import threading
import urllib.parse

import pytest

from support.credential_cells import LEGACY_SSO, REGISTRATION, SESSION, SSO, fill, token_file
from support.fake_aws import FakeAWS, Handler, as_json, fresh_sso_token, secret_of, token_of, xml
from support.rekon import environment, run

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/p/1690556789012"
ROLE = "arn:aws:iam::111122223333:role/a"
WEB_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.c2lnbmF0dXJlLW9mLXRoZS13ZWItdG9rZW4"
POD_TOKEN = "pod-authorization-token-4711"
PROXY_PASSWORD = "proxy-password-4711"
KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("ASIAENVIRONMENT"),
    "AWS_SESSION_TOKEN": token_of("ASIAENVIRONMENT"),
}
BASE = f"aws_access_key_id = AKIABASE\naws_secret_access_key = {secret_of('AKIABASE')}\n"
ROLE_PROFILE = f"[default]\nrole_arn = {ROLE}\nsource_profile = base\nexternal_id = x\n[profile base]\n{BASE}"
OLD_SSO = {".aws/config": f"[default]\n{SSO}{SESSION}", **token_file("s", 600, **REGISTRATION)}
WEB = {
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": ROLE,
}
WEB_FILES = {"token": WEB_TOKEN + "\n"}
CONTAINER = {
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": POD_TOKEN,
}
INSTANCE = {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}"}


def shell(command):
    """A profile whose credential_process runs a script."""
    return {".aws/config": "[default]\ncredential_process = {home}/tool\n", "tool": f"#!/bin/sh\n{command}\n"}


PRINTED = json.dumps({"Version": 1, "AccessKeyId": "AKIABASE", "SecretAccessKey": secret_of("AKIABASE")})


def everything_sent(call):
    """What a careless service might put into its error: all of the request."""
    return " ".join([*call.headers.values(), call.body.decode(), urllib.parse.unquote(call.body.decode())])


def echo(*operations, status=403):
    """Refuses operations, and repeats what it was sent."""

    def answer(call):
        if call.operation not in operations:
            return None
        said = everything_sent(call)
        if call.form:
            escaped = said.replace("&", "&amp;").replace("<", "&lt;")
            error = f"<Error><Code>AccessDenied</Code><Message>{escaped}</Message></Error>"
            body = f"<ErrorResponse>{error}</ErrorResponse>"
            return status, {"content-type": "text/xml"}, body.encode()
        return as_json({"__type": "AccessDeniedException", "message": said}, status)

    return answer


def echo_as_text(*operations, status=200):
    """Answers with a page that repeats what it was sent."""
    return lambda call: (
        (status, {"content-type": "text/html"}, f"<html>{everything_sent(call)}</html>".encode())
        if call.operation in operations else None
    )


def escaped(text):
    """As JSON may have it, and as no search for the text itself finds it."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\u{ord(sign):04x}" for sign in text)


def echo_escaped(*operations, status=403):
    """Repeats what it was sent with each sign that may be escaped written so: as an error, or as a page's JSON."""

    def answer(call):
        if call.operation not in operations:
            return None
        said = everything_sent(call)
        if call.form:
            text = "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in said)
            error = f"<Error><Code>AccessDenied</Code><Message>{text}</Message></Error>"
            return status, {"content-type": "text/xml"}, f"<ErrorResponse>{error}</ErrorResponse>".encode()
        name = "message" if status < 500 else "error"
        code = '"__type": "AccessDeniedException", ' if status < 500 else ""
        body = f'{{{code}"{name}": "{escaped(said)}"}}'
        return status, {"content-type": "application/json"}, body.encode()

    return answer


def echo_in_headers(*operations, status=403):
    """Repeats the secrets in each header that rekon prints."""

    def answer(call):
        if call.operation not in operations:
            return None
        names = ("x-amz-security-token", "authorization", "x-amz-sso_bearer_token")
        said = " ".join(call.headers[name] for name in names if name in call.headers)
        headers = ("x-amzn-errortype", "content-type", "content-encoding", "x-amz-request-id")
        return status, {**{name: said for name in headers}, "location": f"https://{said.replace('/', '.')}/"}, b"no"

    return answer


def keys_in_trouble(call):
    """Keys under an error status."""
    if call.operation in ("AssumeRole", "GetRoleCredentials"):
        key = "ASIAHALF"
        keys = {"accessKeyId": key, "secretAccessKey": secret_of(key), "sessionToken": token_of(key)}
        return as_json({"roleCredentials": keys}, 502)


def half_an_answer(call):
    """Keys, and then nothing that would make them whole."""
    if call.operation == "AssumeRole":
        key = "ASIAHALF"
        return xml(
            call, f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret_of(key)}</SecretAccessKey>"
            f"<SessionToken>{token_of(key)}</SessionToken></Credentials>"
        )
    if call.operation == "GetRoleCredentials":
        return as_json({"roleCredentials": {"accessKeyId": "ASIAHALF", "secretAccessKey": secret_of("ASIAHALF")}})
    if call.operation == "CreateToken":
        return as_json({"accessToken": "sso-half-an-answer-token"})
    if call.operation == "Container" or call.path.endswith("/instance-role"):
        return as_json({"AccessKeyId": "", "SecretAccessKey": secret_of("ASIAHALF"), "Token": token_of("ASIAHALF")})


READING = ("DescribeProjects", "DescribeProjectVersions")

# name: (variables, files, what the services do instead, whether the run can succeed)
SCENARIOS = {
    "environment": (KEYS, {}, None, True),
    "profile": ({}, {".aws/credentials": f"[default]\n{BASE}"}, None, True),
    "role": ({}, {".aws/config": ROLE_PROFILE}, None, True),
    "web identity": (WEB, WEB_FILES, None, True),
    "sso, renewed": ({}, OLD_SSO, None, True),
    "legacy sso": (
        {}, {".aws/config": f"[default]\n{LEGACY_SSO}",
             **token_file("https://example.awsapps.com/start", 7200)}, None, True
    ),
    "process": ({}, shell(f"echo careless: {secret_of('AKIABASE')} >&2; echo '{PRINTED}'"), None, True),
    "container": (CONTAINER, {}, None, True),
    "instance": (INSTANCE, {}, None, True),
    "a wrong secret": ({**KEYS, "AWS_SECRET_ACCESS_KEY": "wrong-secret-key-4711"}, {}, None, False),
    "half a pair": ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": secret_of("AKIABASE")}, {}, None, False),
    "services that repeat": (KEYS, {}, echo("GetCallerIdentity", *READING), False),
    "services that repeat, on pages": (KEYS, {}, echo_as_text("GetCallerIdentity", *READING), False),
    "services that repeat, in trouble": (KEYS, {}, echo("GetCallerIdentity", *READING, status=500), False),
    "services that repeat, escaped": (KEYS, {}, echo_escaped("GetCallerIdentity", *READING), False),
    "services that repeat, escaped and in trouble": (
        KEYS, {}, echo_escaped("GetCallerIdentity", *READING, status=500), False
    ),
    "services that repeat in headers": (KEYS, {}, echo_in_headers("GetCallerIdentity", *READING), False),
    "services that repeat in headers of a success": (
        KEYS, {}, echo_in_headers("GetCallerIdentity", *READING, status=200), False
    ),
    "services that repeat in a redirect": (KEYS, {}, echo_in_headers("GetCallerIdentity", *READING, status=302), False),
    "a role under a 502": ({}, {".aws/config": ROLE_PROFILE}, keys_in_trouble, False),
    "sso under a 502": ({}, OLD_SSO, keys_in_trouble, False),
    "the portal repeats in headers": ({}, OLD_SSO, echo_in_headers("GetRoleCredentials"), False),
    "connections that are cut": (
        KEYS, {}, lambda call: (None, {}, b"") if call.operation != "AssumeRole" else None, False
    ),
    "STS repeats, for a role": ({}, {".aws/config": ROLE_PROFILE}, echo("AssumeRole"), False),
    "a page for a role": ({}, {".aws/config": ROLE_PROFILE}, echo_as_text("AssumeRole"), False),
    "half a role": ({}, {".aws/config": ROLE_PROFILE}, half_an_answer, False),
    "STS repeats, for a web identity": (WEB, WEB_FILES, echo("AssumeRoleWithWebIdentity"), False),
    "a page for a web identity": (WEB, WEB_FILES, echo_as_text("AssumeRoleWithWebIdentity", status=502), False),
    "a web identity that is not text": (WEB, {"token": "two\nlines " + WEB_TOKEN}, echo(
        "AssumeRoleWithWebIdentity"), False),
    "the portal repeats": ({}, OLD_SSO, echo("GetRoleCredentials"), False),
    "the portal refuses": ({}, OLD_SSO, echo("GetRoleCredentials", status=401), False),
    "half of sso": ({}, OLD_SSO, half_an_answer, False),
    "the renewal repeats": ({}, OLD_SSO, echo("CreateToken", status=400), True),
    "a page for the renewal": ({}, OLD_SSO, echo_as_text("CreateToken"), True),
    "a process that fails": (
        {}, shell(f"echo 'SecretAccessKey: {secret_of('AKIABASE')}' >&2; echo token={token_of('ASIAX')} >&2; exit 1"),
        None, False
    ),
    "a process that names a password": ({}, shell(f"echo 'the password is {PROXY_PASSWORD}' >&2; exit 1"), None, False),
    "a process with a password in a URL": (
        {}, shell(f"echo 'GET https://me:{PROXY_PASSWORD}@host/ failed' >&2; exit 1"), None, False
    ),
    "a process that shows a key file": (
        {}, shell(f"printf -- '-----BEGIN PRIVATE KEY-----\\n{PROXY_PASSWORD}\\n' >&2; exit 1"), None, False
    ),
    "a page with a secret of its own": (
        KEYS, {}, lambda call: (502, {"content-type": "text/html"}, f"cookie: {PROXY_PASSWORD}".encode()), False
    ),
    "a process that shows its JSON": ({}, shell(f"echo '{PRINTED}' >&2; exit 1"), None, False),
    "a process that prints rubbish": ({}, shell(f"echo 'here: {secret_of('AKIABASE')}'"), None, False),
    "a process that prints too much": ({}, shell(f"yes '{PRINTED}'"), None, False),
    "a process with another version": ({}, shell(f"echo '{PRINTED.replace('1', '2', 1)}'"), None, False),
    "a malformed file": (
        {}, {".aws/credentials": f"[default]\n{BASE.replace(' = ', ' ')}"}, None, False
    ),
    "a malformed section": ({}, {".aws/credentials": f"[default]\n{BASE}[{secret_of('AKIABASE')}\n"}, None, False),
    "a container that repeats": (CONTAINER, {}, echo("Container"), False),
    "half a container": (CONTAINER, {}, half_an_answer, False),
    "half an instance": (INSTANCE, {}, half_an_answer, False),
    "a broken token file": (
        {}, {".aws/config": f"[default]\n{SSO}{SESSION}", **{
            name: text[:-5] for name, text in token_file("s", 600, **REGISTRATION).items()
        }}, None, False
    ),
    "a proxy that refuses": (
        {**KEYS, "HTTPS_PROXY": "http://someone:%s@{proxy}" % PROXY_PASSWORD,
         "AWS_ENDPOINT_URL_STS": "https://sts.invalid", "AWS_ENDPOINT_URL_REKOGNITION": "https://rekognition.invalid"},
        {}, None, False
    ),
    "a proxy that is wrong": ({**KEYS, "HTTPS_PROXY": "http://someone:%s@x:y" % PROXY_PASSWORD}, {}, None, False),
    "an agent with a password": (
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:1/{PROXY_PASSWORD}@h/?token={POD_TOKEN}#"},
        {}, None, False
    ),
    "a metadata service with a password": (
        {**INSTANCE, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1/%s@x" % PROXY_PASSWORD}, {}, None, False
    ),
    "an endpoint with a password": (
        {**KEYS, "AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:1/{PROXY_PASSWORD}@127.0.0.1:1",
         "AWS_ENDPOINT_URL_REKOGNITION": f"http://127.0.0.1:1/{PROXY_PASSWORD}@127.0.0.1:1"}, {}, None, False
    ),
}

REFUSED_AT_ONCE = {"a malformed file", "a malformed section", "a proxy that is wrong"}

STATE = (
    f"apiVersion: rekon/v1\nproject: {PROJECT}\ndefaults: {{ output: s3://bucket/ }}\nversions: [{{ name: a }}]\n"
)

COMMANDS = {
    "whoami": ["whoami"],
    "whoami json": ["whoami", "--format", "json"],
    "plan": ["plan", "a.yaml"],
    "plan json": ["plan", "--format", "json", "a.yaml"],
    "apply": ["apply", "--auto-approve", "a.yaml"],
    "apply json": ["apply", "--auto-approve", "--format", "json", "a.yaml"],
    "validate": ["validate", "a.yaml"],
    "validate json": ["validate", "--format", "json", "a.yaml"],
}


@pytest.fixture(scope="module")
def proxy():
    """Refuses everything, and says what it was sent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65536)
                length = len(request)
                connection.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: %d\r\n\r\n%s" % (length, request)
                )

    threading.Thread(target=serve, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def secrets_of(server, variables, home):
    """All that must not be seen: what was known before, what services gave, and each signature."""
    found = {
        WEB_TOKEN, POD_TOKEN, PROXY_PASSWORD, REGISTRATION["clientSecret"], REGISTRATION["refreshToken"],
        fresh_sso_token(REGISTRATION["refreshToken"]), "sso-half-an-answer-token", "metadata-token",
        variables.get("AWS_SECRET_ACCESS_KEY"), variables.get("AWS_SESSION_TOKEN"),
    }
    found |= set(re.findall(r'"(?:accessToken|refreshToken|clientSecret)": ?"([^"]+)"', " ".join(
        path.read_text(errors="replace") for path in home.glob(".aws/sso/cache/*")
    )))
    for key in {"AKIABASE", "ASIAX", "ASIAHALF", *(call.access_key for call in server.calls)} - {None}:
        found |= {secret_of(key), token_of(key)}
    for call in server.calls:
        found.add(call.signature)
        found.add(call.headers.get("x-amz-sso_bearer_token"))
    found = {secret for secret in found if secret}
    assert all(len(secret) >= 8 for secret in found)
    # As they are, in forms and URLs, in JSON, and any long enough part of them.
    parts = {secret[start:start + 20] for secret in found for start in range(0, max(1, len(secret) - 19), 20)}
    return found | parts | {urllib.parse.quote(secret, safe="") for secret in found}


def written(home, before):
    """The files that a run made or changed, but for the token's own."""
    return {
        path: path.read_text(errors="replace")
        for path in home.rglob("*")
        if path.is_file() and ".aws/sso/cache" not in str(path) and before.get(path) != path.read_bytes()
    }


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_secret_is_written(tmp_path, proxy, scenario):
    variables, files, override, succeeds = SCENARIOS[scenario]
    server = FakeAWS()
    server.projects = [PROJECT]
    if override:
        server.override = override
    runs = [run for run in itertools.product(COMMANDS, (False, True)) if not (run[1] and run[0].startswith("validate"))]

    def one_run(name, debug):
        command = [*COMMANDS[name], *(["--debug"] if debug else [])]
        home = tmp_path / f"{name} {debug}".replace(" ", "-")

        def filled(text):
            return fill(text.replace("{proxy}", proxy), home, server.url)

        for file, text in {**files, "a.yaml": STATE}.items():
            path = home / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(filled(text))
            path.chmod(0o700)
        before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
        settings = environment(home, server, **{key: filled(value) for key, value in variables.items()})
        result = run(command, settings)
        assert result.returncode == (0 if succeeds or "validate" in name else 1), (name, result.stdout, result.stderr)
        # Settings that are refused leave nothing else to tell.
        assert debug == ("debug: " in result.stderr) or scenario in REFUSED_AT_ONCE
        texts = {"stdout": result.stdout, "stderr": result.stderr, **written(home, before)}
        return name, debug, texts, settings, home

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda each: one_run(*each), runs))
    for name, debug, texts, settings, home in outcomes:
        secrets = secrets_of(server, settings, home)
        for place, text in texts.items():
            seen = {secret for secret in secrets if secret in text}
            assert not seen, (name, debug, str(place), seen, text)
    server.close()


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_windows_line_ends_in_a_variable_are_named(tmp_path, name):
    server = FakeAWS()
    (tmp_path / "a.yaml").write_text(STATE)
    variables = environment(tmp_path, server, **{**KEYS, name: KEYS[name] + "\r"})
    result = run(["plan", "a.yaml"], variables)
    assert result.returncode == 1
    assert result.stderr.startswith(f"error: {name} contains a line break") and KEYS[name] not in result.stderr
    assert server.calls == []
    server.close()


@pytest.mark.parametrize("hour", ["9223372036854775807", "-1"])
def test_a_date_that_cannot_be_stops_nothing(tmp_path, hour):
    server = FakeAWS()
    server.projects = [PROJECT]

    class Clock(Handler):
        def date_time_string(self, timestamp=None):
            return f"Mon, 23 Nov 2026 {hour}:00:00 GMT"

    server.RequestHandlerClass = Clock
    server.override = lambda call: as_json({"__type": "InvalidSignatureException", "message": "no"}, 403)
    (tmp_path / "a.yaml").write_text(STATE)
    result = run(["plan", "a.yaml"], environment(tmp_path, server, **KEYS))
    assert result.returncode == 1 and "InvalidSignatureException" in result.stdout + result.stderr
    server.close()


def test_an_endpoint_that_cannot_be_used_is_one_error(tmp_path):
    server = FakeAWS()
    other = PROJECT.replace("us-east-1", "eu-west-1")
    (tmp_path / "a.yaml").write_text(STATE)
    (tmp_path / "b.yaml").write_text(STATE.replace(PROJECT, other))
    variables = environment(tmp_path, server, **KEYS, AWS_USE_FIPS_ENDPOINT="true")
    result = run(["plan", "a.yaml", "b.yaml"], variables)
    assert result.returncode == 1 and result.stdout == ""
    assert result.stderr.count("cannot be combined with FIPS (AWS_USE_FIPS_ENDPOINT)") == 1
    assert "could not be read" not in result.stderr and server.calls == []
    server.close()


def test_the_search_finds_what_it_looks_for(tmp_path):
    """Were a secret written, it would be seen: the search is tried on what services were really sent."""
    server = FakeAWS()
    server.projects = [PROJECT]
    (tmp_path / "a.yaml").write_text(STATE)
    variables = environment(tmp_path, server, **KEYS)
    assert run(["plan", "a.yaml"], variables).returncode == 0
    secrets = secrets_of(server, variables, tmp_path)
    sent = " ".join(value for call in server.calls for value in call.headers.values())
    assert {token_of("ASIAENVIRONMENT"), *(call.signature for call in server.calls)} <= {
        secret for secret in secrets if secret in sent
    }
    server.close()
