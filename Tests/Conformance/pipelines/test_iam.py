"""The policies name only existing actions, and exactly those that rekon needs."""

import json
import re

import botocore.session
import pytest
import yaml

from support.rekon import ROOT
from support.sandbox import SandboxServer

IAM = ROOT / "examples/iam"
POLICIES = sorted(IAM.glob("*.json"))
SESSION = botocore.session.get_session()
SESSION.set_config_variable("metadata_service_num_attempts", 1)

# Where an action is not called as its operation: "Actions, resources, and condition keys for Amazon S3".
S3_ACTIONS = {
    "GetObject": "GetObject", "GetObjectVersion": "GetObject", "GetObjectAcl": "GetObjectAcl",
    "GetObjectTagging": "GetObjectTagging", "PutObject": "PutObject", "ListBucket": "ListObjectsV2",
    "GetBucketLocation": "GetBucketLocation", "GetBucketAcl": "GetBucketAcl",
}
PREFIXES = {"rekognition": "rekognition", "kms": "kms", "sts": "sts", "s3": "s3", "servicequotas": "service-quotas",
            "cloudtrail": "cloudtrail"}
# Actions that IAM can limit to no resource.
UNLIMITED = {
    "rekognition:DescribeProjects", "sts:GetCallerIdentity", "servicequotas:GetServiceQuota", "cloudtrail:LookupEvents",
}
# What the look for earlier trainings uses in the output bucket and in CloudTrail.
EARLIER = {"s3:ListBucket", "s3:GetObject", "cloudtrail:LookupEvents"}
ARN = re.compile(r"arn:aws:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>[0-9]*):(?P<resource>.+)")


def as_list(value):
    return value if isinstance(value, list) else [value]


def statements(path):
    return json.loads(path.read_text())["Statement"]


def actions(name):
    return {action for statement in statements(IAM / name) for action in as_list(statement["Action"])}


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_form(path):
    policy = json.loads(path.read_text())
    assert policy["Version"] == "2012-10-17" and set(policy) == {"Version", "Statement"}
    assert len(json.dumps(policy, separators=(",", ":"))) <= 6144, "a managed policy's longest"
    sids = [statement.get("Sid") for statement in policy["Statement"]]
    assert len(sids) == len(set(sids))
    for statement in policy["Statement"]:
        assert statement["Effect"] == "Allow"
        assert not {"NotAction", "NotResource", "NotPrincipal"} & set(statement)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_actions_exist(path):
    for statement in statements(path):
        for action in as_list(statement["Action"]):
            prefix, name = action.split(":")
            operation = S3_ACTIONS[name] if prefix == "s3" else name
            assert operation in SESSION.get_service_model(PREFIXES[prefix]).operation_names, action


@pytest.mark.parametrize("name", ["plan.json", "apply.json", "verify.json", "explain.json", "promote.json", "copy-from.json"])
def test_resources(name):
    for statement in statements(IAM / name):
        services = {action.split(":")[0] for action in as_list(statement["Action"])}
        for resource in as_list(statement["Resource"]):
            if resource == "*":
                assert set(as_list(statement["Action"])) <= UNLIMITED, "the least that serves"
                continue
            arn = ARN.fullmatch(resource)
            assert services == {arn["service"]}
            if arn["service"] == "s3":
                assert arn["region"] == arn["account"] == ""
                # Actions of a bucket and actions of its objects never match each other's ARNs.
                objects = {"Object" in action for action in as_list(statement["Action"])}
                assert objects == {"/" in arn["resource"]}
            else:
                assert arn["account"] == "111122223333" and arn["region"] == "us-east-1"


def test_only_apply_changes_anything():
    changing = re.compile(r"(Create|Put|Delete|Update|Tag|Untag|Start|Stop|Generate|Copy)")
    for name in ("plan.json", "verify.json", "explain.json"):
        assert not any(changing.match(action.split(":")[1]) for action in actions(name))
    assert {action for action in actions("apply.json") if action.startswith("rekognition:")} - actions("plan.json") - (
        actions("verify.json")
    ) == {"rekognition:CreateProjectVersion", "rekognition:TagResource"}


