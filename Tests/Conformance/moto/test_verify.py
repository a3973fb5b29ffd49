"""S3, KMS and STS as moto's server plays them, and what `rekon verify` makes of them. Rekognition is the sandbox."""

import json

import pytest

from support.rekon import KEYS, environment, run
from support.sandbox import SandboxServer

PROJECT = "arn:aws:rekognition:us-east-1:123456789012:project/signs/1690556789012"
# What a URL may not hold as it is, and what a path may lose on its way.
ODD_KEY = "signs/a b+ü/../x//100%.manifest"


@pytest.fixture
def verify(moto, tmp_path):
    """Runs a command on a desired state with versions of these members, and gives its exit code and its checks."""
    servers = []

    def start(versions, command=("verify", "--no-manifests"), project=PROJECT):
        state = tmp_path / "state.json"
        file = tmp_path / "models.yaml"
        file.write_text(json.dumps({
            "apiVersion": "rekon/v1", "project": project, "defaults": {"output": "s3://acme-out/signs/"},
            "versions": versions,
        }))
        offline = environment(tmp_path)
        assert run(["sandbox", "seed", "--sandbox", str(state), str(file)], offline).returncode == 0
        if not servers:
            servers.append(SandboxServer("--state", state, "--account", "123456789012", home=tmp_path))
        variables = {**KEYS, "AWS_ENDPOINT_URL_REKOGNITION": servers[0].url}
        result = run([*command, "--format", "json", str(file)], environment(tmp_path, moto, **variables))
        if not result.stdout:
            return result.returncode, result.stderr, None
        document = json.loads(result.stdout)
        checks = document["checks"] if "checks" in document else document["verification"]["checks"]
        found = {}
        for check in checks:
            found.setdefault(check["check"], []).append((check["verdict"], check.get("subject"), check["message"]))
        return result.returncode, found, document

    yield start
    for server in servers:
        server.stop()


def version(name, *manifests, **more):
    return {"name": name, "datasets": {"training": list(manifests), "testing": "auto"}, **more}


def fill(aws):
    """What a good training needs; the version ids of its manifest."""
    s3 = aws("s3")
    for bucket in ("acme-data", "acme-out"):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket="acme-data", VersioningConfiguration={"Status": "Enabled"})
    return [s3.put_object(Bucket="acme-data", Key="day.manifest", Body=body)["VersionId"] for body in (b"{}", b"{}{}")]


def test_all_is_well(aws, verify):
    old, new = fill(aws)
    aws("s3").put_object(Bucket="acme-data", Key=ODD_KEY, Body=b"12345")
    kms = aws("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/vision", TargetKeyId=key["KeyId"])
    code, found, _ = verify([
        version("one", "s3://acme-data/day.manifest", kmsKey="alias/vision"),
        version("two", f"s3://acme-data/day.manifest?versionId={old}", f"s3://acme-data/{ODD_KEY}", kmsKey=key["Arn"]),
    ])
    assert code == 0, found
    assert found["caller-account"] == [("pass", None, "arn:aws:sts::123456789012:user/moto")]
    messages = [message for verdict, _, message in found["manifest"] if verdict == "pass"]
    assert [message.split(",")[0] for message in messages] == ["4 bytes", "2 bytes", "5 bytes"]
    assert messages[0].endswith(new) and messages[1].endswith(old)
    assert found["output-bucket"][0][0] == "pass"
    assert [(verdict, subject) for verdict, subject, _ in found["kms-key"]] == [
        ("pass", "alias/vision"), ("pass", key["Arn"]),
    ]
    assert key["Arn"] in found["kms-key"][0][2]


def test_what_is_missing(aws, verify):
    fill(aws)
    code, found, _ = verify([
        version("one", "s3://acme-data/nothing.manifest", "s3://acme-nowhere/day.manifest", kmsKey="alias/none"),
        version("two", "s3://acme-data/day.manifest?versionId=00000000-0000-0000-0000-000000000000"),
    ])
    assert code == 3
    assert [message for _, _, message in found["manifest"]] == [
        "the object does not exist", "the bucket does not exist", "the version of the object does not exist",
    ]
    assert found["kms-key"][0][:2] == ("fail", "alias/none")


