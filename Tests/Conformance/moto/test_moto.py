"""STS as moto's server plays it, on the real wire formats: assumed roles, web identities, and who the caller is.

moto has no portal and no tokens of IAM Identity Center (`GetRoleCredentials`, `CreateToken`), and no operations on
Rekognition's project versions; support/fake_aws.py has these.
"""

import json
import time

import pytest

from support.rekon import KEYS, environment, run

ROLE = "arn:aws:iam::210987654321:role/trainer"


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
    """A user whose signatures moto verifies, with a policy."""
    iam = moto.client("iam")
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
    moto.reset()


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