@pytest.mark.parametrize("path", sorted(IAM.glob("trust-*.json")), ids=lambda path: path.name)
def test_trust(path):
    (statement,) = statements(path)
    provider = ARN.fullmatch(statement["Principal"]["Federated"])["resource"].removeprefix("oidc-provider/")
    conditions = {key: value for entry in statement["Condition"].values() for key, value in entry.items()}
    # A subject that is not asked for is everybody's.
    assert set(conditions) == {f"{provider}:aud", f"{provider}:sub"}
    for subject in as_list(conditions[f"{provider}:sub"]):
        assert "acme/models:" in subject or subject.startswith("system:serviceaccount:")
    if "apply" in path.name:
        assert set(statement["Condition"]) == {"StringEquals"}


def test_gitlab_plans_the_branches_that_the_role_trusts():
    """Not every branch: a member who starts the pipeline of a fork in this project chooses the branch's name."""
    (statement,) = statements(IAM / "trust-gitlab-plan.json")
    subjects = statement["Condition"]["StringLike"]["gitlab.com:sub"]
    assert [subject.split(":ref:")[1] for subject in subjects] == ["main", "models/*"]
    rules = yaml.safe_load((ROOT / "examples/gitlab/.gitlab-ci.yml").read_text())["plan"]["rules"]
    assert "$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME =~ /^models\\//" in rules[0]["if"]
    assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rules[0]["if"]


def test_the_environment_that_is_trusted_is_the_one_that_the_workflow_names():
    (statement,) = statements(IAM / "trust-github-apply.json")
    subject = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    workflow = (ROOT / "examples/github-actions/workflows/rekon-apply.yml").read_text()
    assert f"environment: {subject.split(':environment:')[1]}\n" in workflow


# What rekon calls


ACCOUNT = "123456789012"
MODELS = f"""
apiVersion: rekon/v1
project: arn:aws:rekognition:us-east-1:{ACCOUNT}:project/signs/1690556789012
defaults: {{ output: "s3://acme-out/signs/", kmsKey: alias/vision, tags: {{ team: a }} }}
versions:
  - {{ name: pinned, datasets: {{ training: ["s3://acme-data/day.manifest?versionId=VERSION"], testing: auto }} }}
  - {{ name: unpinned, datasets: {{ training: ["s3://acme-data/night.manifest"], testing: auto }} }}
---
apiVersion: rekon/v1
project: arn:aws:rekognition:us-east-1:{ACCOUNT}:project/lamps/1690556789012
defaults: {{ output: "s3://acme-out/lamps/" }}
versions: [{{ name: first }}]
"""
# The action that IAM asks for where it is not called as the operation: "Actions, resources, and condition keys".
ACTIONS_OF = {
    "DescribeProjects": "rekognition", "DescribeProjectVersions": "rekognition", "ListTagsForResource": "rekognition",
    "DescribeDataset": "rekognition", "ListDatasetEntries": "rekognition", "ListDatasetLabels": "rekognition",
    "CreateProjectVersion": "rekognition", "GetCallerIdentity": "sts", "DescribeKey": "kms",
    "GetServiceQuota": "servicequotas", "LookupEvents": "cloudtrail",
}


LINE = {
    "source-ref": "s3://acme-data/1.jpg", "sign": 0,
    "sign-metadata": {"class-name": "stop", "confidence": 1, "type": "groundtruth/image-classification",
                      "human-annotated": "yes", "creation-date": "2026-11-24T00:00:00"},
}


def fill(moto):
    """The manifests, the bucket and the key of MODELS; their text with the version that there is."""
    moto.reset()
    s3, kms = moto.client("s3"), moto.client("kms")
    for bucket in ("acme-data", "acme-out"):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket="acme-data", VersioningConfiguration={"Status": "Enabled"})
    for key in ("day.manifest", "night.manifest"):
        put = s3.put_object(Bucket="acme-data", Key=key, Body=json.dumps(LINE).encode() + b"\n")
        if key == "day.manifest":
            version = put["VersionId"]
    identifier = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/vision", TargetKeyId=identifier)
    return MODELS.replace("VERSION", version)