def test_a_bucket_of_another_region(aws, verify):
    fill(aws)
    s3 = aws("s3", "eu-west-1")
    s3.create_bucket(Bucket="acme-far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    code, found, _ = verify([version("one", "s3://acme-data/day.manifest", output="s3://acme-far/")])
    assert code == 0
    assert found["output-bucket"] == [
        ("warning", "s3://acme-far", "the bucket is in eu-west-1, and the project is in us-east-1")
    ]


@pytest.mark.parametrize("bucket, region, verdict, code", [
    ("acme-images", "us-east-1", "pass", 0), ("acme-far-images", "eu-west-1", "fail", 3), ("acme-none", None, "fail", 3),
])
def test_the_bucket_of_the_images(aws, verify, bucket, region, verdict, code):
    fill(aws)
    if region:
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        aws("s3", region).create_bucket(Bucket=bucket, **place)
    line = {
        "source-ref": f"s3://{bucket}/1.jpg", "sign": 1,
        "sign-metadata": {"class-name": "stop", "confidence": 1, "type": "groundtruth/image-classification",
                          "human-annotated": "yes", "creation-date": "2026-11-24T00:00:00"},
    }
    other = {**line, "source-ref": f"s3://{bucket}/2.jpg",
             "sign-metadata": {**line["sign-metadata"], "class-name": "yield"}}
    lines = [line, {**line, "source-ref": f"s3://{bucket}/3.jpg"}, other, {**other, "source-ref": f"s3://{bucket}/4.jpg"}]
    body = "".join(json.dumps(one) + "\n" for one in lines)
    aws("s3").put_object(Bucket="acme-data", Key="lines.manifest", Body=body.encode())
    got, found, _ = verify([version("one", "s3://acme-data/lines.manifest")], command=("verify",))
    assert [(one[0], one[1]) for one in found["image-bucket"]] == [(verdict, f"s3://{bucket}")]
    assert got == code, found


def test_keys_that_cannot_be_used(aws, verify):
    fill(aws)
    kms = aws("kms")
    disabled, doomed, signing = kms.create_key(), kms.create_key(), kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")
    kms.disable_key(KeyId=disabled["KeyMetadata"]["KeyId"])
    kms.schedule_key_deletion(KeyId=doomed["KeyMetadata"]["KeyId"])
    code, found, _ = verify([
        version(f"v{number}", "s3://acme-data/day.manifest", kmsKey=key["KeyMetadata"]["KeyId"])
        for number, key in enumerate([disabled, doomed, signing])
    ])
    assert code == 3
    assert [message for _, _, message in found["kms-key"]] == [
        "the key is Disabled, not Enabled", "the key is PendingDeletion, not Enabled",
        "the key spec is RSA_2048, and a training needs a symmetric key",
    ]


def test_a_delete_marker(aws, verify):
    fill(aws)
    marker = aws("s3").delete_object(Bucket="acme-data", Key="day.manifest")["VersionId"]
    code, found, _ = verify([
        version("one", "s3://acme-data/day.manifest"), version("two", f"s3://acme-data/day.manifest?versionId={marker}"),
    ])
    assert code == 3
    assert [verdict for verdict, _, _ in found["manifest"]] == ["fail", "fail"]


def test_another_account(aws, verify):
    fill(aws)
    code, found, _ = verify(
        [version("one", "s3://acme-data/day.manifest")], project=PROJECT.replace("123456789012", "111122223333")
    )
    # The project itself cannot be read, which comes before a failed check.
    assert code == 1
    assert found["caller-account"][0][0] == "fail"


def test_a_plan_offers_the_pinned_uri(aws, verify):
    _, new = fill(aws)
    code, found, plan = verify([version("one", "s3://acme-data/day.manifest")], command=("plan", "--verify", "--no-manifests"))
    assert code == 0 and {verdict for checks in found.values() for verdict, _, _ in checks} == {"pass"}
    assert plan["projects"][0]["versions"][0]["pins"] == [f"s3://acme-data/day.manifest?versionId={new}"]


def lines(count):
    return "".join(
        json.dumps({
            "source-ref": f"s3://acme-data/{number}.jpg", "label": number % 2,
            "label-metadata": {
                "class-name": ["stop", "yield"][number % 2], "confidence": 1, "human-annotated": "yes",
                "type": "groundtruth/image-classification", "creation-date": "2026-11-01T00:00:00", "job-name": "a",
            },
        }) + "\n"
        for number in range(count)
    ).encode()


def test_the_lines_of_a_manifest(aws, verify):
    """Of more than one piece of 4 MiB, so that ranges are asked for, of one version."""
    fill(aws)
    good, bad = lines(20_000), lines(100) + b"{}\n" * 100
    aws("s3").put_object(Bucket="acme-data", Key="good.manifest", Body=good)
    aws("s3").put_object(Bucket="acme-data", Key="bad.manifest", Body=bad)
    assert len(good) > 4 * 1_048_576
    code, found, _ = verify(
        [version("one", "s3://acme-data/good.manifest"), version("two", "s3://acme-data/bad.manifest")],
        command=("verify",),
    )
    assert code == 3
    assert found["manifest-lines"][0] == ("pass", "s3://acme-data/good.manifest", "20,000 lines, 20,000 images")
    assert found["manifest-lines"][1][0] == "fail" and "ERROR_" in found["manifest-lines"][1][2]
