"""Roles of several accounts at moto's STS and at a fake one: what is sent, who answers, and until when."""

import json
import re

import boto3
import botocore.config
import pytest

from accounts_support import Recorder
from support.fake_aws import Refusal, role_key, secret_of, token_of, xml
from support.rekon import KEYS, PROJECT, environment, run, write_desired_state
from support.schemas import schema_validator

HEAD = "apiVersion: rekon/v1\nkind: Settings\n"
ACCOUNTS = ["210987654321", "333333333333", "012345678901"]
SETTINGS = HEAD + f"""accounts:
  "{ACCOUNTS[0]}":
    read: {{ role: rekon-read, sessionName: me@example.com }}
    create: {{ role: ops/eu/rekon-create, externalId: "acme:4711/a", sessionName: ci-create, duration: 15m }}
  "{ACCOUNTS[1]}": {{ role: "arn:aws:iam::{ACCOUNTS[1]}:role/rekon", duration: 12h }}
  "{ACCOUNTS[2]}": {{ role: rekon }}
"""


def whoami(home, service, *arguments, **variables):
    result = run(["whoami", "--format", "json", *arguments], environment(home, service, **{**KEYS, **variables}))
    document = json.loads(result.stdout)
    schema_validator("whoami.schema.json").validate(document)
    return result.returncode, document


@pytest.fixture
def recorder(moto):
    recorder = Recorder(moto.url)
    yield recorder
    recorder.close()


def assume_role(moto, **request):
    """The session of a role, as boto3 gets it."""
    keys = {name.lower(): value for name, value in KEYS.items()}
    config = {"region_name": "us-east-1", "endpoint_url": moto.url, "config": botocore.config.Config(proxies={})}
    credentials = boto3.client("sts", **keys, **config).assume_role(**request)["Credentials"]
    return boto3.client(
        "sts", aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"], **config,
    )


def requests_of(recorder):
    """By role and session name, the form of each AssumeRole."""
    return {
        (form["RoleArn"], form["RoleSessionName"]): form
        for form in (json.loads(call.content) for call in recorder.calls if call.operation == "AssumeRole")
    }


def test_identities_are_those_that_boto3_gets(moto, recorder, home):
    (home / "rekon.yaml").write_text(SETTINGS)
    status, document = whoami(home, recorder)
    assert status == 0
    # A rule with one role for both purposes is entered once.
    assert [(entry["account"], entry["purposes"]) for entry in document["accounts"]] == [
        (ACCOUNTS[0], ["read"]), (ACCOUNTS[0], ["create"]), (ACCOUNTS[1], ["read", "create"]),
        (ACCOUNTS[2], ["read", "create"]),
    ]
    requests = requests_of(recorder)
    assert len(requests) == 4
    by_arn = {entry["arn"]: entry for entry in document["accounts"]}
    for form in requests.values():
        request = {name: value for name, value in form.items() if name not in ("Action", "Version")}
        if "DurationSeconds" in request:
            request["DurationSeconds"] = int(request["DurationSeconds"])
        identity = assume_role(moto, **request).get_caller_identity()
        entry = by_arn.pop(identity["Arn"])
        assert entry["account"] == identity["Account"]
        assert entry["userId"].split(":")[1] == identity["UserId"].split(":")[1] == form["RoleSessionName"]
    assert by_arn == {}


def test_what_is_sent(recorder, home):
    (home / "rekon.yaml").write_text(SETTINGS)
    assert whoami(home, recorder)[0] == 0
    requests = requests_of(recorder)
    read = requests.pop((f"arn:aws:iam::{ACCOUNTS[0]}:role/rekon-read", "me@example.com"))
    assert set(read) == {"Action", "Version", "RoleArn", "RoleSessionName"}
    create = requests.pop((f"arn:aws:iam::{ACCOUNTS[0]}:role/ops/eu/rekon-create", "ci-create"))
    assert (create["ExternalId"], create["DurationSeconds"]) == ("acme:4711/a", "900")
    assert {arn for arn, _ in requests} == {f"arn:aws:iam::{account}:role/rekon" for account in ACCOUNTS[1:]}
    for (arn, name), form in requests.items():
        # Made where none is given, one for the run.
        assert re.fullmatch("rekon-[0-9]+", name)
        assert form.get("DurationSeconds") == ("43200" if ACCOUNTS[1] in arn else None)
        assert "ExternalId" not in form


