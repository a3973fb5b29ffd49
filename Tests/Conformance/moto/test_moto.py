"""STS as moto's server plays it, on the real wire formats: assumed roles, web identities, and who the caller is.

moto has no portal and no tokens of IAM Identity Center (`GetRoleCredentials`, `CreateToken`), and no operations on
Rekognition's project versions; the tests' own server stands in for these.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import botocore.config
import botocore.session
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fake_aws"))

from rekon import environment, run  # noqa: E402

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-key-of-no-one"}
ROLE = "arn:aws:iam::210987654321:role/trainer"


class MotoServer:
    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        log = open(folder / "moto.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true"},
            stdout=log, stderr=log,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, "moto's server does not start"
                time.sleep(0.05)

    def post(self, path, body=b""):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            urllib.request.Request(
                self.url + path, data=body, method="POST", headers={"content-type": "application/octet-stream"}
            ),
            timeout=10,
        ).close()

    def client(self, service, key, secret):
        session = botocore.session.Session()
        session.set_config_variable("metadata_service_num_attempts", 1)
        return session.create_client(
            service, region_name="us-east-1", endpoint_url=self.url, aws_access_key_id=key,
            aws_secret_access_key=secret, config=botocore.config.Config(proxies={}),
        )

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    server = MotoServer(tmp_path_factory.mktemp("moto"))
    yield server
    server.close()


@pytest.fixture
def home(tmp_path):
    (tmp_path / ".aws").mkdir()
    return tmp_path


def whoami(moto, home, *arguments, **variables):
    result = run(["whoami", "--format", "json", *arguments], environment(home, moto, **variables))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_keys(moto, home):
    found = whoami(moto, home, **KEYS)
    assert found["account"] == "123456789012"
    assert found["arn"] == "arn:aws:sts::123456789012:user/moto"


def test_a_role_of_another_account(moto, home):
    (home / ".aws/config").write_text(
        f"[profile a]\nrole_arn = {ROLE}\ncredential_source = Environment\nexternal_id = an external id\n"
        "duration_seconds = 900\nrole_session_name = me@example.com\n"
    )
    found = whoami(moto, home, "--profile", "a", **KEYS)
    # moto knows a session by its access key: another answer would mean that other keys were used.
    assert found["account"] == "210987654321"
    assert found["arn"] == "arn:aws:sts::210987654321:assumed-role/trainer/me@example.com"
    assert found["userId"].endswith(":me@example.com")
    left = time.mktime(time.strptime(found["expiration"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone - time.time()
    assert 840 < left <= 901


def test_a_chain_of_roles(moto, home):
    (home / ".aws/config").write_text(
        "[profile a]\nrole_arn = arn:aws:iam::333333333333:role/last\nsource_profile = b\nrole_session_name = me\n"
        f"[profile b]\nrole_arn = {ROLE}\nsource_profile = c\n"
    )
    (home / ".aws/credentials").write_text(
        f"[c]\naws_access_key_id = {KEYS['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = x\n"
    )
    found = whoami(moto, home, "--profile", "a")
    assert found["arn"] == "arn:aws:sts::333333333333:assumed-role/last/me"


def test_a_web_identity(moto, home):
    (home / "token").write_text("header.payload.signature")
    found = whoami(
        moto, home, AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "token"), AWS_ROLE_ARN=ROLE,
        AWS_ROLE_SESSION_NAME="a-workflow",
    )
    assert found["arn"] == "arn:aws:sts::210987654321:assumed-role/trainer/a-workflow"
    assert "AWS_WEB_IDENTITY_TOKEN_FILE" in found["credentialSource"]


def test_a_session_name_is_made_where_there_is_none(moto, home):
    (home / "token").write_text("header.payload.signature")
    found = whoami(moto, home, AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "token"), AWS_ROLE_ARN=ROLE)
    name = found["arn"].rsplit("/", 1)[1]
    assert name.startswith("rekon-") and abs(int(name.removeprefix("rekon-")) - time.time()) < 60


def test_another_partition(moto, home):
    found = whoami(moto, home, "--region", "cn-north-1", **KEYS)
    assert found["arn"].startswith("arn:aws-cn:sts::")


@pytest.fixture
def user(moto):
    """A user whose signatures moto verifies, for it can do so: with policies, and with nothing for others."""
    iam = moto.client("iam", "anyone", "anything")
    iam.create_user(UserName="me")
    iam.put_user_policy(
        UserName="me", PolicyName="all",
        PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}],
        }),
    )
    iam.create_role(RoleName="trainer", AssumeRolePolicyDocument="{}")
    keys = iam.create_access_key(UserName="me")["AccessKey"]
    moto.post("/moto-api/reset-auth", b"0")
    yield keys
    # Enough calls without verification for all other tests.
    moto.post("/moto-api/reset-auth", b"1000000000")
    moto.post("/moto-api/reset")


def test_signatures_that_moto_verifies(moto, home, user):
    own = {"AWS_ACCESS_KEY_ID": user["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": user["SecretAccessKey"]}
    assert whoami(moto, home, **own)["arn"] == "arn:aws:iam::123456789012:user/me"
    wrong = run(["whoami"], environment(home, moto, **{**own, "AWS_SECRET_ACCESS_KEY": "wrong"}))
    assert wrong.returncode == 1
    assert "SignatureDoesNotMatch" in wrong.stderr and "The secret key is probably wrong" in wrong.stderr
    unknown = run(["whoami"], environment(home, moto, **KEYS))
    assert unknown.returncode == 1
    assert "InvalidClientTokenId" in unknown.stderr
    assert "check the credentials, and that they belong to this partition" in unknown.stderr