@pytest.fixture
def called(rekon, tmp_path, moto):
    """Runs a command against the sandbox's server and moto; the actions that its calls need."""
    state = tmp_path / "state.json"
    models = tmp_path / "models.yaml"
    models.write_text(fill(moto))
    assert rekon("sandbox", "seed", "--sandbox", state, "--training-duration", "1", models).returncode == 0
    # An entry with an error: then the entries are listed.
    dataset = next(data["arn"] for project in json.loads(state.read_text())["projects"] for data in project["datasets"])
    (tmp_path / "bad.manifest").write_text('{"source-ref": "s3://acme-data/2.jpg", "sign": 0}\n' + json.dumps(LINE) + "\n")
    put = rekon("sandbox", "put", "--sandbox", state, dataset, tmp_path / "bad.manifest")
    assert put.returncode == 0, put.stderr
    server = SandboxServer("--state", state, "--account", ACCOUNT, home=tmp_path)
    endpoints = {f"AWS_ENDPOINT_URL_{service}": moto.url for service in ("S3", "KMS", "STS", "SERVICE_QUOTAS")}

    def run(*arguments):
        result = rekon(*arguments, "--debug", models, AWS_ENDPOINT_URL_REKOGNITION=server.url, **endpoints)
        needed = set()
        for operation in re.findall(r"\b([A-Z]\w+): attempt \d+", result.stderr):
            if operation in ("HeadBucket", "ListObjectsV2"):
                needed.add("s3:ListBucket")
            elif operation in ("HeadObject", "GetObject"):
                # One with a version needs the other action; MODELS has both kinds.
                needed |= {"s3:GetObject", "s3:GetObjectVersion"}
            else:
                needed.add(f"{ACTIONS_OF[operation]}:{operation}")
        return result, needed

    yield run
    server.stop()


def test_what_is_called_is_allowed(called):
    _, plan = called("plan")
    assert plan - EARLIER == {"rekognition:DescribeProjects", "rekognition:DescribeProjectVersions"}
    assert plan <= actions("plan.json")
    result, apply = called("apply", "--auto-approve", "--wait")
    assert result.returncode == 0, result.stderr
    # The datasets are compared again before a create that had to wait.
    assert apply - EARLIER == plan - EARLIER | {
        "rekognition:CreateProjectVersion", "rekognition:DescribeDataset", "servicequotas:GetServiceQuota",
    }
    _, tagged = called("plan", "--tags")
    assert tagged - EARLIER == actions("plan.json") - EARLIER - {"rekognition:DescribeDataset"}
    _, unread = called("drift", "--no-manifests")
    assert unread - EARLIER == actions("plan.json") - EARLIER
    result, drift = called("drift")
    assert "s3:GetObject" in drift and drift <= actions("plan.json") | actions("verify.json"), result.stderr
    _, wait = called("wait")
    assert wait <= actions("plan.json")
    for command in (["status"], ["report", "--html", "-"]):
        result, shown = called(*command)
        assert result.returncode == 0, result.stderr
        assert "rekognition:DescribeDataset" in shown and shown <= actions("plan.json")
    # TagResource is what the service asks for where a create has tags; the client does not call it.
    assert apply | {"rekognition:TagResource"} <= actions("apply.json")


def test_what_is_verified_is_allowed(called):
    result, verify = called("verify")
    assert result.returncode in (0, 3), result.stderr
    # GetCallerIdentity needs no permission; the policy names it for its readers.
    assert verify | {"sts:GetCallerIdentity"} == actions("verify.json")
    assert "permission" not in called("verify", "--format", "json")[0].stdout, "nothing was refused"
    _, plan = called("plan", "--verify")
    assert plan <= actions("plan.json") | actions("verify.json")
    _, apply = called("apply", "--auto-approve", "--verify")
    assert apply - {"sts:GetCallerIdentity"} <= actions("apply.json")


def test_what_is_explained_is_allowed(called):
    assert called("apply", "--auto-approve", "--wait")[0].returncode == 0
    result, explain = called("status", "--explain", "pinned")
    assert "s3:GetObject" in explain, result.stderr
    # A result has no version here; in a bucket with versions it has one. Decrypt is what S3 asks for. DescribeProjects
    # finds projects by name, and MODELS has an ARN.
    assert explain | {"kms:Decrypt", "rekognition:DescribeProjects"} == actions("explain.json")


def test_the_service_needs_no_policy_of_a_bucket():
    """Custom Labels guide, su-sdk-permissions: "you no longer need to give ... permissions to access the Amazon S3 bucket"."""
    readme = (IAM / "README.md").read_text()
    assert "The buckets need no bucket policy for the service." in readme and "su-sdk-permissions" in readme
    for path in (ROOT / "examples").rglob("*"):
        if path.suffix in (".json", ".md", ".tf", ".yml", ".yaml", ".sh"):
            assert "rekognition.amazonaws.com" not in path.read_text(), path