@pytest.mark.parametrize("region, partition", [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_a_name_is_a_role_of_the_partition(recorder, home, region, partition):
    (home / "rekon.yaml").write_text(HEAD + f'accounts: {{ "{ACCOUNTS[0]}": {{ role: rekon }} }}\n')
    status, document = whoami(home, recorder, "--region", region)
    assert status == 0
    [(arn, _)] = requests_of(recorder)
    assert arn == f"arn:{partition}:iam::{ACCOUNTS[0]}:role/rekon"
    assert document["accounts"][0]["arn"].startswith(f"arn:{partition}:sts::{ACCOUNTS[0]}:assumed-role/rekon/")


def test_only_the_chosen_account_is_entered(recorder, home):
    (home / "rekon.yaml").write_text(SETTINGS)
    status, document = whoami(home, recorder, "--account", ACCOUNTS[2])
    assert status == 0
    assert [entry["account"] for entry in document["accounts"]] == [ACCOUNTS[2]]
    assert [arn for arn, _ in requests_of(recorder)] == [f"arn:aws:iam::{ACCOUNTS[2]}:role/rekon"]


def test_a_role_of_a_profile(moto, recorder, home):
    """The settings' profile is what the AWS CLI would use."""
    (home / ".aws/config").write_text(
        f"[profile last]\nrole_arn = arn:aws:iam::{ACCOUNTS[0]}:role/last\nsource_profile = first\n"
        "role_session_name = me\nexternal_id = an id\n"
        f"[profile first]\nrole_arn = arn:aws:iam::{ACCOUNTS[1]}:role/first\ncredential_source = Environment\n"
    )
    (home / "rekon.yaml").write_text(HEAD + f'accounts: {{ "{ACCOUNTS[0]}": {{ profile: last }} }}\n')
    status, document = whoami(home, recorder)
    assert status == 0
    assert document["accounts"] == [{
        "account": ACCOUNTS[0], "purposes": ["read", "create"], "credentials": "profile last",
        "arn": f"arn:aws:sts::{ACCOUNTS[0]}:assumed-role/last/me", "userId": document["accounts"][0]["userId"],
    }]
    # A profile of another account than that of its rule is told.
    (home / "rekon.yaml").write_text(HEAD + f'accounts: {{ "{ACCOUNTS[2]}": {{ profile: last }} }}\n')
    status, document = whoami(home, recorder)
    assert status == 1
    assert document["accounts"][0]["problem"] == f"these are credentials of account {ACCOUNTS[0]}"


def test_a_role_that_is_refused(recorder, home):
    (home / "rekon.yaml").write_text(SETTINGS)
    recorder.refuses = lambda call: call.operation == "AssumeRole" and f"::{ACCOUNTS[1]}:" in call.content
    status, document = whoami(home, recorder)
    assert status == 1
    problems = {entry["account"]: entry["problem"] for entry in document["accounts"] if "problem" in entry}
    assert list(problems) == [ACCOUNTS[1]]
    assert f"the role arn:aws:iam::{ACCOUNTS[1]}:role/rekon of rekon.yaml:7:27 could not be assumed" in problems[ACCOUNTS[1]]
    assert sum("arn" in entry for entry in document["accounts"]) == 3
    text = run(["whoami"], environment(home, recorder, **KEYS))
    assert text.returncode == 1
    assert f"account {ACCOUNTS[1]}, to read, create: role rekon\n  error: " in text.stdout


# The fake STS shows who signs each call.

OWN = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAENVIRONMENT")}
ROLE = "arn:aws:iam::111122223333:role/rekon"


@pytest.fixture
def folder(home, server):
    (home / "rekon.yaml").write_text(
        HEAD + 'accounts: { "111122223333": { role: rekon, externalId: acme, duration: 30m } }\n'
    )
    projects = [PROJECT.replace("/signs/", f"/p{number}/") for number in range(12)]
    (home / "m").mkdir()
    for number, project in enumerate(projects):
        write_desired_state(home / f"m/{number}.yaml", "v1", project=project)
    server.projects = projects
    return home


def plan(folder, server):
    return run(["plan", "--no-history", "m"], environment(folder, server, **OWN))


def test_every_call_is_signed_by_the_role(folder, server):
    result = plan(folder, server)
    assert result.returncode == 0, result.stdout + result.stderr
    [call] = server.made("AssumeRole")
    assert (call.access_key, call.form["ExternalId"], call.form["DurationSeconds"]) == ("AKIAENVIRONMENT", "acme", "1800")
    key = role_key(ROLE, "AKIAENVIRONMENT", "acme", "1800")
    described = [call for call in server.calls if call.operation.startswith("Describe")]
    assert {call.access_key for call in described} == {key}
    assert len(described) == 2 + 12


def test_credentials_that_the_service_calls_expired(folder, server):
    """The clocks differ: the service is right, and the role is assumed once more."""
    old = []
    new = role_key(ROLE, "AKIAENVIRONMENT", "new")

    def expire(call):
        if call.operation == "AssumeRole" and old:
            return xml(
                call,
                f"<Credentials><AccessKeyId>{new}</AccessKeyId><SecretAccessKey>{secret_of(new)}</SecretAccessKey>"
                f"<SessionToken>{token_of(new)}</SessionToken><Expiration>2038-01-01T00:00:00Z</Expiration></Credentials>",
            )
        if call.operation == "DescribeProjectVersions" and not old:
            old.append(call)
            return Refusal(400, "ExpiredTokenException", "The security token included in the request is expired").answer(call)

    server.override = expire
    result = plan(folder, server)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Plan: 12 to create" in result.stdout
    assert len(server.made("AssumeRole")) == 2
    assert len(server.made("DescribeProjectVersions")) == 13
    assert server.made("DescribeProjectVersions")[-1].access_key == new


@pytest.mark.parametrize("refusal", [
    Refusal(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole"),
    Refusal(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role"),
    Refusal(403, "RegionDisabledException", "STS is not activated in this region"),
])
def test_a_role_that_cannot_be_assumed(folder, server, refusal):
    server.override = lambda call: refusal.answer(call) if call.operation == "AssumeRole" else None
    result = plan(folder, server)
    assert result.returncode == 1
    said = " ".join(result.stdout.split())
    assert f"account 111122223333: the role {ROLE} of rekon.yaml:3:37 could not be assumed" in said
    assert refusal.code in said and refusal.message in said
    # Told once, and asked once.
    assert said.count(refusal.message) == 1
    assert len(server.made("AssumeRole")) == 1
    assert [call.operation for call in server.calls if call.operation.startswith("Describe")] == []


def test_whoami_says_when_the_runs_own_credentials_end_only(folder, server):
    document = json.loads(run(["whoami", "--format", "json"], environment(folder, server, **OWN)).stdout)
    assert "expiration" not in document
    assert document["accounts"][0]["arn"].endswith(role_key(ROLE, "AKIAENVIRONMENT", "acme", "1800"))


def test_without_credentials_of_the_run(folder, server):
    """The run's own credentials assume the roles: without them nothing works, and one error says so."""
    result = run(["plan", "m"], environment(folder, server))
    assert result.returncode == 1
    assert result.stderr.startswith("error: ") and "there are no AWS credentials" in result.stderr
    assert server.calls == []
