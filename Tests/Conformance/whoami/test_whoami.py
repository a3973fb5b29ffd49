"""`rekon whoami`, and the account that plan and apply name when a project is in another than the credentials."""

import json
import re

import pytest

from support.fake_aws import INSTANCE_KEY, Refusal, as_json, role_key, secret_of
from support.rekon import environment, run
from support.schemas import schema_validator

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAENVIRONMENT")}
OWN = "arn:aws:rekognition:us-east-1:111122223333:project/own/1690556789012"
STRANGE = "arn:aws:rekognition:us-east-1:999988887777:project/strange/1690556789012"


def whoami(variables, *arguments):
    """The JSON, which follows its schema."""
    result = run(["whoami", "--format", "json", *arguments], variables)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    document = json.loads(result.stdout)
    schema_validator("whoami.schema.json").validate(document)
    return document


def test_the_text(home, server):
    result = run(["whoami", "--region", "eu-west-1"], environment(home, server, **KEYS))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.replace(server.url, "http://SERVER") == (
        "account      111122223333\n"
        "arn          arn:aws:sts::111122223333:assumed-role/test/AKIAENVIRONMENT\n"
        "user id      AROATEST:AKIAENVIRONMENT\n"
        "credentials  the environment (AWS_ACCESS_KEY_ID)\n"
        "access key   AKIAENVIRONMENT\n"
        "expires      not by themselves\n"
        "profile      default\n"
        "region       eu-west-1 (--region)\n"
        "rekognition  http://SERVER (AWS_ENDPOINT_URL_REKOGNITION)\n"
        "sts          http://SERVER (AWS_ENDPOINT_URL_STS)\n"
    )


def test_the_json(home, server):
    url = server.url
    assert whoami(environment(home, server, **KEYS)) == {
        "formatVersion": "1.0",
        "account": "111122223333",
        "arn": "arn:aws:sts::111122223333:assumed-role/test/AKIAENVIRONMENT",
        "userId": "AROATEST:AKIAENVIRONMENT",
        "credentialSource": "the environment (AWS_ACCESS_KEY_ID)",
        "accessKeyId": "AKIAENVIRONMENT",
        "profile": "default",
        "region": "us-east-1",
        "regionOrigin": "AWS_DEFAULT_REGION",
        "endpoints": {
            "rekognition": {"url": url, "origin": "AWS_ENDPOINT_URL_REKOGNITION"},
            "sts": {"url": url, "origin": "AWS_ENDPOINT_URL_STS"},
        },
    }


def test_the_schema_is_strict(home, server):
    document = whoami(environment(home, server, **KEYS))
    broken = [
        {**document, "surprise": 1},
        {**document, "account": "1111"},
        {**document, "formatVersion": "2.0"},
        {**document, "expiration": "soon"},
        {**document, "endpoints": {}},
        *({name: value for name, value in document.items() if name != missing} for missing in document),
    ]
    for other in broken:
        assert not schema_validator("whoami.schema.json").is_valid(other)


def test_credentials_that_expire(home, server):
    (home / ".aws/config").write_text(
        "[profile a]\nregion = eu-central-1\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = base\n"
        f"[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = {secret_of('AKIABASE')}\n"
    )
    variables = environment(home, server, AWS_DEFAULT_REGION=None)
    document = whoami(variables, "--profile", "a")
    key = role_key("arn:aws:iam::111122223333:role/a", "AKIABASE")
    assert document["accessKeyId"] == key
    assert document["profile"] == "a"
    assert document["region"] == "eu-central-1"
    assert "`region`" in document["regionOrigin"] and "`a`" in document["regionOrigin"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["expiration"])
    assert "role/a" in document["credentialSource"] and "assumed with" in document["credentialSource"]
    # One session is opened for both calls of it, and STS is asked once who it is.
    assert len(server.made("AssumeRole")) == 1 and len(server.made("GetCallerIdentity")) == 1
    text = run(["whoami", "--profile", "a"], variables).stdout
    assert re.search(r"^expires      20\S+ \(in (59|60) min\)$", text, re.MULTILINE)


def test_an_instance(home, server):
    document = whoami(
        environment(home, server, AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=server.url)
    )
    assert document["accessKeyId"] == INSTANCE_KEY
    assert document["credentialSource"].startswith("the metadata service of EC2 at http://127.0.0.1:")


def test_without_a_region(home, server):
    """botocore signs for us-east-1 too, and calls the global endpoint, which is there."""
    variables = environment(home, server, AWS_DEFAULT_REGION=None, **KEYS)
    document = whoami(variables)
    assert (document["region"], document["regionOrigin"]) == ("us-east-1", "the default: no region is set")
    call = server.made("GetCallerIdentity")[0]
    assert "/us-east-1/sts/aws4_request" in call.headers["authorization"]
    assert "region       us-east-1 (the default: no region is set)\n" in run(["whoami"], variables).stdout


