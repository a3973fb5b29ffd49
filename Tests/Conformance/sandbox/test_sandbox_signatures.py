"""Who may call `rekon sandbox serve`: signatures made by botocore, good and bad."""

import datetime
from unittest import mock

import boto3
import botocore
import botocore.auth
import botocore.exceptions
import pytest

from sandbox_support import REGION, make_client, rekon
from support.rekon import KEYS, finish

SECRET = KEYS["AWS_SECRET_ACCESS_KEY"]
KEY = KEYS["AWS_ACCESS_KEY_ID"]


def client_of(url, key=KEY, secret=SECRET, token=None, **config):
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)
    return make_client(url, session=session, **config)


def refusal(client):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        client.create_project(ProjectName="unsigned")
    return caught.value.response["Error"]["Code"]


@pytest.fixture(autouse=True)
def nothing_is_created(client):
    yield
    assert client.describe_projects(ProjectNames=["unsigned"])["ProjectDescriptions"] == []


def test_a_wrong_secret(quick):
    assert refusal(client_of(quick.url, secret=SECRET[:-1])) == "InvalidSignatureException"


def test_an_unknown_key(quick):
    assert refusal(client_of(quick.url, key="AKIAI44QH8DHBEXAMPLE")) == "UnrecognizedClientException"


def test_no_signature(quick):
    assert refusal(client_of(quick.url, signature_version=botocore.UNSIGNED)) == "MissingAuthenticationTokenException"


def test_a_session_token_is_not_for_the_keys_of_a_user(quick):
    assert refusal(client_of(quick.url, token="token")) == "UnrecognizedClientException"


@pytest.mark.parametrize("minutes, code", [
    (-4, None), (4, None), (-6, "InvalidSignatureException"), (6, "InvalidSignatureException"),
    (24 * 60, "InvalidSignatureException"),
])
def test_a_clock_that_is_wrong(quick, minutes, code):
    client = client_of(quick.url)
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: moment.replace(tzinfo=None)):
        if code:
            assert refusal(client) == code
        else:
            client.describe_projects()


@pytest.mark.parametrize("change", ["body", "target", "service"])
def test_a_request_that_is_changed_after_it_was_signed(quick, change):
    client = client_of(quick.url)

    def alter(request, **_):
        if change == "body":
            request.data = request.body = request.body.replace(b"unsigned", b"forged")
            request.headers["content-length"] = str(len(request.body))
        elif change == "target":
            request.headers["x-amz-target"] = "RekognitionService.DescribeProjects"
        else:
            value = request.headers["authorization"].decode().replace("/rekognition/", "/s3/")
            request.headers["authorization"] = value

    client.meta.events.register("before-send.rekognition", alter)
    assert refusal(client) == "InvalidSignatureException"


def test_keys_of_ones_own(serve):
    mine = {"REKON_SANDBOX_ACCESS_KEY_ID": "AKIDMINE", "REKON_SANDBOX_SECRET_ACCESS_KEY": "my secret"}
    server = serve(**mine)
    client_of(server.url, "AKIDMINE", "my secret").describe_projects()
    assert refusal(client_of(server.url)) == "UnrecognizedClientException"


def test_half_a_pair_of_keys():
    result = finish(rekon("sandbox", "serve", REKON_SANDBOX_ACCESS_KEY_ID="AKIDMINE"))
    assert result.returncode == 64
    assert "only one of" in result.stderr


def test_rekon_itself_with_a_wrong_secret(quick, tmp_path):
    (tmp_path / "a.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: arn:aws:rekognition:{REGION}:111122223333:project/signs/1\n"
        "versions: [{ name: v1, output: s3://bucket/ }]\n"
    )
    result = finish(rekon(
        "plan", "--endpoint-url", quick.url, tmp_path, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY="wrong"
    ))
    assert result.returncode == 1
    assert "InvalidSignatureException" in result.stdout + result.stderr
    assert "wrong" not in (result.stdout + result.stderr).replace("is probably wrong", "")
