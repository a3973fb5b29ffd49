"""Several accounts behind one `rekon sandbox serve`, kept apart by credentials, as boto3 and the AWS CLI see them."""

import datetime
import json
import subprocess
import sys
import time

import boto3
import botocore.config
import botocore.exceptions
import pytest

from sandbox_support import OUTPUT, REGION, SESSION, TESTING, TRAINING, make_client, rekon, train
from support.rekon import KEYS, ROOT, environment, finish, start

OWN, OTHER, THIRD = "111122223333", "444455556666", "777788889999"


def role(account, name="ops/rekon"):
    return f"arn:aws:iam::{account}:role/{name}"


def sts_of(server, session=SESSION):
    config = botocore.config.Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    return session.client("sts", region_name=REGION, endpoint_url=server.url, config=config)


def session_of(credentials):
    return boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"], region_name=REGION,
    )


def assume(server, account, session=SESSION, **more):
    request = {"RoleArn": role(account), "RoleSessionName": "ci", **more}
    return session_of(sts_of(server, session).assume_role(**request)["Credentials"])


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def names(client):
    return [project["ProjectArn"].split(":")[4:] for project in client.describe_projects()["ProjectDescriptions"]]


def test_one_name_in_two_accounts(serve):
    server = serve("--training-duration", "0")
    mine, theirs = make_client(server.url), make_client(server.url, session=assume(server, OTHER))
    projects = [client.create_project(ProjectName="signs")["ProjectArn"] for client in (mine, theirs)]
    assert [arn.split(":")[4] for arn in projects] == [OWN, OTHER]
    for client, arn in zip((mine, theirs), projects):
        [found] = client.describe_projects(ProjectNames=["signs"])["ProjectDescriptions"]
        assert found["ProjectArn"] == arn
        train(client, arn, "v1")
    for client, arn in zip((theirs, mine), projects):
        assert code(client.describe_project_versions, ProjectArn=arn) == "AccessDeniedException"
        assert code(client.delete_project, ProjectArn=arn) == "AccessDeniedException"
        assert code(
            client.create_project_version, ProjectArn=arn, VersionName="v2", OutputConfig=OUTPUT,
            TrainingData=TRAINING, TestingData=TESTING,
        ) == "AccessDeniedException"


def test_training_slots_count_for_each_account(serve):
    server = serve("--training-duration", "1000", "--concurrent-trainings", "1")
    for session in (SESSION, assume(server, OTHER)):
        client = make_client(server.url, session=session)
        project = client.create_project(ProjectName="signs")["ProjectArn"]
        train(client, project, "v1")
        with pytest.raises(client.exceptions.LimitExceededException):
            train(client, project, "v2")


def test_who_calls(serve):
    server = serve("--account", THIRD)
    own = sts_of(server).get_caller_identity()
    assert (own["Account"], own["Arn"]) == (THIRD, f"arn:aws:iam::{THIRD}:user/sandbox")
    answer = sts_of(server).assume_role(RoleArn=role(OTHER), RoleSessionName="ci")
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{OTHER}:assumed-role/rekon/ci"
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    left = answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 3590 < left.total_seconds() <= 3600
    identity = sts_of(server, session_of(answer["Credentials"])).get_caller_identity()
    assert (identity["Account"], identity["Arn"], identity["UserId"]) == (
        OTHER, answer["AssumedRoleUser"]["Arn"], answer["AssumedRoleUser"]["AssumedRoleId"],
    )
    make_client(server.url).create_project(ProjectName="signs")
    assert names(make_client(server.url)) == [[THIRD, names(make_client(server.url))[0][1]]]


def test_only_the_listed_roles(serve):
    server = serve(
        "--assumable-role", role(OTHER), "--assumable-role", role(THIRD) + ",externalId=acme:1",
    )
    assert names(make_client(server.url, session=assume(server, OTHER))) == []
    assert names(make_client(server.url, session=assume(server, THIRD, ExternalId="acme:1"))) == []
    for request in ({"account": THIRD}, {"account": THIRD, "ExternalId": "acme:2"}, {"account": OWN}):
        account = request.pop("account")
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            assume(server, account, **request)
        error = caught.value.response
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
        assert error["Error"]["Code"] == "AccessDenied"
        assert error["Error"]["Message"] == (
            f"User: arn:aws:iam::{OWN}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: "
            + role(account)
        )


@pytest.mark.parametrize("request_, field", [
    ({"RoleSessionName": "a"}, "roleSessionName"), ({"RoleSessionName": "a b"}, "roleSessionName"),
    ({"ExternalId": "é"}, "externalId"), ({"DurationSeconds": 899}, "durationSeconds"),
    ({"DurationSeconds": 43201}, "durationSeconds"), ({"RoleArn": "arn:aws:iam::1:role/rekon"}, "is invalid"),
    ({"Policy": "{}"}, "Policy"),
])
def test_a_request_that_the_api_does_not_allow(quick, request_, field):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        assume(quick, OTHER, **request_)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert field in caught.value.response["Error"]["Message"]


def test_credentials_expire(serve):
    server = serve("--session-duration", "3")
    session = assume(server, OTHER, DurationSeconds=900)
    client = make_client(server.url, session=session)
    assert client.describe_projects()["ProjectDescriptions"] == []
    time.sleep(3.5)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        client.describe_projects()
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "ExpiredTokenException", "The security token included in the request is expired"
    )
    assert code(sts_of(server, session).get_caller_identity) == "ExpiredToken"