def test_endpoints_and_their_reasons(home, server):
    """Without a variable for Rekognition; nothing is sent to it."""
    variables = {**environment(home, server, **KEYS), "AWS_REGION": "eu-west-1"}
    variables["AWS_ENDPOINT_URL_REKOGNITION"] = "http://127.0.0.1:1/base"
    document = whoami(variables)
    assert document["endpoints"]["rekognition"]["url"] == "http://127.0.0.1:1/base"
    assert (document["region"], document["regionOrigin"]) == ("eu-west-1", "AWS_REGION")


# Another account


def state(home, *projects):
    (home / "a.yaml").write_text(
        "---\n".join(
            f"apiVersion: rekon/v1\nproject: {project}\ndefaults: {{ output: s3://bucket/ }}\n"
            "versions: [{ name: a }]\n"
            for project in projects
        )
    )


def denied(call):
    if call.operation in ("DescribeProjects", "DescribeProjectVersions"):
        return Refusal(400, "AccessDeniedException", "User is not authorized").answer(call)


def empty(call):
    if call.operation == "DescribeProjects":
        return as_json({"ProjectDescriptions": []})


@pytest.mark.parametrize("refusal", [denied, empty])
@pytest.mark.parametrize("command", [["plan"], ["apply", "--auto-approve"]])
def test_a_project_of_another_account(home, server, command, refusal):
    state(home, STRANGE)
    server.override = refusal
    result = run([*command, "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert "999988887777" in said and "111122223333" in said
    assert "the project is in account 999988887777, but the credentials belong to account 111122223333" in " ".join(
        said.split()
    )
    assert "rekon whoami" in said
    assert len(server.made("GetCallerIdentity")) == 1
    assert server.made("CreateProjectVersion") == []


def test_the_json_says_it_too(home, server):
    state(home, OWN, STRANGE)
    server.projects = [OWN]
    result = run(["plan", "--format", "json", "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 1
    assert "999988887777" in result.stdout and "credentials belong to account 111122223333" in result.stdout
    assert len(server.made("GetCallerIdentity")) == 1


def test_sts_is_asked_for_many_strangers_once(home, server):
    state(home, *(STRANGE.replace("strange", f"strange-{number}") for number in range(25)))
    server.override = denied
    result = run(["plan", "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 1
    assert len(server.made("GetCallerIdentity")) == 1


def test_sts_is_not_asked_where_all_is_seen(home, server):
    state(home, OWN)
    server.projects = [OWN]
    result = run(["plan", "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 0, result.stderr
    assert server.made("GetCallerIdentity") == []


def test_a_refusal_in_the_own_account_stays_what_it_is(home, server):
    state(home, OWN)
    server.override = denied
    result = run(["plan", "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 1
    said = " ".join((result.stdout + result.stderr).split())
    assert "AccessDeniedException" in said and "is in account" not in said


def test_sts_that_fails_hides_nothing(home, server):
    state(home, STRANGE)

    def both(call):
        if call.operation == "GetCallerIdentity":
            return Refusal(403, "AccessDenied", "No.").answer(call)
        return denied(call)

    server.override = both
    result = run(["plan", "a.yaml"], environment(home, server, **KEYS))
    assert result.returncode == 1
    assert "AccessDeniedException" in result.stdout + result.stderr


# On the wire


def test_what_requests_say_of_themselves(home, server):
    state(home, OWN)
    server.projects = [OWN]
    attempts = []

    def fail_first(call):
        if call.operation == "DescribeProjectVersions":
            attempts.append(call)
            if len(attempts) < 3:
                return 503, {}, b""

    server.override = fail_first
    variables = environment(home, server, **KEYS, AWS_MAX_ATTEMPTS="3")
    version = run(["--version"], variables).stdout.split()[1]
    assert run(["plan", "a.yaml"], variables).returncode == 0
    assert run(["whoami"], variables).returncode == 0
    for call in server.calls:
        assert call.headers["user-agent"].startswith(f"rekon/{version} ua/2.1 os/linux lang/swift#")
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", call.headers["amz-sdk-invocation-id"].lower())
        signed = call.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        assert {"host", "x-amz-date", "amz-sdk-invocation-id", "amz-sdk-request"} <= set(signed)
        assert "user-agent" not in signed
    # The same over the attempts of one call, and of no other.
    assert len(attempts) == 3
    invocations = {call.headers["amz-sdk-invocation-id"] for call in attempts}
    assert len(invocations) == 1
    others = [call.headers["amz-sdk-invocation-id"] for call in server.calls if call not in attempts]
    assert len(set(others)) == len(others) and invocations.isdisjoint(others)
    assert [call.headers["amz-sdk-request"].split("attempt=")[1] for call in attempts] == [
        f"{number}; max=3" for number in (1, 2, 3)
    ]