def tampered(session, **changes):
    frozen = session.get_credentials().get_frozen_credentials()
    values = {"AccessKeyId": frozen.access_key, "SecretAccessKey": frozen.secret_key, "SessionToken": frozen.token}
    return session_of({**values, **changes})


def test_credentials_that_are_wrong(serve):
    server, elsewhere = serve(), serve()
    session = assume(server, OTHER)
    token = session.get_credentials().token
    other_token = assume(server, THIRD).get_credentials().token
    for broken in (
        tampered(session, SessionToken=None), tampered(session, SessionToken="token"),
        tampered(session, SessionToken=token[:-1] + ("0" if token[-1] != "0" else "1")),
        tampered(session, SessionToken=other_token), tampered(session, AccessKeyId=KEYS["AWS_ACCESS_KEY_ID"]),
        tampered(SESSION, SessionToken=token), assume(elsewhere, OTHER),
    ):
        assert code(make_client(server.url, session=broken).describe_projects) == "UnrecognizedClientException"
        assert code(sts_of(server, broken).get_caller_identity) == "InvalidClientTokenId"
    broken = tampered(session, SecretAccessKey=SESSION.get_credentials().secret_key)
    assert code(make_client(server.url, session=broken).describe_projects) == "InvalidSignatureException"
    assert code(sts_of(server, broken).get_caller_identity) == "SignatureDoesNotMatch"
    unsigned = SESSION.client(
        "sts", region_name=REGION, endpoint_url=server.url,
        config=botocore.config.Config(signature_version=botocore.UNSIGNED),
    )
    assert code(unsigned.get_caller_identity) == "MissingAuthenticationToken"


@pytest.fixture
def profiles(tmp_path):
    """Profiles of the sandbox's own account, and of a role with the right external id and without one."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(
        f"[profile other]\nrole_arn = {role(OTHER)}\nsource_profile = own\nexternal_id = acme\nregion = {REGION}\n"
        f"[profile wrong]\nrole_arn = {role(OTHER)}\nsource_profile = own\nregion = {REGION}\n"
        f"[profile own]\nregion = {REGION}\n" + "".join(f"{key.lower()} = {value}\n" for key, value in KEYS.items())
    )
    return tmp_path


def test_the_aws_cli_with_a_profile_of_a_role(serve, profiles):
    server = serve("--assumable-role", role(OTHER) + ",externalId=acme")

    def aws(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "awscli", *arguments, "--output", "json"],
            env=environment(profiles, server, AWS_MAX_ATTEMPTS=None), timeout=60, capture_output=True, text=True,
        )

    created = aws("rekognition", "create-project", "--project-name", "signs", "--profile", "other")
    assert created.returncode == 0, created.stderr
    assert f":{OTHER}:project/signs/" in json.loads(created.stdout)["ProjectArn"]
    assert json.loads(aws("rekognition", "describe-projects", "--profile", "own").stdout)["ProjectDescriptions"] == []
    assert json.loads(aws("sts", "get-caller-identity", "--profile", "other").stdout)["Account"] == OTHER
    refused = aws("rekognition", "describe-projects", "--profile", "wrong")
    assert refused.returncode != 0
    assert "(AccessDenied) when calling the AssumeRole operation" in refused.stderr


def test_rekon_with_a_profile_of_a_role(serve, profiles):
    server = serve("--assumable-role", role(OTHER) + ",externalId=acme")

    def run(*arguments):
        return finish(start(arguments, environment(profiles, server, AWS_MAX_ATTEMPTS=None), cwd=ROOT))

    identity = run("whoami", "--profile", "other")
    assert f"arn:aws:sts::{OTHER}:assumed-role/rekon/" in identity.stdout, identity.stderr
    project = make_client(server.url, session=assume(server, OTHER, ExternalId="acme")).create_project(
        ProjectName="signs"
    )["ProjectArn"]
    (profiles / "a.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {project}\nversions: [{{ name: v1, output: s3://bucket/ }}]\n"
    )
    planned = run("plan", "--profile", "other", profiles / "a.yaml")
    assert "v1" in planned.stdout and "unreadable" not in planned.stdout, planned.stdout + planned.stderr
    refused = run("plan", "--profile", "wrong", profiles / "a.yaml")
    assert refused.returncode != 0
    assert "AccessDenied" in refused.stdout + refused.stderr


@pytest.mark.parametrize("arguments, words", [
    (["--assumable-role", "rekon"], "must start with the ARN of a role"),
    (["--assumable-role", role(OTHER) + ",externalId=a"], "the external id must be"),
    (["--account", "1"], "must have twelve digits"),
    (["--session-duration", "0"], "--session-duration must be a number from 1 to 43200."),
])
def test_options_that_are_wrong(arguments, words):
    result = finish(rekon("sandbox", "serve", *arguments))
    assert result.returncode == 64
    assert words in result.stderr


def test_the_account_of_a_bucket(tmp_path):
    (tmp_path / "day.manifest").write_text("{}\n")
    state = tmp_path / "state.json"
    for bucket, more, owner in (("mine", [], OWN), ("theirs", ["--account", OTHER], OTHER)):
        put = finish(rekon(
            "sandbox", "put", "--sandbox", state, *more, f"s3://{bucket}/day.manifest", tmp_path / "day.manifest"
        ))
        assert put.returncode == 0, put.stderr
        buckets = {entry["name"]: entry["owner"] for entry in json.loads(state.read_text())["buckets"]}
        assert buckets[bucket] == owner
